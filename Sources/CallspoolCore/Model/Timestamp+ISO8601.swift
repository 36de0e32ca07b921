// ISO 8601 by hand: a result line holds a dozen of these, and Foundation's formatter alone would take longer than all
// the rest of the line. The calendar arithmetic is the proleptic Gregorian one on days since 1970, with years that
// begin in March, so that the leap day is the last of its year.

extension Timestamp {
    /// A calendar date and time of day in UTC.
    public struct Civil: Equatable, Sendable {
        /// The year, the month 1 to 12 and the day of the month 1 to 31.
        public var year, month, day: Int
        /// The time of day.
        public var hour, minute, second, millisecond: Int

        /// Makes a civil time; nothing is checked.
        public init(
            year: Int,
            month: Int,
            day: Int,
            hour: Int = 0,
            minute: Int = 0,
            second: Int = 0,
            millisecond: Int = 0
        ) {
            self.year = year
            self.month = month
            self.day = day
            self.hour = hour
            self.minute = minute
            self.second = second
            self.millisecond = millisecond
        }
    }

    /// The instant of a civil time in UTC.
    public init(_ civil: Civil) {
        let year = civil.month <= 2 ? civil.year - 1 : civil.year
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (civil.month + (civil.month > 2 ? -3 : 9)) + 2) / 5 + civil.day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        let seconds = ((days * 24 + civil.hour) * 60 + civil.minute) * 60 + civil.second
        self.init(milliseconds: Int64(seconds * 1000 + civil.millisecond))
    }

    /// The calendar date and the time of day, in UTC.
    public var civil: Civil {
        let all = Int(milliseconds)
        let days = (all >= 0 ? all : all - 86_399_999) / 86_400_000
        var rest = all - days * 86_400_000
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let millisecond = rest % 1000
        rest /= 1000
        return Civil(
            year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
            month: month,
            day: dayOfYear - (153 * shiftedMonth + 2) / 5 + 1,
            hour: rest / 3600,
            minute: rest / 60 % 60,
            second: rest % 60,
            millisecond: millisecond
        )
    }

    /// The 24 bytes of `2026-11-23T10:45:00.000Z`.
    ///
    /// Years outside 0 to 9999 do not occur.
    public func appendISO8601(to bytes: inout [UInt8]) {
        let civil = civil
        bytes.append(contentsOf: [
            digit(civil.year / 1000), digit(civil.year / 100), digit(civil.year / 10), digit(civil.year), 0x2D,
            digit(civil.month / 10), digit(civil.month), 0x2D, digit(civil.day / 10), digit(civil.day), 0x54,
            digit(civil.hour / 10), digit(civil.hour), 0x3A, digit(civil.minute / 10), digit(civil.minute), 0x3A,
            digit(civil.second / 10), digit(civil.second), 0x2E, digit(civil.millisecond / 100),
            digit(civil.millisecond / 10), digit(civil.millisecond), 0x5A,
        ])
    }

    /// `2026-11-23T10:45:00.000Z`.
    public var iso8601: String {
        var bytes: [UInt8] = []
        appendISO8601(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Reads the form that `iso8601` writes, and nothing else; `nil` for anything else.
    public init?(iso8601 bytes: UnsafeRawBufferPointer) {
        guard bytes.count == 24, bytes[4] == 0x2D, bytes[7] == 0x2D, bytes[10] == 0x54, bytes[13] == 0x3A,
            bytes[16] == 0x3A, bytes[19] == 0x2E, bytes[23] == 0x5A
        else { return nil }
        func number(_ range: Range<Int>) -> Int? {
            var value = 0
            for index in range {
                guard bytes[index] >= 0x30, bytes[index] <= 0x39 else { return nil }
                value = value * 10 + Int(bytes[index] - 0x30)
            }
            return value
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
            let millisecond = number(20..<23), (1...12).contains(month), day >= 1, day <= daysIn(month, year),
            hour < 24, minute < 60, second < 60
        else { return nil }
        self.init(
            Civil(
                year: year,
                month: month,
                day: day,
                hour: hour,
                minute: minute,
                second: second,
                millisecond: millisecond
            )
        )
    }
}

@inline(__always)
private func digit(_ value: Int) -> UInt8 {
    0x30 + UInt8(truncatingIfNeeded: value % 10)
}

private func daysIn(_ month: Int, _ year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
}
