internal import CallspoolCore

/// Which attempt of which call; unique in a process, and without a string.
struct AttemptKey: Hashable, Sendable {
    var key: CallKey
    var number: Int

    init(_ attempt: Attempt) {
        key = attempt.key
        number = attempt.number
    }
}

/// A script being played.
struct SimulatedCall: Sendable {
    /// What can come next.
    enum Step: Sendable {
        case ringing
        case connected
        case ended
    }

    let attempt: AttemptKey
    let script: CallScript
    let placedAt: Timestamp
    /// What comes next; `nil` when it is over.
    private(set) var next: Step?

    init(attempt: AttemptKey, script: CallScript, placedAt: Timestamp) {
        self.attempt = attempt
        self.script = script
        self.placedAt = placedAt
        next = .ended
        if script.isAnnounced, script.connectedAfter != nil { next = .connected }
        if script.isAnnounced, script.ringingAfter != nil { next = .ringing }
    }

    /// When it is over.
    var endsAt: Timestamp { placedAt + script.endedAfter }

    /// When the next step comes.
    var due: Timestamp {
        switch next {
        case .ringing: placedAt + (script.ringingAfter ?? .zero)
        case .connected: placedAt + (script.connectedAfter ?? .zero)
        case .ended, nil: endsAt
        }
    }

    /// Takes the next step.
    ///
    /// - Returns: its report, which carries the instant at which it was due; `nil` for an end that is lost.
    mutating func play() -> AttemptReport? {
        let at = due
        switch next {
        case .ringing:
            next = script.connectedAfter == nil ? .ended : .connected
            return report(.ringing, at)
        case .connected:
            next = .ended
            return report(.connected, at)
        case .ended:
            next = nil
            return script.ending == .reported ? report(.ended(end), at) : nil
        case nil: return nil
        }
    }

    private var end: AttemptEnd {
        var end = script.end
        if !script.isAnnounced { end.answeredAt = script.connectedAfter.map { placedAt + $0 } }
        return end
    }

    private func report(_ event: AttemptReport.Event, _ at: Timestamp) -> AttemptReport {
        AttemptReport(key: attempt.key, attempt: attempt.number, at: at, event: event)
    }
}
