internal import CallspoolCore

/// Everything that is decided about one FreeSWITCH: the calls that are there, the connection and what goes over it.
///
/// Pure: bytes, instants and attempts in, bytes and orders out. The dialer around it holds the connection.
struct FreeSWITCHMachine: Sendable {
    /// For how long calls that are out of sight are taken to be in progress.
    static let memory = Duration.seconds(600)

    private let server: String
    private let secret: String
    private let times: FreeSWITCHTimes
    private let window: Int
    let hasRecords: Bool
    private let command: OriginateCommand
    private var parser = EventSocketParser()
    private var clock = ServerClockOffset()
    private var session: FreeSWITCHSession?
    private(set) var failure: Failure?
    private var denial: String?
    private(set) var backOff = BackOff()
    var calls: [String: FreeSWITCHCall] = [:]
    /// Calls about which something is to be done, in the order in which it is due.
    private var overdue: [(id: String, due: Timestamp)] = []
    private var outgoing: [UInt8] = []
    /// The attempts in `outgoing`, which have certainly not been placed.
    private var unsent: [String] = []
    private var inquiries: [Int: Attempt] = [:]
    private var commands: Set<Int> = []
    private var lastInquiry = 0

    /// A machine without a connection.
    init(_ settings: FreeSWITCHSettings, secret: String, times: FreeSWITCHTimes = FreeSWITCHTimes()) {
        self.times = times
        server = "freeswitch \(settings.host):\(settings.port)"
        self.secret = secret
        window = settings.window
        hasRecords = settings.cdr != nil
        command = OriginateCommand(settings)
    }

    /// Whether calls can be placed.
    var isReady: Bool { session?.phase == .ready }

    /// Takes what is to be sent.
    ///
    /// From then on it may have been received.
    mutating func takeOutgoing() -> [UInt8] {
        unsent.removeAll(keepingCapacity: true)
        defer { outgoing = [] }
        return outgoing
    }

    /// How many calls are waited for, to see whether anything grows.
    var overdueCount: Int { overdue.count }

    /// How many bytes, calls and questions are held.
    var held: Int { parser.held + outgoing.count + calls.count + overdue.count + inquiries.count }

    /// Whether there is anything to send.
    var hasOutgoing: Bool { !outgoing.isEmpty }
}

// What is wished from here.
extension FreeSWITCHMachine {
    /// Whether a wish to place would have to wait: for the first connection, or for room in the window.
    var mustWait: Bool {
        guard let session, session.phase == .ready else { return failure == nil }
        return session.unconfirmed >= window
    }

    /// An attempt is to be placed.
    mutating func place(_ attempt: Attempt, _ now: Timestamp) -> Placing {
        let lines: String
        do throws(EngineError) { lines = try command.lines(for: attempt) } catch { return .refused(error) }
        if let failure, !isReady { return .refused(EngineError(outcome: failure.outcome, failure.words)) }
        if mustWait { return .wait }
        calls[attempt.id] = FreeSWITCHCall(attempt, placedAt: now)
        unsent.append(attempt.id)
        ask(.originate(attempt.id), lines, now)
        return .sent
    }

    /// Somebody wants to know what became of an attempt.
    ///
    /// - Returns: the answer, or the number under which it will be given.
    mutating func inquire(_ attempt: Attempt, _ now: Timestamp) -> (answer: Inquiry?, number: Int) {
        lastInquiry += 1
        if let failure, !isReady {
            // Calls of this life are asked about when it is back; they may be forgotten only when it stays away.
            calls[attempt.id]?.asked(by: attempt)
            guard var call = calls[attempt.id] else { return (.unknown, lastInquiry) }
            if now - failure.since < FreeSWITCHMachine.memory { return (.live, lastInquiry) }
            guard call.isAnswered, case .ended(let end) = call.lost(now).event else { return (.unknown, lastInquiry) }
            calls[attempt.id] = nil
            return (.ended(end, at: call.latest), lastInquiry)
        }
        inquiries[lastInquiry] = attempt
        if isReady { askExists(attempt.id, asker: lastInquiry, now) }
        return (nil, lastInquiry)
    }

    /// Somebody wants to know what FreeSWITCH says to a command of its API.
    ///
    /// - Returns: the number under which the answer will be given; `nil` when there is no connection.
    mutating func order(_ command: String, _ now: Timestamp) -> Int? {
        guard isReady else { return nil }
        lastInquiry += 1
        commands.insert(lastInquiry)
        ask(.command(lastInquiry), "api \(command)\n\n", now)
        return lastInquiry
    }

    private mutating func ask(_ question: FreeSWITCHSession.Question, _ text: String, _ now: Timestamp) {
        session?.ask(question, now)
        outgoing.append(contentsOf: text.utf8)
    }

    private mutating func askExists(_ id: String, asker: Int?, _ now: Timestamp) {
        ask(.exists(id, asker: asker), "api uuid_exists \(ChannelText.escaped(id))\n\n", now)
    }
}

// What becomes of the connection.
extension FreeSWITCHMachine {
    /// There is a connection.
    mutating func connected(_ now: Timestamp) {
        parser = EventSocketParser()
        clock = ServerClockOffset()
        session = FreeSWITCHSession(secret: secret, times: times, now)
        outgoing = []
    }

    /// There is none, or none any more.
    ///
    /// Attempts whose commands were not sent were certainly not placed. All others keep their place: FreeSWITCH is asked
    /// about them when it is back.
    ///
    /// - Parameters:
    ///   - why: after the server's name.
    ///   - isOver: that nobody will try to connect again, and that this is no news.
    ///   - now: the program's now.
    /// - Returns: what is to be done.
    mutating func disconnected(_ why: String, isOver: Bool, _ now: Timestamp) -> Orders {
        var orders = Orders(hasRoom: true)
        let words = denial.map { "\(server) refuses the login: \($0)" } ?? "\(server) \(why)"
        let outcome = denial == nil ? Outcome.carrierError : .notPermitted
        if failure?.words != words, !isOver { orders.words.append("\(words); trying again") }
        failure = Failure(words: words, outcome: outcome, since: failure?.since ?? now)
        backOff.failed(isDenied: denial != nil)
        denial = nil
        let lostAt = session?.isSilent == true ? session?.lastHeard ?? now : now
        session = nil
        for id in unsent {
            guard var call = calls.removeValue(forKey: id) else { continue }
            orders.reports.append(call.refused(.carrierError, "the connection was lost before it was sent", now))
        }
        unsent = []
        outgoing = []
        for id in calls.keys { calls[id]?.disconnected(lostAt) }
        for (number, attempt) in inquiries { orders.answers[number] = calls[attempt.id] == nil ? .unknown : .live }
        inquiries = [:]
        for number in commands { orders.texts.updateValue(nil, forKey: number) }
        commands = []
        return orders
    }

    /// Bytes came.
    mutating func received(_ bytes: some Collection<UInt8>, _ now: Timestamp) -> Orders {
        var orders = Orders()
        parser.take(bytes)
        do throws(EventSocketFault) {
            while orders.fault == nil, let frame = try parser.next() { heard(frame, now, &orders) }
        } catch {
            orders.fault = error.words
        }
        return orders
    }

    /// Time has passed.
    mutating func tick(_ now: Timestamp) -> Orders {
        var orders = Orders()
        guard let check = session?.check(now) else { return orders }
        orders.fault = check.fault
        if check.ping { ask(.ping, "api uptime\n\n", now) }
        guard isReady, check.fault == nil else { return orders }
        settleOverdue(now, &orders)
        for id in calls.keys where calls[id]?.isLeftover(now) == true {
            ask(.kill(id), "api uuid_kill \(ChannelText.escaped(id)) ALLOTTED_TIMEOUT\n\n", now)
        }
        return orders
    }

    private mutating func settleOverdue(_ now: Timestamp, _ orders: inout Orders) {
        let count = overdue.firstIndex { $0.due > now } ?? overdue.count
        let due = overdue.prefix(count)
        overdue.removeFirst(count)
        for (id, _) in due {
            switch calls[id]?.overdue(now, hasRecords: hasRecords) {
            case .ask: askExists(id, asker: nil, now)
            case .lost(let report):
                calls[id] = nil
                orders.reports.append(report)
            case nil: break
            }
        }
    }
}

// What is heard.
extension FreeSWITCHMachine {
    private mutating func heard(_ frame: EventSocketFrame, _ now: Timestamp, _ orders: inout Orders) {
        if case .event(let event) = frame {
            session?.heardEvent(now)
            return heard(event, now, &orders)
        }
        guard let (word, send) = session?.heard(frame, now) else { return }
        outgoing.append(contentsOf: send.utf8)
        switch word {
        case .nothing: break
        case .ready: ready(now, &orders)
        case .broken(let words): orders.fault = words
        case .denied(let words):
            denial = ChannelText.shown(words)
            orders.fault = words
        case .answer(let question, let text): answered(question, text, now, &orders)
        }
    }

    private mutating func heard(_ event: FreeSWITCHEvent, _ now: Timestamp, _ orders: inout Orders) {
        clock.heard(event.firedAt, now)
        guard var call = calls[event.id] else { return }
        if case .job(let answer) = event.name {
            call.jobEnded(answer, now)
            note(call, event.id)
            calls[event.id] = call
            return
        }
        let reports = call.heard(event, clock, now)
        orders.reports += reports
        calls[event.id] = reports.last?.isEnd == true ? nil : call
    }

    /// Calls of the time before are asked about, and those that others ask about.
    private mutating func ready(_ now: Timestamp, _ orders: inout Orders) {
        if failure != nil {
            orders.words.append("\(server) is back")
            orders.isBack = true
        }
        failure = nil
        backOff = BackOff()
        orders.hasRoom = true
        for id in calls.keys.sorted() { askExists(id, asker: nil, now) }
        for (number, attempt) in inquiries { askExists(attempt.id, asker: number, now) }
    }

    private mutating func answered(
        _ question: FreeSWITCHSession.Question,
        _ text: String,
        _ now: Timestamp,
        _ orders: inout Orders
    ) {
        switch question {
        case .login, .setUp, .ping: break
        case .originate(let id):
            orders.hasRoom = true
            guard !text.hasPrefix("+OK"), var call = calls.removeValue(forKey: id) else { return }
            orders.reports.append(call.refused(.engineError, ChannelText.shown(text), now))
        case .exists(let id, let asker):
            let exists = text == "true" ? true : text == "false" ? false : nil
            if let asker { answer(asker, exists, &orders) }
            if let exists { inquired(id, exists, now, &orders) }
        case .command(let number):
            if commands.remove(number) != nil { orders.texts[number] = text }
        case .kill(let id):
            if !text.hasPrefix("+OK") { inquired(id, false, now, &orders) }
        }
    }

    /// What FreeSWITCH says goes to who asked: one that it has is followed from now on.
    private mutating func answer(_ asker: Int, _ exists: Bool?, _ orders: inout Orders) {
        guard let attempt = inquiries.removeValue(forKey: asker) else { return }
        if exists == true, calls[attempt.id] == nil { calls[attempt.id] = FreeSWITCHCall(adopting: attempt) }
        calls[attempt.id]?.asked(by: attempt)
        // One of our own that it has no more: its end is about to be heard, or reported as lost.
        orders.answers[asker] = calls[attempt.id] == nil ? .unknown : .live
    }

    private mutating func inquired(_ id: String, _ exists: Bool, _ now: Timestamp, _ orders: inout Orders) {
        guard var call = calls[id] else { return }
        let reports = call.inquired(exists: exists, now)
        orders.reports += reports
        note(call, id)
        calls[id] = reports.last?.isEnd == true ? nil : call
    }

    /// The wait is the same for all, so that the row is in order.
    private mutating func note(_ call: FreeSWITCHCall, _ id: String) {
        if let due = call.endingDue { overdue.append((id, due)) }
    }
}

extension AttemptReport {
    /// Whether nothing comes after it.
    fileprivate var isEnd: Bool {
        if case .ended = event { true } else { false }
    }
}
