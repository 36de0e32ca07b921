import CallspoolCore
import CallspoolTesting
import Testing

@Suite("The dialling machine")
struct DialMachineTests {
    private let now = Timestamp(seconds: 1_795_000_000)
    private let campaignRef: CampaignRef = {
        var campaign = Campaign(name: "sample")
        campaign.retry.maxRetries = 1
        campaign.retry.interval = .seconds(60)
        return CampaignRef(campaign)
    }()

    private func machine(calls: Double? = nil, concurrent: Int? = nil) -> DialMachine {
        DialMachine(
            trunks: [TrunkSettings()],
            limits: PaceLimits(callsPerSecond: calls, concurrentCalls: concurrent),
            ramp: .zero,
            trunkRetry: TrunkRetry()
        )
    }

    private func attempt(_ index: Int32, number: Int = 1) -> Attempt {
        .sample(index: index, number: number, campaignRef: campaignRef)
    }

    private func report(_ attempt: Attempt, _ event: AttemptReport.Event, after: Duration = .zero) -> AttemptReport {
        AttemptReport(key: attempt.key, attempt: attempt.number, at: now + after, event: event)
    }

    private func ended(_ action: DialMachine.Action) -> (AttemptResult, Disposition)? {
        guard case .record(let fact) = action, case .ended(let result, let disposition) = fact.event else { return nil }
        return (result, disposition)
    }

    @Test("a call's story becomes its result")
    func story() throws {
        var machine = machine()
        let one = attempt(1)
        machine.claimed([one], now)
        #expect(machine.inProgress == 1)
        let ringing = machine.reported(report(one, .ringing, after: .seconds(2)))
        let fact = CallFact(key: one.key, attempt: 1, at: now + .seconds(2), event: .ringing)
        #expect(ringing == .record(fact))
        _ = machine.reported(report(one, .connected, after: .seconds(5)))
        let end = AttemptReport.Event.ended(AttemptEnd(outcome: .answered, calleeType: .voice))
        let (result, disposition) = try #require(ended(machine.reported(report(one, end, after: .seconds(9)))))
        #expect(disposition == .final(.completed))
        #expect(result.dialedAt == now)
        #expect(result.ringingAt == now + .seconds(2))
        #expect(result.duration == .seconds(4))
        #expect(result.engine == "simulator")
        #expect(machine.inProgress == 0)
    }

    @Test("what is doubled, late or somebody else's is ignored")
    func ignored() {
        var machine = machine()
        let one = attempt(1)
        machine.claimed([one], now)
        let end = AttemptReport.Event.ended(AttemptEnd(outcome: .busy))
        #expect(machine.reported(report(attempt(2), .ringing)) == .ignore)
        #expect(machine.reported(report(attempt(1, number: 2), end)) == .ignore)
        #expect(machine.reported(report(one, .ringing)) != .ignore)
        #expect(machine.reported(report(one, .ringing)) == .ignore)
        #expect(machine.reported(report(one, .connected)) != .ignore)
        #expect(machine.reported(report(one, .connected)) == .ignore)
        #expect(machine.reported(report(one, end)) != .ignore)
        #expect(machine.reported(report(one, end)) == .ignore)
        #expect(machine.refused(one.key, EngineError("x"), now) == .ignore)
        #expect(machine.inquired(one.key, .unknown, now) == .ignore)
    }

    @Test("an attempt that the engine refused is the trunk's, and tried again")
    func refused() throws {
        var machine = machine()
        machine.claimed([attempt(1)], now)
        let (result, disposition) = try #require(
            ended(machine.refused(attempt(1).key, EngineError("no socket"), now))
        )
        #expect(result.outcome == .engineError)
        #expect(result.codes.engineCause == "no socket")
        #expect(disposition == .retry(at: now + .seconds(60)))
    }

    @Test("an attempt of which nothing is heard is asked about, again and again while it is live, until it is lost")
    func overdue() throws {
        var machine = machine()
        let one = attempt(1)
        machine.claimed([one], now)
        let first = try #require(machine.nextInquiry)
        #expect(first > now + campaignRef.campaign.ringTimeout)
        #expect(machine.overdue(first - .milliseconds(1)) == [])
        #expect(machine.overdue(first) == [one])
        #expect(machine.inquired(one.key, .live, first) == .ignore)
        let second = try #require(machine.nextInquiry)
        #expect(second > first)
        #expect(machine.overdue(second) == [one])
        guard case .record(let fact) = machine.inquired(one.key, .unknown, second), case .lost(let result) = fact.event
        else {
            Issue.record("it was not lost")
            return
        }
        #expect(result.outcome == .unknown)
        #expect(machine.inProgress == 0)
        #expect(machine.nextInquiry == nil)
    }

    @Test("what the previous run left is asked about at once, and goes on with what was known of it")
    func adopted() throws {
        var machine = machine()
        let left = AttemptInProgress(
            attempt: attempt(1),
            dialedAt: now - .seconds(100),
            ringingAt: now - .seconds(90),
            answeredAt: now - .seconds(80)
        )
        machine.adopt([left], now)
        #expect(machine.overdue(now) == [left.attempt])
        let answer = Inquiry.ended(AttemptEnd(outcome: .answered), at: now - .seconds(20))
        let (result, _) = try #require(ended(machine.inquired(left.attempt.key, answer, now)))
        #expect(result.dialedAt == now - .seconds(100))
        #expect(result.duration == .seconds(60))
        #expect(result.endedAt == now - .seconds(20))
    }

    @Test("an attempt that was certainly never placed is tried again, not lost")
    func neverPlaced() throws {
        var machine = machine()
        machine.adopt([AttemptInProgress(attempt: attempt(1), dialedAt: now)], now)
        let (result, disposition, by) = try #require(settled(machine.inquired(attempt(1).key, .neverPlaced, now)))
        #expect(result.outcome == .engineError && by == "engine")
        #expect(disposition == .retry(at: now))
        #expect(machine.inProgress == 0)
    }

    @Test("an engine that never placed what it reported to ring contradicts itself: the call is lost")
    func contradiction() throws {
        var machine = machine()
        machine.adopt([AttemptInProgress(attempt: attempt(1), dialedAt: now, ringingAt: now)], now)
        guard case .record(let fact) = machine.inquired(attempt(1).key, .neverPlaced, now), case .lost = fact.event
        else { return #expect(Bool(false), "it was not lost") }
    }

    private func settled(_ action: DialMachine.Action) -> (AttemptResult, Disposition, String)? {
        guard case .record(let fact) = action, case .settled(let result, let disposition, let by) = fact.event else {
            return nil
        }
        return (result, disposition, by)
    }

    private var stuck: AttemptInProgress {
        AttemptInProgress(attempt: attempt(1), dialedAt: now - .seconds(100), answeredAt: now - .seconds(90))
    }

    @Test("a stuck call whose end the engine knows is settled as of that end")
    func settled() throws {
        var machine = machine()
        let end = AttemptEnd(outcome: .answered, calleeType: .voice)
        let answer = Inquiry.ended(end, at: now - .seconds(60))
        let (result, disposition, _) = try #require(settled(machine.found(stuck, answer, now)))
        #expect(disposition == .final(.completed))
        #expect(result.duration == .seconds(30) && result.calleeType == .voice)
        #expect(machine.inProgress == 0)
    }

    @Test("a stuck call that is live is followed, takes its room, and its end settles it")
    func followed() throws {
        var machine = machine(concurrent: 2)
        #expect(machine.found(stuck, .live, now) == .ignore)
        #expect(machine.inProgress == 1 && machine.offers(now).count == 1)
        #expect(machine.reported(report(attempt(1), .connected)) == .ignore)
        let end = AttemptReport.Event.ended(AttemptEnd(outcome: .answered))
        let (result, _, _) = try #require(settled(machine.reported(report(attempt(1), end, after: .seconds(5)))))
        #expect(result.duration == .seconds(95))
        #expect(machine.offers(now + .seconds(5)).count == 2)
    }

    @Test("a stuck call of which the engine knows nothing stays so, also when it was live before")
    func stillUnknown() {
        var machine = machine()
        let unknown = Inquiry.ended(AttemptEnd(outcome: .unknown), at: now)
        for answer in [Inquiry.unknown, .neverPlaced, unknown] {
            #expect(machine.found(stuck, answer, now) == .ignore)
            #expect(machine.inProgress == 0)
        }
        _ = machine.found(stuck, .live, now)
        #expect(machine.inquired(attempt(1).key, .unknown, now) == .ignore)
        #expect(machine.inProgress == 0)
    }

    @Test("one that was followed and is settled by a person, and dialled again, leaves its room")
    func overtaken() {
        var machine = machine(concurrent: 2)
        _ = machine.found(stuck, .live, now)
        machine.claimed([attempt(1, number: 2)], now)
        #expect(machine.inProgress == 1 && machine.offers(now).count == 1)
        let end = AttemptReport.Event.ended(AttemptEnd(outcome: .answered))
        #expect(machine.reported(report(attempt(1), end)) == .ignore)
    }

    @Test("when the engine is back everything in progress is asked about")
    func suspected() {
        var machine = machine()
        machine.claimed([attempt(1), attempt(2)], now)
        #expect(machine.overdue(now + .seconds(1)).isEmpty)
        machine.suspectAll(now + .seconds(2))
        #expect(machine.overdue(now + .seconds(2)) == [attempt(1), attempt(2)])
    }

    @Test("no more calls are claimed than may be in progress at once, and none while draining")
    func room() {
        var machine = machine(concurrent: 3)
        #expect(machine.offers(now).count == 3)
        machine.claimed([attempt(1), attempt(2)], now)
        #expect(machine.offers(now).count == 1)
        machine.claimed([attempt(3)], now)
        #expect(machine.offers(now).count == 0)
        #expect(machine.nextRoom(now) == nil)
        _ = machine.reported(report(attempt(2), .ended(AttemptEnd(outcome: .busy))))
        #expect(machine.offers(now).count == 1)
        machine.drain()
        #expect(machine.offers(now).count == 0)
        #expect(machine.nextRoom(now) == nil)
        #expect(machine.reported(report(attempt(1), .ended(AttemptEnd(outcome: .busy)))) != .ignore)
    }

    @Test("calls are paced")
    func paced() {
        var machine = machine(calls: 2)
        #expect(machine.offers(now).count == 1)
        machine.claimed([attempt(1)], now)
        #expect(machine.offers(now).count == 0)
        #expect(machine.nextRoom(now) == now + .milliseconds(500))
    }

    @Test("more calls adopted than may be in progress leave no room, and do not trap")
    func tooMany() {
        var machine = machine(concurrent: 1)
        machine.adopt((1...5).map { AttemptInProgress(attempt: attempt($0), dialedAt: now) }, now)
        #expect(machine.offers(now).count == 0)
        #expect(machine.overdue(now).count == 5)
    }
}
