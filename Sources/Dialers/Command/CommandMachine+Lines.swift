internal import CallspoolCore

extension CommandMachine {
    /// The program wrote a line.
    mutating func received(_ line: LineAssembler.Line, _ now: Timestamp) -> Actions {
        switch line {
        case .tooLong: return warn("it wrote a line that is too long, which is left out", now)
        case .whole(let bytes):
            do throws(ProgramFault) {
                switch try ProgramLine(bytes) {
                case .hello(let hello): return greeted(hello, now)
                case .event(let event): return said(event, now)
                }
            } catch {
                let excerpt = String(decoding: bytes.prefix(120), as: UTF8.self)
                return warn("it wrote what is not understood (\(error.message)): \(excerpt)", now)
            }
        }
    }

    private mutating func said(_ event: ProgramEvent, _ now: Timestamp) -> Actions {
        guard life == .speaking else { return warn("it spoke before its hello", now) }
        // What it has not been handed it cannot speak of; and no clock of its own may be ahead of ours.
        let at = min(event.at ?? now, now)
        if calls[event.id] != nil { return spoke(of: event, at: at) }
        guard let question = questions[event.id] else {
            return warn("it spoke of \(event.id.prefix(120)), which it does not have", now)
        }
        if case .unknown = event.kind { return answered(event.id, .unknown) }
        if case .neverPlaced = event.kind { return answered(event.id, .neverPlaced) }
        // An attempt of the previous run of ours: it is followed from here on. When it was placed is not known here.
        calls[event.id] = ProgramCall(question.attempt, at: event.at.map { min($0, now) } ?? now)
        calls[event.id]?.isConfirmed = true
        return spoke(of: event, at: at)
    }

    /// Something was said of an attempt that is in progress.
    private mutating func spoke(of event: ProgramEvent, at: Timestamp) -> Actions {
        confirm(event.id)
        switch event.kind {
        case .placed: return Actions()
        case .live: return answered(event.id, .live)
        case .ringing:
            let report = calls[event.id]?.ringing(at: at)
            return Actions(reports: [report].compactMap { $0 })
        case .answered:
            let report = calls[event.id]?.answered(at: at)
            return Actions(reports: [report].compactMap { $0 })
        case .ended(let end): return ended(event.id) { $0.ended(end, at: at) }
        case .refused(let end): return ended(event.id) { $0.refused(end, at: at) }
        case .unknown:
            guard let question = questions[event.id] else { return Actions() }
            if question.isAwaited {
                calls[event.id] = nil
                return answered(event.id, .unknown)
            }
            return ended(event.id) { $0.lost(at: at) }
        case .neverPlaced:
            guard let question = questions[event.id] else { return Actions() }
            if question.isAwaited {
                calls[event.id] = nil
                return answered(event.id, .neverPlaced)
            }
            return ended(event.id) { $0.refused(.neverSeen, at: at) }
        }
    }

    /// The program has the attempt: it counts against the window no more.
    mutating func confirm(_ id: String) {
        guard calls[id]?.isConfirmed == false else { return }
        calls[id]?.isConfirmed = true
        unconfirmed -= 1
    }

    /// An attempt is over: it is reported, and whoever waits for an answer gets the same.
    private mutating func ended(_ id: String, _ end: (inout ProgramCall) -> AttemptReport) -> Actions {
        guard var call = calls.removeValue(forKey: id) else { return Actions() }
        let report = end(&call)
        if case .ended(let end) = report.event { _ = answered(id, .ended(end, at: report.at)) }
        return Actions(reports: [report])
    }

    private mutating func answered(_ id: String, _ answer: Inquiry) -> Actions {
        guard questions[id]?.isAwaited == true else {
            questions[id] = nil
            return Actions()
        }
        questions[id]?.answer = answer
        return Actions()
    }
}

extension ProgramEnd {
    /// Of an attempt that the program which died had not read.
    static let neverSeen = ProgramEnd(
        outcome: .carrierError,
        codes: EngineCodes(engineCause: "the program never placed it")
    )
}
