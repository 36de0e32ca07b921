import CallspoolCore
import Testing

@Suite("What becomes of a call")
struct DispositionTests {
    private let endedAt = Timestamp(seconds: 1_763_892_900)

    private func decide(
        _ outcome: Outcome,
        counted: Int = 0,
        trunk: Int = 0,
        overrides: [Outcome: RetryPolicy.Override] = [:],
        maxRetries: Int = 2,
        trunkRetry: TrunkRetry = TrunkRetry(),
        endedAt: Timestamp? = nil
    ) -> Disposition {
        var campaign = Campaign(name: "sample")
        campaign.retry.maxRetries = maxRetries
        campaign.retry.interval = .seconds(300)
        campaign.retry.overrides = overrides
        return Disposition.decide(
            outcome,
            tries: Tries(counted: counted, trunk: trunk),
            campaign: campaign,
            trunkRetry: trunkRetry,
            endedAt: endedAt ?? self.endedAt
        )
    }

    private func retry(after seconds: Int) -> Disposition {
        .retry(at: endedAt + .seconds(seconds))
    }

    private static func outcomes(of outcomeClass: OutcomeClass...) -> [Outcome] {
        Outcome.allCases.filter { outcomeClass.contains($0.outcomeClass) }
    }

    @Test("an answered call is completed")
    func answered() {
        #expect(decide(.answered, counted: 1) == .final(.completed))
    }

    @Test("the other outcomes of class done are final and failed", arguments: [Outcome.canceled, .expired])
    func done(outcome: Outcome) {
        #expect(decide(outcome, counted: 1) == .final(.failed))
    }

    @Test("a permanent outcome is final at once, whatever the campaign says", arguments: outcomes(of: .permanent))
    func permanent(outcome: Outcome) {
        #expect(decide(outcome, counted: 1) == .final(.failed))
        #expect(decide(outcome, counted: 1, overrides: [outcome: .after(.seconds(60))]) == .final(.failed))
    }

    @Test("a lost outcome is stuck, whatever the campaign says", arguments: outcomes(of: .stuck))
    func stuck(outcome: Outcome) {
        #expect(decide(outcome, counted: 1) == .stuck)
        #expect(decide(outcome, counted: 99, trunk: 99, overrides: [outcome: .after(.seconds(60))]) == .stuck)
    }

    @Test("a callee's outcome is tried again after the interval, up to max_retries", arguments: outcomes(of: .callee))
    func callee(outcome: Outcome) {
        #expect(decide(outcome, counted: 1) == retry(after: 300))
        #expect(decide(outcome, counted: 2) == retry(after: 300))
        #expect(decide(outcome, counted: 3) == .final(.failed))
        #expect(decide(outcome, counted: 1, maxRetries: 0) == .final(.failed))
        #expect(decide(outcome, counted: 10, maxRetries: 10) == retry(after: 300))
        #expect(decide(outcome, counted: 11, maxRetries: 10) == .final(.failed))
    }

    @Test("what the trunk failed does not use up max_retries", arguments: outcomes(of: .callee))
    func calleeAfterTrunk(outcome: Outcome) {
        #expect(decide(outcome, counted: 2, trunk: 5) == retry(after: 300))
    }

    @Test("a campaign can set another interval for a callee's outcome, or none", arguments: outcomes(of: .callee))
    func calleeOverridden(outcome: Outcome) {
        #expect(decide(outcome, counted: 1, overrides: [outcome: .after(.seconds(7_200))]) == retry(after: 7_200))
        #expect(decide(outcome, counted: 3, overrides: [outcome: .after(.seconds(7_200))]) == .final(.failed))
        #expect(decide(outcome, counted: 1, overrides: [outcome: .never]) == .final(.failed))
        #expect(decide(outcome, counted: 1, overrides: [.answered: .never]) == retry(after: 300))
    }

    @Test("a refusal is final unless the campaign says otherwise", arguments: outcomes(of: .refused))
    func refused(outcome: Outcome) {
        #expect(decide(outcome, counted: 1) == .final(.failed))
        #expect(decide(outcome, counted: 1, overrides: [outcome: .never]) == .final(.failed))
        #expect(decide(outcome, counted: 1, overrides: [outcome: .after(.seconds(86_400))]) == retry(after: 86_400))
        #expect(decide(outcome, counted: 3, overrides: [outcome: .after(.seconds(86_400))]) == .final(.failed))
    }

    @Test(
        "what the trunk or our configuration failed is tried again after 60 s, doubling to 15 min, five times",
        arguments: outcomes(of: .trunk, .config)
    )
    func trunk(outcome: Outcome) {
        let waits = (1...5).map { decide(outcome, trunk: $0) }
        #expect(waits == [60, 120, 240, 480, 900].map(retry(after:)))
        #expect(decide(outcome, trunk: 6) == .final(.failed))
    }

    @Test("the trunk's budget does not care for max_retries", arguments: outcomes(of: .trunk, .config))
    func trunkAfterCallee(outcome: Outcome) {
        #expect(decide(outcome, counted: 2, trunk: 1, maxRetries: 0) == retry(after: 60))
    }

    @Test(
        "a campaign can change the trunk's wait, and cannot widen its budget",
        arguments: outcomes(of: .trunk, .config)
    )
    func trunkOverridden(outcome: Outcome) {
        #expect(decide(outcome, trunk: 5, overrides: [outcome: .after(.seconds(30))]) == retry(after: 30))
        #expect(decide(outcome, trunk: 6, overrides: [outcome: .after(.seconds(30))]) == .final(.failed))
        #expect(decide(outcome, trunk: 1, overrides: [outcome: .never]) == .final(.failed))
    }

    @Test("the settings' budget and waits are kept")
    func trunkSettings() {
        var settings = TrunkRetry()
        settings.times = 7
        settings.first = .seconds(100)
        settings.longest = .seconds(150)
        #expect(decide(.congestion, trunk: 1, trunkRetry: settings) == retry(after: 100))
        #expect(decide(.congestion, trunk: 7, trunkRetry: settings) == retry(after: 150))
        #expect(decide(.congestion, trunk: 8, trunkRetry: settings) == .final(.failed))
        settings.times = 0
        #expect(decide(.congestion, trunk: 1, trunkRetry: settings) == .final(.failed))
        settings.times = 1
        settings.first = .seconds(200)
        #expect(decide(.congestion, trunk: 1, trunkRetry: settings) == retry(after: 150))
    }

    @Test(
        "a retry's instant is rounded up to a whole second",
        arguments: [(0, 0), (1, 1_000), (500, 1_000), (999, 1_000)]
    )
    func roundedUp(past: Int64, expected: Int64) {
        let ended = Timestamp(milliseconds: endedAt.milliseconds + past)
        let instant = Timestamp(milliseconds: endedAt.milliseconds + expected) + .seconds(300)
        #expect(decide(.busy, counted: 1, endedAt: ended) == .retry(at: instant))
    }
}
