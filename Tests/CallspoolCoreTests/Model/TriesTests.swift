import CallspoolCore
import Testing

@Suite("Tries")
struct TriesTests {
    @Test("each outcome counts against the budget of who is to blame", arguments: Outcome.allCases)
    func adding(outcome: Outcome) {
        let before = Tries(counted: 2, trunk: 3)
        let isTrunk = [
            .blocked, .congestion, .carrierError, .mediaError, .notPermitted, .engineError,
        ]
        .contains(outcome)
        let after = before.adding(outcome)
        #expect(after == (isTrunk ? Tries(counted: 2, trunk: 4) : Tries(counted: 3, trunk: 3)))
        #expect(after.all == before.all + 1)
    }

    @Test("a call begins with none")
    func none() {
        #expect(Tries().all == 0)
    }

    @Test("with every outcome there is, a call ends after a bounded number of diallings", arguments: Outcome.allCases)
    func bounded(outcome: Outcome) {
        var campaign = Campaign(name: "sample")
        campaign.retry.maxRetries = 10
        campaign.retry.overrides[outcome] = .after(.seconds(60))
        var tries = Tries()
        var now = Timestamp(seconds: 0)
        for _ in 0..<50 {
            tries = tries.adding(outcome)
            let disposition = Disposition.decide(
                outcome,
                tries: tries,
                campaign: campaign,
                trunkRetry: TrunkRetry(),
                endedAt: now
            )
            guard case .retry(let instant) = disposition else { break }
            #expect(instant > now)
            now = instant
        }
        #expect(tries.counted <= 11)
        #expect(tries.trunk <= 6)
    }
}
