import CallspoolCore

/// What one turn leaves for the next.
struct DialTurn {
    var machine: DialMachine
    /// Facts that the store does not have yet: those that came up after the commit, refusals and answers to inquiries, and
    /// those that it could not record.
    var unrecorded: [CallFact] = []
    /// Requests that are not carried out yet.
    var requests: [ControlRequest] = []
    /// Requests carried out and not durable yet.
    var answers: [(ControlRequest, ControlAnswer)] = []
    var failure: StoreError?
    var hasAdopted = false
    var mustRecall = false
    /// Stuck calls that the engine is still to be asked about.
    var unasked: [AttemptInProgress] = []
    var mustDiscover = false
    var placed = 0
    /// Whether nothing is in progress and everything is recorded.
    var isSettled: Bool {
        failure == nil && machine.inProgress == 0 && unrecorded.isEmpty && requests.isEmpty && answers.isEmpty
            && unasked.isEmpty
    }
    /// Takes requests; one that is known, carried out or not, is still in its place and was seen again.
    mutating func take(_ new: [ControlRequest]) {
        for request in new where !requests.contains(request) && !answers.contains(where: { $0.0 == request }) {
            requests.append(request)
        }
    }

    /// When those who look on are shown again how it stands: in this process, and from outside.
    var nextShow = Timestamp(milliseconds: 0)
    var nextBoard = Timestamp(milliseconds: 0)
    /// Whether something may have changed since they were shown it outside.
    var isBoardStale = false
    /// How long all calls are held before the lists are looked at again.
    let holdPause = Duration.seconds(5)
    /// How long a disk in trouble is skipped.
    let patience = Duration.seconds(1)
}

extension Timestamp {
    /// Whether it has come, or lies so far ahead that the clock was set back since it was fixed.
    func hasCome(_ now: Timestamp, atMost ahead: Duration) -> Bool {
        now >= self || self - now > ahead
    }
}

extension Settings {
    /// After how long a call of another process does not count against any cap any more: the spool's and the trunks'.
    var slowestGap: Duration {
        let caps = trunks.compactMap(\.limits.callsPerSecond) + [limits.callsPerSecond].compactMap { $0 }
        return .seconds(max(1, caps.map { 1 / $0 }.max() ?? 0))
    }
}

extension CallFact {
    /// Whether an attempt's outcome is lost by it.
    var isLoss: Bool {
        if case .lost = event { true } else { false }
    }

    /// Whether what became of a lost attempt is found out by it.
    var isSettlement: Bool {
        if case .settled = event { true } else { false }
    }
}

extension DialMachine.Action {
    /// The fact to record, if there is one.
    var fact: [CallFact] {
        switch self {
        case .record(let fact): [fact]
        case .ignore: []
        }
    }
}

extension StoreError {
    /// Any error of a store's as what it is.
    init(any error: any Error) {
        self = error as? StoreError ?? StoreError(.unavailable, "\(error)")
    }
}
