import CallspoolCore
import CallspoolTesting
import Testing

@Suite("The dialling machine and a trunk where nobody listens")
struct DialMachineSilenceTests {
    private let start = Timestamp(seconds: 1_795_000_000 / 3600 * 3600 + 1800)
    private let campaignRef = CampaignRef(Campaign(name: "sample"))
    private let silent = AttemptEnd(
        outcome: .unreachable,
        codes: EngineCodes(q850Cause: 19, engineCause: "User alerting, no answer"),
        isSilent: true
    )

    private func machine(concurrent: Int? = nil) -> DialMachine {
        DialMachine(
            trunks: [TrunkSettings()],
            limits: PaceLimits(concurrentCalls: concurrent),
            ramp: .zero,
            trunkRetry: TrunkRetry()
        )
    }

    private func attempt(_ index: Int) -> Attempt { .sample(index: Int32(index), campaignRef: campaignRef) }

    private func report(_ index: Int, _ event: AttemptReport.Event, _ at: Timestamp) -> AttemptReport {
        AttemptReport(key: attempt(index).key, attempt: 1, at: at, event: event)
    }

    private func results(_ facts: [CallFact]) -> [Int32: (AttemptResult, Disposition)] {
        var results: [Int32: (AttemptResult, Disposition)] = [:]
        for fact in facts {
            if case .ended(let result, let disposition) = fact.event { results[fact.key.index] = (result, disposition) }
        }
        return results
    }

    private func facts(_ action: DialMachine.Action) -> [CallFact] {
        if case .record(let fact) = action { [fact] } else { [] }
    }

    @Test("several silent calls in a row do not count, none of them, and the trunk is rested and probed")
    func deadTrunk() throws {
        var machine = machine()
        machine.claimed((1...6).map(attempt), start)
        let later = start + .seconds(30)
        var told: [CallFact] = []
        for index in 1...6 { told += facts(machine.reported(report(index, .ended(silent), later))) }
        told += machine.decided(later)
        let results = results(told)
        #expect(results.count == 6)
        for (result, disposition) in results.values {
            #expect(result.outcomeClass == .trunk && result.outcome == .carrierError)
            #expect(result.codes.engineCause?.contains("nobody is heard at the trunk's far end") == true)
            guard case .retry = disposition else {
                Issue.record("it is over: \(disposition)")
                continue
            }
        }
        #expect(machine.inProgress == 0)
        #expect(machine.offers(later) == [])
        let state = try #require(machine.paceReport(later).trunks.first).state
        #expect(state == .resting(until: later + .seconds(60), because: .unreachable))
        #expect(state.sentence.contains("nobody answers at its far end"))
        let awake = later + .seconds(60)
        #expect(machine.offers(awake).count == 1)
        machine.claimed([attempt(7)], awake)
        #expect(machine.offers(awake) == [])
        // A probe that hears nothing is the trunk's too; one that rings brings it back.
        let probe = self.results(facts(machine.reported(report(7, .ended(silent), awake + .seconds(30)))))
        #expect(probe[7]?.0.outcome == .carrierError)
        let again = awake + .seconds(150)
        machine.claimed([attempt(8)], again)
        _ = machine.reported(report(8, .ringing, again + .seconds(3)))
        #expect(machine.paceReport(again + .seconds(3)).trunks.map(\.state) == [.well])
    }

    @Test("one callee among others who ring is unreachable, and counts")
    func oneCallee() {
        var machine = machine()
        machine.claimed([attempt(1), attempt(2)], start)
        _ = machine.reported(report(2, .ringing, start + .seconds(3)))
        let told = results(facts(machine.reported(report(1, .ended(silent), start + .seconds(30)))))
        #expect(told[1]?.0.outcome == .unreachable)
        #expect(told[1]?.1 == .final(.failed))
    }

    @Test("one after which another rings is unreachable then, as of its own end")
    func laterSign() {
        var machine = machine(concurrent: 1)
        machine.claimed([attempt(1)], start)
        #expect(machine.reported(report(1, .ended(silent), start + .seconds(30))) == .ignore)
        #expect(machine.inProgress == 1)
        // What waits to be decided keeps no other call back.
        #expect(machine.offers(start + .seconds(30)).count == 1)
        machine.claimed([attempt(2)], start + .seconds(31))
        #expect(machine.decided(start + .seconds(50)).isEmpty)
        _ = machine.reported(report(2, .ended(AttemptEnd(outcome: .busy)), start + .seconds(50)))
        #expect(machine.nextDecision != nil)
        let told = results(machine.decided(start + .seconds(50)))
        #expect(told[1]?.0.outcome == .unreachable)
        #expect(told[1]?.0.endedAt == start + .seconds(30))
    }

    @Test("the only call of a trunk is unreachable some seconds after its end, and at once when no more is dialled")
    func alone() {
        for isDraining in [false, true] {
            var machine = machine()
            machine.claimed([attempt(1)], start)
            let end = start + .seconds(30)
            _ = machine.reported(report(1, .ended(silent), end))
            #expect(machine.decided(end).isEmpty)
            #expect(machine.nextDecision == end + .seconds(5))
            if isDraining { machine.drain() }
            let told = results(machine.decided(isDraining ? end : end + .seconds(5)))
            #expect(told[1]?.0.outcome == .unreachable && told[1]?.1 == .final(.failed))
            #expect(machine.inProgress == 0 && machine.nextDecision == nil)
        }
    }

    @Test("silent calls one at a time are the trunk's from the third on")
    func oneByOne() {
        var machine = machine()
        var outcomes: [Outcome] = []
        var now = start
        for index in 1...4 {
            machine.claimed([attempt(index)], now)
            now = now + .seconds(30)
            var told = facts(machine.reported(report(index, .ended(silent), now)))
            now = now + .seconds(100)
            told += machine.decided(now)
            outcomes += results(told).values.map(\.0.outcome)
        }
        #expect(outcomes == [.unreachable, .unreachable, .carrierError, .carrierError])
    }

    @Test("silence that is the trunk's already by its outcome is recorded at once, and rests it all the same")
    func congestion() throws {
        var machine = machine()
        machine.claimed((1...3).map(attempt), start)
        let end = AttemptEnd(outcome: .congestion, codes: EngineCodes(sipStatus: 503), isSilent: true)
        for index in 1...3 {
            let told = results(facts(machine.reported(report(index, .ended(end), start))))
            #expect(told[Int32(index)]?.0.outcome == .congestion)
        }
        let state = try #require(machine.paceReport(start).trunks.first).state
        #expect(state == .resting(until: start + .seconds(60), because: .unreachable))
    }

    @Test("a value that the engine refuses fails its call for good, and neither rests, slows nor probes the trunk")
    func refusedValues() {
        var machine = machine()
        let refusal = EngineError("a line break", concernsCallOnly: true)
        machine.claimed((1...20).map(attempt), start)
        for index in 1...20 {
            let told = results(facts(machine.refused(attempt(index).key, refusal, start)))
            #expect(told[Int32(index)]?.1 == .final(.failed))
            #expect(told[Int32(index)]?.0.outcomeClass == .permanent)
        }
        #expect(machine.paceReport(start).trunks.map(\.state) == [.well])
        // In the place of a probe it leaves that to the next call.
        for index in 21...25 {
            machine.claimed([attempt(index)], start)
            _ = machine.refused(attempt(index).key, EngineError("no socket"), start)
        }
        let awake = start + .seconds(60)
        machine.claimed([attempt(30)], awake)
        #expect(machine.offers(awake).isEmpty)
        _ = machine.refused(attempt(30).key, refusal, awake)
        #expect(machine.offers(awake).count == 1)
    }
}
