import CampaignFiles
import Testing

@Suite("A text is read as a time of day")
struct ClockTimeTests {
    @Test(
        "hours and minutes are minutes since midnight",
        arguments: [
            ("10:15", 615), ("9:15", 555), ("09:15", 555), ("21:00", 1260), ("0:00", 0), ("23:59", 1439),
            (" 1:00 ", 60),
        ]
    )
    func read(text: String, minutes: Int) {
        #expect(ClockTime.read(text, isEnd: false) == .minutes(minutes))
        #expect(ClockTime.read(text, isEnd: true) == .minutes(minutes))
    }

    @Test("24:00 ends a window and does not begin one")
    func endOfDay() {
        #expect(ClockTime.read("24:00", isEnd: true) == .minutes(1440))
        #expect(ClockTime.read("24:00", isEnd: false) != .minutes(1440))
    }

    @Test(
        "anything else is a fault",
        arguments: [
            "", "9", "9:5", "915", "9:15pm", "24:01", "25:00", "10:60", "-1:00", "10:15:00", "100:00", "a", "1 0:15",
        ]
    )
    func faults(text: String) {
        for isEnd in [true, false] {
            guard case .fault(let words) = ClockTime.read(text, isEnd: isEnd) else {
                Issue.record("\(text) was taken")
                continue
            }
            #expect(words.hasPrefix("\"\(text)\""))
        }
    }
}
