/// Times of day on a 24-hour clock: `9:15`, `10:15`, `21:00`, and `24:00` for the end of the day.
public enum ClockTime {
    /// What became of a text.
    public enum Reading: Equatable, Sendable {
        /// Minutes since midnight, 0 to 1439; 1440 only as an end.
        case minutes(Int)
        /// What is wrong with it, a sentence that begins with the text.
        case fault(String)
    }

    /// Reads a time of day.
    ///
    /// - Parameters:
    ///   - text: hours and minutes; seconds have no place here.
    ///   - isEnd: whether it ends a window; only then `24:00` is a time.
    /// - Returns: the minutes, or what is wrong.
    public static func read(_ text: String, isEnd: Bool) -> Reading {
        var cursor = TimeCursor(text)
        cursor.skipSpaces()
        guard let hour = cursor.number(digits: 1...2), cursor.skip(":"), let minute = cursor.number(digits: 2...2),
            cursor.isAtEnd
        else {
            let advice = "write hours and minutes of 24, as in 09:15 or 21:00"
            return .fault("\"\(text.excerpt)\" is not a time of day; \(advice)")
        }
        if hour == 24, minute == 0 {
            let words = "\"24:00\" can only end a window; write 00:00 for the beginning of the day"
            return isEnd ? .minutes(1440) : .fault(words)
        }
        guard hour < 24, minute < 60 else {
            return .fault("\"\(text.excerpt)\" is not a time of day; the last minute is 23:59")
        }
        return .minutes(hour * 60 + minute)
    }
}
