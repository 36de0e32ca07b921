import CallspoolCore
import Synchronization

/// A store that holds a few calls, does as it is told, and remembers what it was asked.
final class ScriptedStore: QueueStore {
    struct State {
        /// Calls that were never claimed.
        var waiting: [Attempt]
        var claimed: [Attempt] = []
        var unaccounted: [AttemptInProgress] = []
        var stuck: [AttemptInProgress] = []
        var facts: [CallFact] = []
        var durableFacts = 0
        var durableRequests = 0
        var requests: [ControlRequest] = []
        var claims = 0
        var commits = 0
        var discoveries = 0
        /// Calls that were handed out and have not ended.
        var inProgress = 0
        /// Thrown by `record` when it is given facts, as often as there are.
        var recordFailures: [StoreError] = []
        /// Thrown by `control`, as often as there are.
        var controlFailures: [StoreError] = []
        /// Thrown by `claim`.
        var claimFailure: StoreError?
        /// Thrown by `discover`.
        var discoverFailure: StoreError?
        /// What a commit tells.
        var commitFailure: StoreError?
    }

    let state: Mutex<State>

    init(_ waiting: [Attempt]) {
        state = Mutex(State(waiting: waiting))
    }

    func discover(_ now: Timestamp) async throws {
        try state.withLock { state in
            state.discoveries += 1
            if let failure = state.discoverFailure { throw failure }
        }
    }

    func claim(_ trunks: [String?], now: Timestamp) async throws {
        let limit = trunks.count
        try state.withLock { state in
            state.claims += 1
            if let failure = state.claimFailure { throw failure }
            state.claimed += state.waiting.prefix(limit)
            state.waiting.removeFirst(min(limit, state.waiting.count))
        }
    }

    func record(_ facts: [CallFact], now: Timestamp) async throws {
        try state.withLock { state in
            if !facts.isEmpty, let failure = state.recordFailures.popLast() { throw failure }
            state.facts += facts
        }
    }

    func commit() async -> Commit {
        state.withLock { state in
            state.commits += 1
            defer { state.claimed = [] }
            if let failure = state.commitFailure {
                state.waiting = state.claimed + state.waiting
                return Commit(failure: failure)
            }
            state.inProgress += state.claimed.count
            for fact in state.facts[state.durableFacts...] {
                if case .ended = fact.event { state.inProgress -= 1 }
                if case .lost = fact.event { state.inProgress -= 1 }
                // What the previous run left is settled without being lost before.
                if case .settled = fact.event, state.unaccounted.contains(where: { $0.attempt.key == fact.key }) {
                    state.inProgress -= 1
                }
            }
            state.durableFacts = state.facts.count
            state.durableRequests = state.requests.count
            return Commit(attempts: state.claimed)
        }
    }

    func tidy(_ now: Timestamp) async throws {}

    func control(_ request: ControlRequest, now: Timestamp) async throws -> ControlAnswer {
        try state.withLock { state in
            if let failure = state.controlFailures.popLast() { throw failure }
            state.requests.append(request)
        }
        return ControlAnswer(rows: [.init(campaign: "sample", held: 0, inProgress: 0, changed: true)])
    }

    func unaccounted() async -> [AttemptInProgress] {
        state.withLock { state in
            state.inProgress += state.unaccounted.count
            return state.unaccounted
        }
    }

    func stuck() async -> [AttemptInProgress] { state.withLock { $0.stuck } }

    func nextDue(_ now: Timestamp) async -> Timestamp? {
        state.withLock { $0.waiting.isEmpty ? nil : now }
    }

    func backlog() async -> [CampaignBacklog] { [] }

    func hold() async -> String? { nil }

    func lastDialing() async -> Timestamp? { nil }
}

/// A desk that remembers which requests were done, and how many were durable then.
final class ScriptedDesk: ControlDesk {
    private let store: ScriptedStore
    let done = Mutex<[Int]>([])

    init(_ store: ScriptedStore) { self.store = store }

    func pending() async throws -> [ControlRequest] { [] }

    func done(_ request: ControlRequest) async throws {
        let durable = store.state.withLock { $0.durableRequests }
        done.withLock { $0.append(durable) }
    }
}

/// An engine that is told what to do with each attempt.
final class ScriptedDialer: Dialer {
    enum Answer {
        case end(Outcome)
        case refuse
        case silence
    }

    let engine = "scripted"
    let placed = Mutex<[Attempt]>([])
    private let answer: @Sendable (Attempt) -> Answer
    private let report = Mutex<(@Sendable ([AttemptReport]) -> Void)?>(nil)
    private let clock: any ProgramClock
    /// What it knows of any attempt.
    let inquiry: Mutex<Inquiry>
    /// How often it was asked.
    let asked = Mutex(0)

    init(clock: any ProgramClock, inquiry: Inquiry = .live, _ answer: @escaping @Sendable (Attempt) -> Answer) {
        self.clock = clock
        self.inquiry = Mutex(inquiry)
        self.answer = answer
    }

    func connect(_ report: @escaping @Sendable ([AttemptReport]) -> Void) {
        self.report.withLock { $0 = report }
    }

    func run(reporting: @escaping @Sendable ([AttemptReport]) -> Void) async throws { connect(reporting) }

    func place(_ attempt: Attempt) async throws(EngineError) {
        placed.withLock { $0.append(attempt) }
        switch answer(attempt) {
        case .end(let outcome): end(attempt, outcome)
        case .refuse: throw EngineError("it was told to refuse")
        case .silence: break
        }
    }

    func end(_ attempt: Attempt, _ outcome: Outcome) {
        let end = AttemptReport.Event.ended(AttemptEnd(outcome: outcome))
        let one = AttemptReport(key: attempt.key, attempt: attempt.number, at: clock.now, event: end)
        report.withLock { $0 }?([one])
    }

    func inquire(_ attempt: Attempt) async -> Inquiry {
        asked.withLock { $0 += 1 }
        return inquiry.withLock { $0 }
    }
}
