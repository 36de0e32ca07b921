import CallspoolCore
import CallspoolTesting
import Testing

/// A machine with trunks that are full, dead or well as chance has it; looks every few milliseconds.
private struct TrunkSimulation {
    struct Call {
        var attempt: Attempt
        var trunk: Int
        var ends: Timestamp
        var outcome: Outcome
    }

    let trunks: [TrunkSettings]
    let limits: PaceLimits
    var machine: DialMachine
    var random: SplitMix64
    var now = Timestamp(seconds: 1_795_000_000 / 3600 * 3600 + 1800)
    var live: [Call] = []
    /// What was placed: when, and through which trunk.
    var placed: [(at: Timestamp, trunk: Int)] = []
    var dead: Set<Int> = []
    var congested: Set<Int> = []
    private var calls: Int32 = 0
    private let campaignRef = CampaignRef(Campaign(name: "sample"))

    init(_ trunks: [TrunkSettings], _ limits: PaceLimits, ramp: Duration, seed: UInt64) {
        self.trunks = trunks
        self.limits = limits
        machine = DialMachine(trunks: trunks, limits: limits, ramp: ramp, trunkRetry: TrunkRetry())
        random = SplitMix64(seed)
    }

    /// Ends what is over, places what may be placed, and goes on to the next moment.
    mutating func step() {
        for call in live where call.ends <= now {
            let end = AttemptReport.Event.ended(AttemptEnd(outcome: call.outcome))
            _ = machine.reported(AttemptReport(key: call.attempt.key, attempt: 1, at: now, event: end))
        }
        live.removeAll { $0.ends <= now }
        var begun: [Call] = []
        for trunk in machine.offers(now) { begun.append(begin(trunk)) }
        machine.claimed(begun.map(\.attempt), now)
        live += begun
        now = now + .milliseconds(Int64.random(in: 1...20, using: &random))
    }

    private mutating func begin(_ trunk: Int) -> Call {
        calls += 1
        var attempt = Attempt.sample(index: calls, campaignRef: campaignRef)
        attempt.trunk = trunks[trunk].name
        placed.append((now, trunk))
        if dead.contains(trunk) { return Call(attempt: attempt, trunk: trunk, ends: now, outcome: .carrierError) }
        let span = Duration.milliseconds(Int64.random(in: 100...3000, using: &random))
        if congested.contains(trunk), Bool.random(using: &random) {
            return Call(attempt: attempt, trunk: trunk, ends: now + .milliseconds(80), outcome: .congestion)
        }
        let outcomes: [Outcome] = [.answered, .busy, .noAnswer, .noAnswer]
        return Call(
            attempt: attempt,
            trunk: trunk,
            ends: now + span,
            outcome: outcomes.randomElement(using: &random) ?? .busy
        )
    }
}

@Suite("Trunks over a long time")
struct TrunkSimulationTests {
    private static let trunks = [
        TrunkSettings(name: "a", weight: 5, limits: PaceLimits(callsPerSecond: 12, concurrentCalls: 15)),
        TrunkSettings(name: "b", weight: 2),
        TrunkSettings(name: "c", weight: 1, limits: PaceLimits(callsPerSecond: 2)),
    ]
    private static let limits = PaceLimits(callsPerSecond: 20, concurrentCalls: 40)

    private func mostInASecond(_ placed: [(at: Timestamp, trunk: Int)]) -> Int {
        placed.map { (at: $0.at.milliseconds, count: 1) }.mostInASecond
    }

    @Test("no cap is ever exceeded, whatever becomes of the calls", arguments: UInt64(1)...8)
    func caps(seed: UInt64) {
        let (trunks, limits) = (TrunkSimulationTests.trunks, TrunkSimulationTests.limits)
        var run = TrunkSimulation(trunks, limits, ramp: .seconds(10), seed: seed)
        var (most, mostThroughA) = (0, 0)
        for _ in 0..<20_000 {
            if Int.random(in: 0..<1000, using: &run.random) == 0 {
                run.dead =
                    Int.random(in: 0..<2, using: &run.random) == 0 ? [] : [Int.random(in: 0..<3, using: &run.random)]
                run.congested = [Int.random(in: 0..<3, using: &run.random)]
            }
            run.step()
            most = max(most, run.live.count)
            mostThroughA = max(mostThroughA, run.live.count { $0.trunk == 0 })
        }
        #expect(most <= 40)
        #expect(mostThroughA <= 15)
        #expect(run.machine.inProgress == run.live.count)
        #expect(mostInASecond(run.placed) <= 20)
        #expect(mostInASecond(run.placed.filter { $0.trunk == 0 }) <= 12)
        #expect(mostInASecond(run.placed.filter { $0.trunk == 2 }) <= 2)
        // Nobody starves: in 200 s each trunk had calls, and the spool a good part of its rate.
        #expect(Set(run.placed.map(\.trunk)) == [0, 1, 2])
        #expect(run.placed.count > 500, "\(run.placed.count)")
    }

    @Test("trunks that are well get their shares within one call", arguments: UInt64(1)...4)
    func shares(seed: UInt64) {
        let trunks = [("a", 5), ("b", 2), ("c", 1)].map { TrunkSettings(name: $0.0, weight: $0.1) }
        var run = TrunkSimulation(trunks, PaceLimits(callsPerSecond: 200), ramp: .seconds(10), seed: seed)
        for _ in 0..<5000 { run.step() }
        var taken = [0, 0, 0]
        for (index, call) in run.placed.enumerated() {
            taken[call.trunk] += 1
            for (place, trunk) in trunks.enumerated() {
                let share = Double((index + 1) * trunk.weight) / 8
                guard abs(Double(taken[place]) - share) < 1 + 1e-6 else {
                    Issue.record("call \(index): trunk \(place) has \(taken[place]) of \(share)")
                    return
                }
            }
        }
        #expect(run.placed.count > 5000)
    }

    @Test("a dead trunk gets single probes only, and is back within a bounded time", arguments: UInt64(1)...4)
    func deadTrunk(seed: UInt64) throws {
        let trunks = [("a", 5), ("b", 5)].map { TrunkSettings(name: $0.0, weight: $0.1) }
        var run = TrunkSimulation(trunks, PaceLimits(callsPerSecond: 20), ramp: .seconds(10), seed: seed)
        run.dead = [0]
        let start = run.now
        // Rests of 60, 120, 240 and 480 s: until 900 s.
        while run.now < start + .seconds(600) { run.step() }
        let rested = run.placed.filter { $0.trunk == 0 && $0.at > start + .seconds(30) }
        #expect(rested.count == 3, "\(rested)")
        run.dead = []
        while run.now < start + .seconds(920) { run.step() }
        let after = run.placed.filter { $0.trunk == 0 && $0.at > start + .seconds(600) }
        // The probe at 900 s; then, a second to three later, the ramp.
        let probe = try #require(after.first).at
        #expect(probe >= start + .seconds(900) && probe < start + .seconds(908), "\(probe - start)")
        #expect(after.count { $0.at < probe + .milliseconds(100) } == 1)
        #expect(after.count { $0.at < probe + .seconds(1) } <= 3)
        #expect(after.count > 20)
        while run.now < start + .seconds(1080) { run.step() }
        let report = run.machine.paceReport(run.now)
        #expect(report.trunks.map(\.state) == [.well, .well])
        #expect(report.trunks.map(\.rate) == [20, 20])
    }

    @Test(
        "a trunk in congestion is slowed, and at its whole rate within 120 s of the end of it",
        arguments: UInt64(1)...4
    )
    func congestion(seed: UInt64) throws {
        var run = TrunkSimulation([TrunkSettings(name: "a")], PaceLimits(callsPerSecond: 50), ramp: .zero, seed: seed)
        run.congested = [0]
        let start = run.now
        while run.now < start + .seconds(60) { run.step() }
        let slowed = try #require(run.machine.paceReport(run.now).trunks.first)
        #expect(slowed.rate < 25)
        if case .slowed = slowed.state {} else { Issue.record("it is \(slowed.state)") }
        run.congested = []
        while run.now < start + .seconds(180) { run.step() }
        #expect(run.machine.paceReport(run.now).trunks.map(\.state) == [.well])
    }

    @Test("there is room at the instant that is named, once nothing else is in the way", arguments: UInt64(1)...4)
    func nextRoom(seed: UInt64) {
        var run = TrunkSimulation(TrunkSimulationTests.trunks, TrunkSimulationTests.limits, ramp: .zero, seed: seed)
        run.dead = [0]
        run.congested = [1]
        for _ in 0..<10_000 {
            run.step()
            guard let next = run.machine.nextRoom(run.now) else { continue }
            #expect(!run.machine.offers(next).isEmpty)
        }
    }
}
