import CampaignFiles
import Testing

@Suite("A text is read as a span of time")
struct DurationExpressionTests {
    @Test(
        "spans as people write them, in seconds",
        arguments: [
            ("300", 300), ("0", 0), ("5m", 300), ("2h", 7200), ("90s", 90), ("1h30m", 5400), ("1d", 86_400),
            ("1w", 604_800),
            ("5 minutes", 300), (" 5 MIN ", 300), ("1 hour 30 minutes", 5400), ("2days", 172_800),
            ("1d 1h 1m 1s", 90_061),
            ("315576000", 315_576_000),
        ]
    )
    func read(text: String, seconds: Int) {
        #expect(DurationExpression.read(text) == .duration(.seconds(seconds)))
    }

    @Test(
        "what is not a span is a fault that says what to write",
        arguments: [
            ("", "is empty"), ("  ", "is empty"), ("-5", "is negative"), ("-5m", "is negative"),
            ("5x", "that is not known"),
            ("m", "has no number"), ("5m5", "has a number without a unit"), ("30m1h", "out of order"),
            ("5m5m", "out of order"), ("1.5h", "has a fraction"), ("315576001", "longer than ten years"),
            ("11000d", "longer than ten years"), ("99999999999999999999", "longer than ten years"),
            ("5 6", "without a unit"),
            ("+5m", "has no number"), ("5ms", "not known"), ("\u{665}m", "has no number"), ("PT5M", "has no number"),
        ]
    )
    func faults(text: String, words: String) {
        guard case .fault(let fault) = DurationExpression.read(text) else {
            Issue.record("\(text) was taken")
            return
        }
        #expect(fault.hasPrefix("\"") && fault.contains(words), "\(fault)")
    }
}
