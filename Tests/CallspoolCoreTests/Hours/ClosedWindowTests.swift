import CallspoolCore
import Testing

@Suite("The evidence of a shut window, in words")
struct ClosedWindowTests {
    private func sentence(
        days: Set<Int> = Set(1...5),
        from: Int = 540,
        to: Int = 1200,
        origin: CalleeZones.Origin? = .prefix("+1212"),
        opens: Timestamp? = Timestamp(seconds: 1_795_528_800)
    ) -> String {
        let hours = CallingHours(from: from, to: to, days: days)
        return ClosedWindow(hours: hours, zone: "America/New_York", origin: origin, opens: opens).sentence
    }

    @Test("names the hours, the days, the zone, where that is from, and until when")
    func whole() {
        let words = "outside the calling hours 09:00–20:00 Mon–Fri in America/New_York (zone by the prefix +1212), "
        #expect(sentence() == words + "until 2026-11-24T14:00:00Z")
    }

    @Test("says where the zone is from")
    func origins() {
        #expect(sentence(origin: .given).contains("in America/New_York (zone given with the number), until"))
        #expect(sentence(origin: .campaign).contains("in America/New_York (the campaign's zone), until"))
        #expect(sentence(origin: nil).contains("in America/New_York, until"))
    }

    @Test("says when it never opens")
    func never() {
        #expect(
            sentence(opens: nil)
                .hasSuffix("(zone by the prefix +1212); the hours never allow this call in all its zones")
        )
    }

    @Test(
        "days that follow each other are a range",
        arguments: [
            ([1, 2, 3, 4, 5, 6, 7], "every day"), ([], "on no day"), ([3], "Wed"), ([6, 7], "Sat, Sun"),
            ([1, 2, 3, 6], "Mon–Wed, Sat"), ([1, 3, 5, 7], "Mon, Wed, Fri, Sun"), ([2, 3, 4, 5, 6, 7], "Tue–Sun"),
        ] as [([Int], String)]
    )
    func days(days: [Int], words: String) {
        #expect(sentence(days: Set(days)).contains(" 09:00–20:00 \(words) in "))
    }

    @Test("times are those of a clock, with 24:00 for the end of the day")
    func times() {
        #expect(sentence(from: 5, to: 1440).contains(" 00:05–24:00 "))
        #expect(sentence(from: 1337, to: 607).contains(" 22:17–10:07 "))
    }
}
