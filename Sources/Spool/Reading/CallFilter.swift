public import CallspoolCore

/// Which calls of a campaign to list.
public struct CallSelection: Sendable {
    /// How many that are not final.
    public var pending = 50
    /// How many of the newest that are final.
    public var final = 25
    /// Which of all.
    public var filter = CallFilter()

    /// Makes the usual selection.
    public init() {}
}

/// Picks calls by what became of them; what is empty picks all.
public struct CallFilter: Sendable {
    /// Where they are.
    public var phases: Set<CallPhase> = []
    /// How their last attempt ended, or what ended them without one.
    public var outcomes: Set<Outcome> = []
    /// The number, as ``NumberFilter`` reads it.
    public var number: String?

    /// Makes a filter that picks all.
    public init() {}

    /// Whether it picks all.
    public var isOff: Bool { phases.isEmpty && outcomes.isEmpty && number == nil }

    func picks(_ phase: CallPhase?, _ outcome: Outcome?) -> Bool {
        (phases.isEmpty || phase.map(phases.contains) == true)
            && (outcomes.isEmpty || outcome.map(outcomes.contains) == true)
    }
}

extension CallFilter {
    /// Whether an event is one that brings its call where the filter picks it; those of the campaign always are.
    ///
    /// The number is not looked at.
    public func picks(_ entry: JournalEntry) -> Bool {
        let (phase, outcome): (CallPhase, Outcome?)
        switch entry.event {
        case .dialing, .ringing: (phase, outcome) = (.dialing, nil)
        case .connected: (phase, outcome) = (.connected, nil)
        case .lost: (phase, outcome) = (.stuck, .unknown)
        case .ended(_, _, let result, let disposition), .settled(_, _, let result, let disposition, _):
            (phase, outcome) = (disposition.phase, result.outcome)
        case .canceled: (phase, outcome) = (.canceled, .canceled)
        case .expired: (phase, outcome) = (.failed, .expired)
        // A number that was dialled and may not be dialled again has failed.
        case .rejected: (phase, outcome) = (entry.previous == nil ? .rejected : .failed, nil)
        case .accepted, .started, .suspended, .resumed, .stopped, .added, .finished, .reported: return true
        }
        return picks(phase, outcome)
    }
}

extension Disposition {
    /// Where it brings the call.
    fileprivate var phase: CallPhase {
        switch self {
        case .final(let status): CallPhase(status)
        case .retry: .queued
        case .stuck: .stuck
        }
    }
}
