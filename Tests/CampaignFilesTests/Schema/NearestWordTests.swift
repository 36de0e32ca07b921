import Testing

@testable import CampaignFiles

@Suite("The word that was probably meant")
struct NearestWordTests {
    static let keys = ["max_retries", "max_retry", "numbers", "ani", "region", "retry"]

    @Test(
        "a slip of a few letters, another case and a dash find it",
        arguments: [
            ("max-retries", "max_retries"), ("maxretries", "max_retries"), ("Numbers", "numbers"),
            ("nubmers", "numbers"),
            ("anni", "ani"), ("regoin", "region"), ("max_retrys", "max_retry"),
        ]
    )
    func near(word: String, expected: String) {
        #expect(word.nearest(among: Self.keys) == expected)
    }

    @Test("a word of its own finds none", arguments: ["colour", "", "x", "telephones"])
    func far(word: String) {
        #expect(word.nearest(among: Self.keys) == nil)
    }
}
