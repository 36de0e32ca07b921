import CallspoolCore
import Spool

/// One life of the program over a spool: dialling and reporting, turn by turn in one task, until all is done or the disk
/// dies.
struct SpoolLife {
    let store: LogQueueStore
    let writer: SpoolStatusWriter
    private var machine = DialMachine(
        trunks: [TrunkSettings(name: nil, engine: .simulator(SimulatorSettings()))],
        limits: PaceLimits(callsPerSecond: nil, concurrentCalls: 3),
        ramp: .zero,
        trunkRetry: TrunkRetry()
    )
    private var reports: [AttemptReport] = []
    private var facts: [CallFact] = []

    init(_ disk: any Disk, _ layout: SpoolLayout = PaperCampaign.layout, warnings: Warnings) {
        let durability = Durability(waking: WakeSignal())
        store = LogQueueStore(layout, on: disk, tag: "paper", durability: durability) { warnings.add($0) }
        writer = SpoolStatusWriter(layout, on: disk, durability: durability, shipping: WakeSignal()) {
            warnings.add($0)
        }
    }

    /// Lives until nothing is left to do.
    ///
    /// - Throws: what the disk does.
    mutating func live(_ network: inout PaperNetwork, _ now: inout Timestamp) async throws {
        try await store.discover(now)
        machine.adopt(await store.unaccounted(), now)
        for attempt in machine.overdue(now) {
            take(machine.inquired(attempt.key, network.inquire(attempt), now))
        }
        for one in await store.stuck() { take(machine.found(one, network.inquire(one.attempt), now)) }
        while true {
            try await turn(&network, now)
            while try await writer.step() {}
            if reports.isEmpty, facts.isEmpty {
                guard let due = await store.nextDue(now) else { break }
                now = max(due, now + .seconds(1))
            } else {
                now = now + .seconds(10)
            }
        }
        while try await writer.step() {}
    }

    private mutating func turn(_ network: inout PaperNetwork, _ now: Timestamp) async throws {
        for report in reports { take(machine.reported(report)) }
        reports = []
        try await store.record(facts, now: now)
        facts = []
        try await store.tidy(now)
        try await store.claim(machine.offers(now).map { _ in nil }, now: now)
        let commit = await store.commit()
        machine.claimed(commit.attempts, now)
        for attempt in commit.attempts { reports.append(network.place(attempt, now)) }
        if let failure = commit.failure { throw failure }
    }

    private mutating func take(_ action: DialMachine.Action) {
        if case .record(let fact) = action { facts.append(fact) }
    }
}
