/// The units of spans.
enum TimeUnit: Int, CaseIterable {
    case second = 1
    case minute = 60
    case hour = 3600
    case day = 86_400
    case week = 604_800

    /// Reads a unit's name, its plural or its usual abbreviation, in small letters.
    init?(_ name: String) {
        switch name {
        case "s", "sec", "secs", "second", "seconds": self = .second
        case "m", "min", "mins", "minute", "minutes": self = .minute
        case "h", "hr", "hrs", "hour", "hours": self = .hour
        case "d", "day", "days": self = .day
        case "w", "wk", "wks", "week", "weeks": self = .week
        default: return nil
        }
    }
}

extension TimeCursor {
    /// Ten years, of 365.25 days: no wait is longer.
    static let longestSpan = 315_576_000

    /// Reads a span to the end: numbers with units, the larger before the smaller, as in `1h30m` and `5 minutes`.
    ///
    /// - Parameter unitless: what a single number without a unit counts; `nil` refuses it.
    /// - Returns: the span.
    /// - Throws: what is wrong with it.
    mutating func span(unitless: TimeUnit?) throws(TimeFault) -> Duration {
        var seconds = 0
        var last: TimeUnit?
        repeat {
            skipSpaces()
            guard isAtDigit else { throw TimeFault("has no number where one is expected; write it as in 5m or 1h30m") }
            guard let count = number(digits: 1...10) else { throw TimeFault("is longer than ten years") }
            let unit = try unit(unitless: last == nil ? unitless : nil)
            if let last, unit.rawValue >= last.rawValue {
                let advice = "write each once, the larger before the smaller, as in 1h30m"
                throw TimeFault("has its units out of order; \(advice)")
            }
            last = unit
            seconds += count * unit.rawValue
            guard seconds <= Self.longestSpan else { throw TimeFault("is longer than ten years") }
            skipSpaces()
        } while !isAtEnd
        return .seconds(seconds)
    }

    private mutating func unit(unitless: TimeUnit?) throws(TimeFault) -> TimeUnit {
        if next == UInt8(ascii: ".") {
            throw TimeFault("has a fraction; write a whole number, as in 90s for 1.5 minutes")
        }
        skipSpaces()
        if isAtEnd, let unitless { return unitless }
        let name = word()
        if let unit = TimeUnit(name) { return unit }
        let known = "known are seconds, minutes, hours, days and weeks"
        if name.isEmpty { throw TimeFault("has a number without a unit; \(known)") }
        throw TimeFault("has a unit \"\(name.excerpt)\" that is not known; \(known)")
    }
}
