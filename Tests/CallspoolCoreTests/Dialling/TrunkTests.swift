import Testing

@testable import CallspoolCore

@Suite("A trunk")
struct TrunkTests {
    /// Half past an hour: no full hour is near.
    private let start = Timestamp(seconds: 1_795_000_000 / 3600 * 3600 + 1800)
    private let settings = TrunkSettings(name: "one", limits: PaceLimits(callsPerSecond: 10, concurrentCalls: 50))

    private func trunk() -> Trunk {
        Trunk(settings, spool: PaceLimits(callsPerSecond: 100), ramp: .seconds(10))
    }

    private func key(_ index: Int) -> CallKey { CallKey(campaign: 1, index: Int32(index)) }

    /// Places a call and ends it at once.
    private func call(
        _ trunk: inout Trunk,
        _ index: Int,
        _ outcome: Outcome,
        retryAfter: Duration? = nil,
        _ now: Timestamp
    ) {
        let serial = trunk.claimed(key(index), now)
        trunk.released()
        let end = AttemptEnd(outcome: outcome, retryAfter: retryAfter)
        trunk.ended(key(index), serial: serial, dialedAt: now, end, now)
    }

    /// A trunk that five failures have put to rest, at `start`.
    private func dead(_ outcome: Outcome = .engineError) -> Trunk {
        var trunk = trunk()
        for index in 1...5 { call(&trunk, index, outcome, start) }
        return trunk
    }

    @Test("has the lesser of its own rate and the spool's")
    func rate() {
        #expect(trunk().pace(start).cap == 10)
        #expect(Trunk(settings, spool: PaceLimits(callsPerSecond: 4), ramp: .zero).pace(start).cap == 4)
        #expect(Trunk(TrunkSettings(), spool: PaceLimits(callsPerSecond: 4), ramp: .zero).pace(start).cap == 4)
    }

    @Test("rests after five outright failures in a row", arguments: [Outcome.engineError, .carrierError])
    func rests(outcome: Outcome) {
        var trunk = trunk()
        for index in 1...4 { call(&trunk, index, outcome, start) }
        #expect(trunk.state(start) == .well)
        call(&trunk, 5, outcome, start)
        #expect(trunk.state(start) == .resting(until: start + .seconds(60), because: outcome))
        #expect(trunk.room(start + .milliseconds(59_999)) == 0)
        #expect(trunk.nextRoom(start) == start + .seconds(60))
    }

    @Test("does not rest when a call in between got further")
    func gotFurther() {
        var trunk = trunk()
        for index in 1...40 { call(&trunk, index, index % 5 == 0 ? .busy : .engineError, start) }
        #expect(trunk.state(start) == .well)
    }

    @Test("rests although calls placed before it failed go on ringing and ending well")
    func earlierCalls() {
        var trunk = trunk()
        let serials = (1...20).map { trunk.claimed(key($0), start) }
        let later = start + .seconds(30)
        for index in 1...5 {
            call(&trunk, 100 + index, .engineError, later)
            trunk.released()
            let end = AttemptEnd(outcome: .answered)
            trunk.ended(key(index), serial: serials[index - 1], dialedAt: start, end, later)
        }
        #expect(trunk.state(later) == .resting(until: later + .seconds(60), because: .engineError))
    }

    @Test("does not rest when a few of many fail at once, and the many have not rung yet")
    func quickFailures() {
        var trunk = trunk()
        let serials = (1...100).map { trunk.claimed(key($0), start) }
        for index in 1...10 {
            trunk.released()
            let end = AttemptEnd(outcome: .carrierError)
            trunk.ended(key(index), serial: serials[index - 1], dialedAt: start, end, start)
        }
        if case .resting = trunk.state(start) { Issue.record("it rests") }
    }

    @Test("is probed by a single call after its rest, and comes back with a ramp when that rings")
    func probed() {
        var trunk = dead()
        let awake = start + .seconds(60)
        #expect(trunk.state(awake) == .probing)
        #expect(trunk.room(awake) == 1)
        let serial = trunk.claimed(key(10), awake)
        #expect(trunk.room(awake + .seconds(20)) == 0)
        #expect(trunk.nextRoom(awake + .seconds(20)) == nil)
        #expect(trunk.state(awake + .seconds(20)) == .probing)
        trunk.gotThrough(key(10), serial: serial, awake + .seconds(21))
        #expect(trunk.state(awake + .seconds(21)) == .well)
        #expect(trunk.pace(awake + .seconds(21)).rate(awake + .seconds(21)) == 1)
        #expect(trunk.pace(awake + .seconds(31)).rate(awake + .seconds(31)) == 10)
    }

    @Test("rests twice as long after each probe that fails, and never longer than a quarter of an hour")
    func restsLonger() {
        var trunk = dead()
        var now = start + .seconds(60)
        for (index, rest) in [120, 240, 480, 900, 900].enumerated() {
            call(&trunk, 10 + index, .engineError, now)
            #expect(trunk.state(now) == .resting(until: now + .seconds(rest), because: .engineError))
            now = now + .seconds(rest)
        }
        call(&trunk, 20, .noAnswer, now)
        #expect(trunk.state(now) == .well)
        for index in 30...34 { call(&trunk, index, .engineError, now) }
        #expect(trunk.state(now) == .resting(until: now + .seconds(60), because: .engineError))
    }

    @Test("a probe of which nothing is known rests it again")
    func lostProbe() {
        var trunk = dead()
        let awake = start + .seconds(60)
        _ = trunk.claimed(key(10), awake)
        trunk.forgets(key(10), awake + .seconds(90))
        #expect(trunk.state(awake + .seconds(90)) == .resting(until: awake + .seconds(210), because: .engineError))
    }

    @Test("stragglers of before the rest neither make it longer nor end it")
    func stragglers() {
        var trunk = trunk()
        let serials = (1...8).map { trunk.claimed(key($0), start) }
        for index in 1...8 {
            trunk.released()
            let end = AttemptEnd(outcome: index < 7 ? .engineError : .busy)
            trunk.ended(key(index), serial: serials[index - 1], dialedAt: start, end, start + .seconds(Int64(index)))
        }
        let awake = start + .seconds(65)
        #expect(trunk.state(start + .seconds(64)) == .resting(until: awake, because: .engineError))
        #expect(trunk.state(awake) == .probing)
    }

    @Test(
        "obeys Retry-After up to an hour, then begins with a ramp",
        arguments: [(90, 90), (3600, 3600), (9999, 3600)]
    )
    func retryAfter(asked: Int64, rest: Int64) {
        var trunk = trunk()
        call(&trunk, 1, .congestion, retryAfter: .seconds(asked), start)
        let until = start + .seconds(rest)
        #expect(trunk.state(start) == .resting(until: until, because: .congestion))
        #expect(trunk.room(until - .milliseconds(1)) == 0)
        #expect(trunk.nextRoom(start) == until)
        #expect(trunk.room(until) == 1)
        #expect(trunk.pace(until).rate(until) == 1)
    }

    @Test("a callee's own Retry-After is not the trunk's")
    func calleesRetryAfter() {
        var trunk = trunk()
        call(&trunk, 1, .busy, retryAfter: .seconds(90), start)
        #expect(trunk.state(start) == .well)
    }

    @Test("tells how it is in a sentence")
    func sentences() {
        #expect(TrunkState.well.sentence == "Well.")
        let slowed = TrunkState.slowed(factor: 0.25, because: .congestion)
        #expect(slowed.sentence == "Slowed to 25 % of its rate because of congestion.")
        let resting = TrunkState.resting(until: Timestamp(seconds: 0), because: .engineError)
        #expect(resting.sentence == "Resting until 1970-01-01T00:00:00.000Z because of engine_error.")
        #expect(TrunkState.probing.sentence == "Failed outright; tried with single calls.")
    }

    @Test("a clock set back makes no rest longer")
    func clockSetBack() {
        let trunk = dead()
        #expect(trunk.room(start - .seconds(3600)) == 1)
    }
}
