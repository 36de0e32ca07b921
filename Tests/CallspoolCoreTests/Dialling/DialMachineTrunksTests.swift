import CallspoolCore
import CallspoolTesting
import Testing

@Suite("The dialling machine over several trunks")
struct DialMachineTrunksTests {
    private static let start = Timestamp(seconds: 1_795_000_000 / 3600 * 3600 + 1800)
    private let start = DialMachineTrunksTests.start
    private let campaignRef = CampaignRef(Campaign(name: "sample"))

    private func machine(_ trunks: [TrunkSettings], _ limits: PaceLimits, ramp: Duration = .zero) -> DialMachine {
        DialMachine(trunks: trunks, limits: limits, ramp: ramp, trunkRetry: TrunkRetry())
    }

    private func attempt(_ index: Int, _ trunk: String?) -> Attempt {
        var attempt = Attempt.sample(index: Int32(index), campaignRef: campaignRef)
        attempt.trunk = trunk
        return attempt
    }

    private func end(_ index: Int, _ outcome: Outcome, _ now: Timestamp) -> AttemptReport {
        let key = CallKey(campaign: 1, index: Int32(index))
        return AttemptReport(key: key, attempt: 1, at: now, event: .ended(AttemptEnd(outcome: outcome)))
    }

    @Test("offers change nothing, and go by the weights")
    func offers() {
        let trunks = [TrunkSettings(name: "a", weight: 3), TrunkSettings(name: "b", weight: 1)]
        let machine = machine(trunks, PaceLimits(concurrentCalls: 8))
        let offers = machine.offers(start)
        #expect(offers.count == 8)
        #expect(offers.filter { $0 == 0 }.count == 6)
        #expect(machine.offers(start) == offers)
    }

    @Test("a trunk that is full leaves its turns to the others, up to the spool's cap")
    func fullTrunk() {
        let narrow = TrunkSettings(name: "a", weight: 9, limits: PaceLimits(concurrentCalls: 2))
        var machine = machine([narrow, TrunkSettings(name: "b")], PaceLimits(concurrentCalls: 6))
        #expect(machine.offers(start).filter { $0 == 0 }.count == 2)
        #expect(machine.offers(start).count == 6)
        machine.claimed([attempt(1, "a"), attempt(2, "a")], start)
        #expect(machine.offers(start) == [1, 1, 1, 1])
        _ = machine.reported(end(1, .busy, start))
        #expect(machine.offers(start).contains(0))
    }

    @Test("an attempt of a trunk that the settings know no more counts against the spool's caps only")
    func unknownTrunk() {
        let narrow = TrunkSettings(name: "a", limits: PaceLimits(concurrentCalls: 1))
        var machine = machine([narrow], PaceLimits(concurrentCalls: 2))
        machine.adopt([AttemptInProgress(attempt: attempt(1, "gone"), dialedAt: start)], start)
        #expect(machine.offers(start) == [0])
        machine.adopt([AttemptInProgress(attempt: attempt(2, "a"), dialedAt: start)], start)
        #expect(machine.offers(start) == [])
        _ = machine.inquired(CallKey(campaign: 1, index: 2), .unknown, start)
        #expect(machine.offers(start) == [0])
    }

    @Test("an attempt without a trunk's name went through the only one")
    func onlyTrunk() {
        let narrow = TrunkSettings(name: "a", limits: PaceLimits(concurrentCalls: 1))
        var machine = machine([narrow], PaceLimits())
        machine.claimed([attempt(1, nil)], start)
        #expect(machine.offers(start) == [])
        #expect(machine.paceReport(start).trunks.map(\.inProgress) == [1])
    }

    @Test("what the previous run left behind, and was never placed, does not put a trunk to rest")
    func formerLife() {
        var machine = machine([TrunkSettings()], PaceLimits(concurrentCalls: 100))
        machine.adopt((1...20).map { AttemptInProgress(attempt: attempt($0, nil), dialedAt: start) }, start)
        for index in 1...20 { _ = machine.inquired(CallKey(campaign: 1, index: Int32(index)), .neverPlaced, start) }
        #expect(machine.paceReport(start).trunks.map(\.state) == [.well])
    }

    @Test("the others carry on while one trunk rests, and it is told what holds")
    func oneRests() {
        let trunks = [TrunkSettings(name: "a"), TrunkSettings(name: "b")]
        var machine = machine(trunks, PaceLimits(concurrentCalls: 10))
        for index in 1...5 {
            machine.claimed([attempt(index, "a")], start)
            _ = machine.refused(CallKey(campaign: 1, index: Int32(index)), EngineError("no socket"), start)
        }
        #expect(Set(machine.offers(start)) == [1])
        #expect(machine.paceReport(start).heldBy == nil)
        for index in 11...15 {
            machine.claimed([attempt(index, "b")], start)
            _ = machine.refused(CallKey(campaign: 1, index: Int32(index)), EngineError("no socket"), start)
        }
        #expect(machine.offers(start) == [])
        #expect(machine.nextRoom(start) == start + .seconds(60))
        let until = (start + .seconds(60)).iso8601
        #expect(machine.paceReport(start).heldBy == "trunk a resting until \(until); trunk b resting until \(until)")
        #expect(machine.paceReport(start).trunks.map(\.rate) == [0, 0])
        #expect(machine.offers(start + .seconds(60)).sorted() == [0, 1])
    }

    @Test("it is told what holds the next call")
    func heldBy() {
        var paced = machine([TrunkSettings()], PaceLimits(callsPerSecond: 10, concurrentCalls: 2))
        #expect(paced.paceReport(start).heldBy == nil)
        paced.claimed([attempt(1, nil)], start)
        #expect(paced.paceReport(start).heldBy == "spool calls_per_second")
        paced.claimed([attempt(2, nil)], start + .seconds(1))
        #expect(paced.paceReport(start).heldBy == "spool concurrent_calls")
        var ramped = machine([TrunkSettings()], PaceLimits(callsPerSecond: 10), ramp: .seconds(10))
        ramped.claimed([attempt(1, nil)], start)
        #expect(ramped.paceReport(start).heldBy == "ramp")
        #expect(ramped.paceReport(start).rampsUntil == start + .seconds(10))
        let own = TrunkSettings(name: "a", limits: PaceLimits(callsPerSecond: 1))
        var narrow = machine([own], PaceLimits(callsPerSecond: 10))
        narrow.claimed([attempt(1, "a")], start)
        #expect(narrow.paceReport(start + .milliseconds(500)).heldBy == "trunk a calls_per_second")
    }

    @Test("a rate of tens of thousands is offered in a few looks, and no more than can be taken at once")
    func many() {
        let fast = machine([TrunkSettings()], PaceLimits(callsPerSecond: 80_000, concurrentCalls: 1_000_000))
        #expect(fast.offers(start) == Array(repeating: 0, count: 800))
        let huge = machine([TrunkSettings()], PaceLimits(callsPerSecond: 1e9))
        #expect(huge.offers(start).count == DialMachine.mostOffers)
    }
}
