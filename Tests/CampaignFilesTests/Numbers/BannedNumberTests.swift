import CampaignFiles
import Testing

@Suite("A text on a do-not-call list")
struct BannedNumberTests {
    @Test(
        "bans the number that a campaign would read there",
        arguments: [
            ("GB", "+44 (0)20 7946 0018", 442_079_460_018), ("GB", "+44 020 7946 0018", 442_079_460_018),
            ("GB", "020 7946 0018", 442_079_460_018), ("GB", "tel:+442079460018;ext=5", 442_079_460_018),
            ("US", "617-555-0101 x123", 16_175_550_101), ("US", "617-555-0101 ext. 5", 16_175_550_101),
            ("US", "+1 617 555 0101 #5", 16_175_550_101), ("US", "6175550101.0", 16_175_550_101),
            ("US", "'6175550101", 16_175_550_101), ("US", "=\"6175550101\"", 16_175_550_101),
            ("US", "tel:617-555-0101", 16_175_550_101), ("US", "011 44 20 7946 0018", 442_079_460_018),
        ] as [(String, String, UInt64)]
    )
    func read(region: String, text: String, digits: UInt64) {
        let banned = PhoneNumberReader(region: region).banned(text)
        #expect(banned.isRead && banned.digits.contains(digits), "\(banned)")
    }

    @Test(
        "bans its digits as well, in any plausible reading",
        arguments: [
            ("US", "442079460018", 442_079_460_018), ("GB", "16175550101", 16_175_550_101),
            ("US", "00442079460018", 442_079_460_018), ("DE", "01144 20 7946 0018", 442_079_460_018),
            ("US", "+1 617 555 0101 / +1 617 555 0102", 16_175_550_102),
            ("US", "6175550101 or 6175550102", 16_175_550_102), ("US", "see 6175550101", 16_175_550_101),
            ("US", "6175550101p5", 16_175_550_101), ("DE", "030 901820, ask for Mr. Elm", 4_930_901_820),
        ] as [(String, String, UInt64)]
    )
    func raw(region: String, text: String, digits: UInt64) {
        #expect(PhoneNumberReader(region: region).banned(text).digits.contains(digits))
    }

    @Test(
        "is not read as a number when it is not one",
        arguments: ["phone", "911", "", "see 6175550101", "2026-11-24 10:15"]
    )
    func unread(text: String) {
        #expect(!PhoneNumberReader(region: "US").banned(text).isRead)
    }
}
