extension YearlyRule {
    /// Reads a `TZ` string; `nil` when it is not a valid one.
    init?(_ text: some Collection<UInt8>) {
        var reader = RuleReader(Array(text))
        guard reader.skipName(), let west = reader.span(mostHours: 24) else { return nil }
        standard = -west
        if reader.isAtEnd { return }
        guard reader.skipName() else { return nil }
        var offset = standard + 3600
        if reader.next != UInt8(ascii: ",") {
            guard let west = reader.span(mostHours: 24) else { return nil }
            offset = -west
        }
        guard let begins = reader.change(), let ends = reader.change(), reader.isAtEnd else { return nil }
        summer = Summer(offset: offset, begins: begins, ends: ends)
    }
}

/// Walks a `TZ` string from left to right.
private struct RuleReader {
    private let bytes: [UInt8]
    private var at = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { at == bytes.count }

    /// 0 at the end.
    var next: UInt8 { at < bytes.count ? bytes[at] : 0 }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        at += 1
        return true
    }

    /// An abbreviation: letters, or anything between `<` and `>`.
    mutating func skipName() -> Bool {
        let start = at
        if skip("<") {
            while !isAtEnd, next != UInt8(ascii: ">") { at += 1 }
            return skip(">") && at - start > 2
        }
        while (next | 0x20) >= UInt8(ascii: "a"), (next | 0x20) <= UInt8(ascii: "z") { at += 1 }
        return at - start >= 3
    }

    private mutating func number() -> Int? {
        let start = at
        var value = 0
        while next >= 0x30, next <= 0x39, at - start < 4 {
            value = value * 10 + Int(next - 0x30)
            at += 1
        }
        return at > start ? value : nil
    }

    /// `5`, `-1`, `3:30`, `1:00:01`: seconds.
    mutating func span(mostHours: Int) -> Int? {
        let sign = skip("-") ? -1 : 1
        if sign > 0 { _ = skip("+") }
        guard let hours = number(), hours <= mostHours else { return nil }
        var seconds = hours * 3600
        for unit in [60, 1] where skip(":") {
            guard let part = number(), part < 60 else { return nil }
            seconds += part * unit
        }
        return sign * seconds
    }

    /// `,M3.2.0/2`.
    mutating func change() -> YearlyRule.Change? {
        guard skip(","), let day = day() else { return nil }
        guard skip("/") else { return YearlyRule.Change(day: day, second: 7200) }
        guard let second = span(mostHours: 167) else { return nil }
        return YearlyRule.Change(day: day, second: second)
    }

    private mutating func day() -> YearlyRule.Day? {
        if skip("J") {
            guard let day = number(), (1...365).contains(day) else { return nil }
            return .withoutLeapDay(day)
        }
        if skip("M") {
            guard let month = number(), (1...12).contains(month), skip("."), let week = number(),
                (1...5).contains(week), skip("."), let weekday = number(), weekday <= 6
            else { return nil }
            return .weekday(weekday, week: week, month: month)
        }
        guard let day = number(), day <= 365 else { return nil }
        return .ofYear(day)
    }
}
