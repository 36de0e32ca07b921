/// Spans of time as people write them: `300` (seconds), `90s`, `5m`, `2h`, `1d`, `1h30m`, `5 minutes`.
///
/// `m` is minutes; there are no months. A day is 24 hours. No span is negative, none longer than ten years.
public enum DurationExpression {
    /// What became of a text.
    public enum Reading: Equatable, Sendable {
        /// The span, in whole seconds; may be zero.
        case duration(Duration)
        /// What is wrong with it, a sentence that begins with the text.
        case fault(String)
    }

    /// Reads a span.
    public static func read(_ text: String) -> Reading {
        var cursor = TimeCursor(text)
        do throws(TimeFault) {
            return .duration(try cursor.wholeSpan())
        } catch {
            return .fault("\"\(text.excerpt)\" \(error.words)")
        }
    }
}

extension TimeCursor {
    fileprivate mutating func wholeSpan() throws(TimeFault) -> Duration {
        skipSpaces()
        if isAtEnd { throw TimeFault("is empty; write a span of time, as in 5m or 1h30m") }
        if next == UInt8(ascii: "-") { throw TimeFault("is negative; write a span of time without the minus") }
        return try span(unitless: .second)
    }
}
