/// The time of day that a time names.
struct WrittenClock: Equatable {
    /// 0 to 24; 24 is the midnight at the end of the day.
    var hour = 0
    /// The rest of it.
    var minute = 0, second = 0, millisecond = 0

    /// Midnight, the beginning of the day.
    init() {}

    /// Reads `23:05`, `23:05:30.250`, `11:05PM`, `9pm`.
    init(_ cursor: inout TimeCursor) throws(TimeFault) {
        guard let hour = cursor.number(digits: 1...2) else { throw Self.unreadable }
        self.hour = hour
        let hasMinutes = cursor.skip(":")
        if hasMinutes { try readMinutes(&cursor) }
        try readHalf(&cursor, isNeeded: !hasMinutes)
        guard self.hour < 24 || self.hour == 24 && (minute, second, millisecond) == (0, 0, 0), minute < 60, second < 60
        else { throw TimeFault("has a time of day that no clock shows; the last is 23:59:59") }
    }

    private static var unreadable: TimeFault {
        TimeFault("has no time of day that can be read; write it as in 23:05, 23:05:30 or 11:05PM")
    }

    private mutating func readMinutes(_ cursor: inout TimeCursor) throws(TimeFault) {
        guard let minute = cursor.number(digits: 2...2) else { throw Self.unreadable }
        self.minute = minute
        guard cursor.skip(":") else { return }
        guard let second = cursor.number(digits: 2...2) else { throw Self.unreadable }
        self.second = second
        guard cursor.skip(".") || cursor.skip(",") else { return }
        let digits = cursor.digitsAhead
        guard let fraction = cursor.number(digits: 1...9) else { throw Self.unreadable }
        millisecond = fraction * 1_000_000_000 / Self.powers[digits] / 1_000_000
    }

    /// 1, 10, 100 …: a fraction of n digits is a number of such parts.
    private static let powers = (0...9).reduce(into: [1]) { powers, _ in powers.append((powers.last ?? 1) * 10) }

    private mutating func readHalf(_ cursor: inout TimeCursor, isNeeded: Bool) throws(TimeFault) {
        cursor.skipSpaces()
        let isBeforeNoon = cursor.skip(word: "am")
        guard isBeforeNoon || cursor.skip(word: "pm") else {
            if isNeeded { throw Self.unreadable }
            return
        }
        guard (1...12).contains(hour) else {
            throw TimeFault("has both an hour of 24 and am or pm; write it as in 23:05 or 11:05PM")
        }
        hour = hour % 12 + (isBeforeNoon ? 0 : 12)
    }
}
