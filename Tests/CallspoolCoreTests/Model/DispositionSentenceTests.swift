import CallspoolCore
import Testing

@Suite("The sentence about what follows")
struct DispositionSentenceTests {
    private static let ended = Timestamp(milliseconds: 1_795_000_000_400)

    private func campaign(_ change: (inout RetryPolicy) -> Void = { _ in }) -> Campaign {
        var campaign = Campaign(name: "spring")
        campaign.retry.maxRetries = 2
        campaign.retry.interval = .seconds(300)
        change(&campaign.retry)
        return campaign
    }

    private func sentence(_ outcome: Outcome, _ tries: Tries, _ campaign: Campaign) -> String {
        let decided = Disposition.decide(
            outcome,
            tries: tries,
            campaign: campaign,
            trunkRetry: TrunkRetry(),
            endedAt: DispositionSentenceTests.ended
        )
        return decided.sentence(
            after: outcome,
            tries: tries,
            campaign: campaign,
            endedAt: DispositionSentenceTests.ended
        )
    }

    @Test("names the rule, the wait and where it comes from, and how much of the budget is used")
    func retries() {
        #expect(
            sentence(.busy, Tries(counted: 1), campaign())
                == "busy counts as an attempt; again after 5 min (retry_interval); retry 1 of 2"
        )
        let map = campaign { $0.overrides[.busy] = .after(.seconds(5400)) }
        #expect(
            sentence(.busy, Tries(counted: 2, trunk: 1), map)
                == "busy counts as an attempt; again after 1 h 30 min (the campaign's retry map); retry 2 of 2"
        )
        #expect(
            sentence(.congestion, Tries(counted: 1, trunk: 2), campaign())
                == "congestion does not count as an attempt; again after 2 min (trunk_retry); retry 2 for the trunk"
        )
    }

    @Test("says why nothing follows")
    func ends() {
        let none = campaign { $0.maxRetries = 0 }
        let never = campaign { $0.overrides[.busy] = .never }
        #expect(sentence(.answered, Tries(counted: 1), campaign()) == "answered is final; completed")
        #expect(sentence(.busy, Tries(counted: 1), none).hasSuffix("failed, since max_retries is 0"))
        #expect(sentence(.busy, Tries(counted: 3), campaign()).hasSuffix("failed, since all 3 attempts are made"))
        #expect(
            sentence(.busy, Tries(counted: 1), never).hasSuffix("failed, since the campaign's retry map says never")
        )
        #expect(
            sentence(.declined, Tries(counted: 1), campaign()).hasSuffix("since its retry map does not name declined")
        )
        #expect(sentence(.invalidNumber, Tries(counted: 1), campaign()) == "invalid_number is final at once; failed")
        #expect(
            sentence(.congestion, Tries(trunk: 6), campaign()).hasSuffix("since the retries for the trunk are used up")
        )
        #expect(sentence(.unknown, Tries(counted: 1), campaign()).contains("stuck"))
    }

    @Test(
        "spans are told in their two largest units",
        arguments: [
            (0, "0 s"), (400, "0 s"), (59_600, "1 min"), (61_000, "1 min 1 s"), (86_400_000, "1 d"),
            (90_061_000, "1 d 1 h"),
        ]
    )
    func spans(milliseconds: Int, words: String) {
        #expect(Duration.milliseconds(milliseconds).inWords == words)
    }

    @Test("codes are told with their meaning, and the engine's own word as it is")
    func codes() {
        #expect(EngineCodes(sipStatus: 486, q850Cause: 17).words == "SIP 486 (busy here), cause 17 (user busy)")
        #expect(EngineCodes(sipStatus: 499, engineCause: "X").words == "SIP 499, X")
        #expect(EngineCodes().words.isEmpty)
    }
}
