public import CallspoolCore

/// Times as people write them in a campaign file.
///
/// - UNIX seconds, `1318647900`; `0` is a case of its own, because it means now for one key and never for another.
/// - ISO 8601: `2011-10-14T23:05:00-05:00`, with `T` or a space, with or without seconds, their fraction and the offset;
///   a date alone is its midnight.
/// - `now`, and from now `+15 minutes`, `+3 days`, `+1h30m`: time as it passes, a day being 24 hours.
/// - `today 17:00`, `tomorrow 9:15pm`; `monday 09:00` is the next such instant after now.
/// - `oct 14th, 2011 11:05PM EST`, `14 October 2011 23:05 Europe/Berlin`.
///
/// Letter case does not matter. A time without a zone is in the campaign's. A local time that the clocks skip (spring
/// forward) is the first one after it that exists; one that they show twice (fall back) is the first of the two.
public enum TimeExpression {
    /// What became of a text.
    public enum Reading: Equatable, Sendable {
        /// `0`.
        case zero
        /// The instant.
        case instant(Timestamp)
        /// What is wrong with it, a sentence that begins with the text.
        case fault(String)
    }

    /// Reads a time.
    ///
    /// - Parameters:
    ///   - text: the time as written.
    ///   - now: what it is relative to, if it is.
    ///   - zone: for a time that names none.
    /// - Returns: the instant, or what is wrong.
    public static func read(_ text: String, now: Timestamp, zone: Zone) -> Reading {
        var cursor = TimeCursor(text)
        do throws(TimeFault) {
            return try cursor.time(now: now, zone: zone)
        } catch {
            return .fault("\"\(text.excerpt)\" \(error.words)")
        }
    }
}

extension TimeCursor {
    fileprivate mutating func time(now: Timestamp, zone: Zone) throws(TimeFault) -> TimeExpression.Reading {
        skipSpaces()
        if isAtEnd { throw TimeFault("is empty; write a time, as in 2011-10-14 23:05 or +15 minutes") }
        if let seconds = try unixSeconds() {
            return seconds == 0 ? .zero : .instant(Timestamp(seconds: seconds))
        }
        if skip("+") { return .instant(now + (try span(unitless: nil))) }
        if next == UInt8(ascii: "-") { throw TimeFault("is in the past; write a future time, as in +15 minutes") }
        if skip(word: "now") {
            guard isAtEnd else { throw TimeFault("goes on after now; write now alone, or from now as in +15 minutes") }
            return .instant(now)
        }
        return .instant(try local(now: now, zone: .place(zone)))
    }

    /// Digits and nothing else.
    private mutating func unixSeconds() throws(TimeFault) -> Int64? {
        var ahead = self
        let count = digitsAhead
        guard count > 0 else { return nil }
        guard let value = ahead.number(digits: 1...18) else {
            throw TimeFault("is not a UNIX time; a UNIX time has at most 10 digits")
        }
        guard ahead.isAtEnd else { return nil }
        if (11...13).contains(count) {
            let seconds = "\(value / 1000)"
            throw TimeFault("has \(count) digits, so it seems to be in milliseconds; write UNIX seconds, \(seconds)")
        }
        if count > 10 { throw TimeFault("is not a UNIX time; a UNIX time has at most 10 digits") }
        if count == 8, (1970...2999).contains(value / 10_000), (1...12).contains(value / 100 % 100) {
            throw TimeFault("would be a UNIX time in 1970 or 1971; write a date as in 2011-10-14")
        }
        return Int64(value)
    }

    private mutating func local(now: Timestamp, zone: WrittenZone) throws(TimeFault) -> Timestamp {
        let day = try WrittenDay(&self)
        let clock = try clockAfterDay()
        skipSpaces()
        let zone = isAtEnd ? zone : try WrittenZone(&self)
        return day.instant(at: clock, now: now, zone: zone)
    }

    private mutating func clockAfterDay() throws(TimeFault) -> WrittenClock {
        if skip("t") { return try WrittenClock(&self) }
        let hadSpace = next == 0x20
        skipSpaces()
        if skip(word: "at") { skipSpaces() }
        guard isAtDigit else { return WrittenClock() }
        guard hadSpace else { throw TimeFault("has no space between the day and the time of day") }
        return try WrittenClock(&self)
    }
}

extension WrittenDay {
    fileprivate func instant(at clock: WrittenClock, now: Timestamp, zone: WrittenZone) -> Timestamp {
        let today = Timestamp(zone.civil(at: now).midnight)
        switch self {
        case .date(let year, let month, let day):
            return zone.instant(of: clock.on(Timestamp(Timestamp.Civil(year: year, month: month, day: day))))
        case .fromToday(let days): return zone.instant(of: clock.on(today + .seconds(days * 86_400)))
        case .weekday(let weekday):
            // 1970 began on a Thursday.
            let ahead = (weekday - 4 - Int(today.seconds / 86_400)) % 7
            let first = today + .seconds((ahead + 7) % 7 * 86_400)
            let instant = zone.instant(of: clock.on(first))
            return instant > now ? instant : zone.instant(of: clock.on(first + .seconds(604_800)))
        }
    }
}

extension WrittenClock {
    /// This time on the day that begins at a midnight; both local, reckoned as if in UTC.
    fileprivate func on(_ midnight: Timestamp) -> Timestamp.Civil {
        (midnight + .seconds((hour * 60 + minute) * 60 + second) + .milliseconds(millisecond)).civil
    }
}

extension Timestamp.Civil {
    fileprivate var midnight: Timestamp.Civil {
        Timestamp.Civil(year: year, month: month, day: day)
    }
}
