internal import CallspoolCore

/// The day that a time names.
enum WrittenDay: Equatable {
    /// A date of the calendar, checked.
    case date(year: Int, month: Int, day: Int)
    /// So many days from today, where the time's zone has it.
    case fromToday(Int)
    /// The next such weekday, 1 Monday to 7 Sunday.
    case weekday(Int)

    private static let months = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ]
    private static let weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

    /// Reads the day at the front of a time.
    init(_ cursor: inout TimeCursor) throws(TimeFault) {
        if cursor.isAtDigit {
            self = try cursor.digitsAhead == 4 ? Self.iso(&cursor) : Self.dayFirst(&cursor)
            return
        }
        let word = cursor.word()
        if word == "today" {
            self = .fromToday(0)
        } else if word == "tomorrow" {
            self = .fromToday(1)
        } else if let weekday = Self.place(of: word, among: Self.weekdays, also: ["tues": 2, "thur": 4, "thurs": 4]) {
            self = .weekday(weekday)
        } else if let month = Self.month(word) {
            self = try Self.monthFirst(month, &cursor)
        } else {
            let advice = "write it as in 2011-10-14 23:05, +15 minutes or tomorrow 09:15"
            throw TimeFault("is not a time that can be read; \(advice)")
        }
    }

    /// `2011-10-14`.
    private static func iso(_ cursor: inout TimeCursor) throws(TimeFault) -> WrittenDay {
        guard let year = cursor.number(digits: 4...4), cursor.skip("-"), let month = cursor.number(digits: 1...2),
            cursor.skip("-"), let day = cursor.number(digits: 1...2)
        else { throw TimeFault("begins with no date that can be read; write it as in 2011-10-14") }
        return try checked(year, month, day)
    }

    /// `14 oct 2011`.
    private static func dayFirst(_ cursor: inout TimeCursor) throws(TimeFault) -> WrittenDay {
        guard let day = cursor.number(digits: 1...2) else {
            throw TimeFault("begins with no date that can be read; write it as in 2011-10-14")
        }
        if cursor.next == UInt8(ascii: "/") || cursor.next == UInt8(ascii: ".") {
            throw TimeFault("has a date whose day and month cannot be told apart; write it as in 2011-10-14")
        }
        if cursor.next == UInt8(ascii: ":") {
            throw TimeFault("has no day; write it as in today 17:00 or tomorrow 09:15")
        }
        _ = cursor.skipOrdinal()
        cursor.skipSpaces()
        guard let month = month(cursor.word()) else {
            throw TimeFault("begins with no date that can be read; write it as in 2011-10-14 or oct 14th, 2011")
        }
        return try checked(try year(&cursor), month, day)
    }

    /// ` 14th, 2011` after the month.
    private static func monthFirst(_ month: Int, _ cursor: inout TimeCursor) throws(TimeFault) -> WrittenDay {
        _ = cursor.skip(".")
        cursor.skipSpaces()
        guard let day = cursor.number(digits: 1...2), cursor.skipOrdinal() else {
            throw TimeFault("has no day after the month; write it as in oct 14th, 2011")
        }
        return try checked(try year(&cursor), month, day)
    }

    private static func year(_ cursor: inout TimeCursor) throws(TimeFault) -> Int {
        _ = cursor.skip(".")
        cursor.skipSpaces()
        _ = cursor.skip(",")
        cursor.skipSpaces()
        guard let year = cursor.number(digits: 4...4) else {
            throw TimeFault("has no year of four digits after the day; write it as in oct 14th, 2011")
        }
        _ = cursor.skip(",")
        return year
    }

    private static func month(_ word: String) -> Int? {
        place(of: word, among: months, also: ["sept": 9])
    }

    /// The place of a name, from 1; the first three letters stand for it as well.
    private static func place(of word: String, among names: [String], also more: [String: Int]) -> Int? {
        names.firstIndex { $0 == word || word.utf8.count == 3 && $0.hasPrefix(word) }.map { $0 + 1 } ?? more[word]
    }

    private static func checked(_ year: Int, _ month: Int, _ day: Int) throws(TimeFault) -> WrittenDay {
        guard year >= 1970 else { throw TimeFault("is before 1970") }
        guard (1...12).contains(month) else { throw TimeFault("has a month \(month); a year has 12") }
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
        guard (1...days).contains(day) else {
            throw TimeFault("has a day \(day); that month has \(days)")
        }
        return .date(year: year, month: month, day: day)
    }
}

extension TimeCursor {
    /// Goes on past `st`, `nd`, `rd` or `th`; false when other letters follow.
    fileprivate mutating func skipOrdinal() -> Bool {
        ["", "st", "nd", "rd", "th"].contains(word())
    }
}
