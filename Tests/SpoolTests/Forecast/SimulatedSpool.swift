import CallspoolCore
import CallspoolTesting
import Spool

@testable import Dialers

/// A spool that is dialled for on a clock that jumps: the real store, the real machine, the real simulator's courses.
///
/// What `run` tells is what happens; a forecast is held against it.
struct SimulatedSpool {
    /// 2026-11-24 14:00:00 UTC, a Tuesday: nine o'clock in Boston.
    static let start = Timestamp(seconds: 1_795_528_800)

    let disk = MemoryDisk()
    let layout = PaperCampaign.layout
    var settings = Settings()

    /// What happened to the campaigns.
    struct History {
        var finished: [String: Timestamp] = [:]
        var placed: [String: [Int: Timestamp]] = [:]
        var calls = 0
        var mostUnderWay = 0
    }

    func put(
        _ name: String,
        _ total: Int,
        numbers: (@Sendable (Int) -> String)?,
        _ change: (inout Campaign) -> Void
    ) throws {
        var paper = PaperCampaign(name, numbers: total)
        paper.number = numbers ?? { "+1617\(2_000_000 + $0)" }
        paper.campaign.retry = RetryPolicy()
        change(&paper.campaign)
        try paper.put(on: disk)
    }

    /// Dials until nothing is left to do.
    func run(seed: UInt64) async throws -> History {
        var settings = settings
        guard var simulator = settings.trunks[0].engine.simulator else { return History() }
        simulator.seed = seed
        settings.trunks[0].engine = .simulator(simulator)
        var turn = SimulatedTurn(settings, Playbook(simulator))
        let store = LogQueueStore(
            layout,
            on: disk,
            tag: "paper",
            settings: settings,
            durability: Durability(waking: WakeSignal())
        ) { _ in }
        var now = SimulatedSpool.start
        try await store.discover(now)
        while let next = try await turn.work(store, now) { now = max(next, now) }
        return turn.history
    }
}

/// The dialling side's turn, without an engine: ends come from the playbook.
private struct SimulatedTurn {
    private struct Ending {
        var at: Timestamp
        var report: AttemptReport
    }

    private let settings: Settings
    private let playbook: Playbook
    private var machine: DialMachine
    /// The latest first.
    private var endings: [Ending] = []
    private var names: [Int32: String] = [:]
    private(set) var history = SimulatedSpool.History()

    init(_ settings: Settings, _ playbook: Playbook) {
        self.settings = settings
        self.playbook = playbook
        machine = DialMachine(
            trunks: settings.trunks,
            limits: settings.limits,
            ramp: settings.ramp,
            trunkRetry: settings.trunkRetry
        )
    }

    /// One turn; when the next is due, `nil` when there is none.
    mutating func work(_ store: LogQueueStore, _ now: Timestamp) async throws -> Timestamp? {
        var facts: [CallFact] = []
        while let ending = endings.last, ending.at <= now {
            endings.removeLast()
            if case .record(let fact) = machine.reported(ending.report) { facts.append(fact) }
        }
        try await store.record(facts, now: now)
        try await store.tidy(now)
        try await store.claim(machine.offers(now).map { settings.trunks[$0].name }, now: now)
        let attempts = await store.commit().attempts
        machine.claimed(attempts, now)
        for attempt in attempts { place(attempt, now) }
        history.mostUnderWay = max(history.mostUnderWay, machine.inProgress)
        if machine.inProgress < 10 || attempts.isEmpty { await note(store, now) }
        let wakes = [endings.last?.at, await room(store, now)].compactMap { $0 }
        return wakes.min()
    }

    private mutating func place(_ attempt: Attempt, _ now: Timestamp) {
        let script = playbook.script(for: attempt)
        let at = now + script.endedAfter
        let report = AttemptReport(key: attempt.key, attempt: attempt.number, at: at, event: .ended(script.end))
        var low = 0
        var high = endings.count
        while low < high {
            let middle = (low + high) / 2
            if endings[middle].at > at { low = middle + 1 } else { high = middle }
        }
        endings.insert(Ending(at: at, report: report), at: low)
        history.calls += 1
        let name = attempt.campaignRef.campaign.name
        let index = Int(attempt.key.index)
        if history.placed[name]?[index] == nil { history.placed[name, default: [:]][index] = now }
    }

    private mutating func note(_ store: LogQueueStore, _ now: Timestamp) async {
        let open = Set(await store.backlog().map(\.name))
        for name in history.placed.keys where !open.contains(name) && history.finished[name] == nil {
            history.finished[name] = now
        }
    }

    private func room(_ store: LogQueueStore, _ now: Timestamp) async -> Timestamp? {
        guard let room = machine.nextRoom(now), let due = await store.nextDue(now) else { return nil }
        return max(due, room)
    }
}
