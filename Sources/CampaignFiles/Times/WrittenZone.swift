internal import CallspoolCore
// Trims what is written.
internal import Foundation

/// The zone that a time is meant in: a fixed offset, or a place with its rules.
enum WrittenZone {
    /// Seconds east of Greenwich.
    case offset(Int)
    /// An IANA zone.
    case place(Zone)

    /// Abbreviations that mean one thing to nearly everybody, in hours east of Greenwich.
    ///
    /// `EST` is the winter time also in summer: it was written so.
    private static let hours: [String: Int] = [
        "z": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "cest": 2, "eet": 2, "eest": 3,
        "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
        "akst": -9, "akdt": -8, "hst": -10,
    ]

    /// Abbreviations that mean several, and what to write for them.
    private static let ambiguous = [
        "ist": "Asia/Kolkata, Europe/Dublin or Asia/Jerusalem",
        "ast": "America/Halifax or Asia/Riyadh",
    ]

    /// Reads the rest of a time as a zone.
    init(_ cursor: inout TimeCursor) throws(TimeFault) {
        if cursor.next == UInt8(ascii: "+") || cursor.next == UInt8(ascii: "-") {
            self = .offset(try cursor.offset())
            return
        }
        let name = cursor.rest.trimmingCharacters(in: .whitespaces)
        let small = name.lowercased()
        if let hours = Self.hours[small] {
            self = .offset(hours * 3600)
        } else if let places = Self.ambiguous[small] {
            throw TimeFault("has a zone \"\(name)\" that means several; write \(places), or an offset as in +05:30")
        } else if let place = Self.place(name) {
            self = .place(place)
        } else {
            let words = "ends in \"\(name.excerpt)\", which is not a time zone"
            throw TimeFault("\(words); write it as in EST, America/New_York or -05:00")
        }
    }

    /// The zone of a name; letter case aside, as in all of a time.
    private static func place(_ name: String) -> Zone? {
        guard name.contains("/") else { return nil }
        return Zone(anyCase: name)
    }
}

extension WrittenZone {
    /// The instant at which the clocks in this zone show a local time.
    ///
    /// A time that the clocks skip (spring forward) is the instant at which they do so, the first time after it that
    /// exists. A time that they show twice (fall back) is the first of the two.
    func instant(of local: Timestamp.Civil) -> Timestamp {
        let asUTC = Timestamp(local)
        switch self {
        case .offset(let seconds): return asUTC - .seconds(seconds)
        case .place(let zone):
            // No zone is a day off Greenwich, so the local time is between these two.
            let before = zone.offset(at: asUTC - .seconds(86_400))
            let after = zone.offset(at: asUTC + .seconds(86_400))
            let early = asUTC - .seconds(max(before, after))
            let late = asUTC - .seconds(min(before, after))
            if zone.offset(at: early) == max(before, after) { return early }
            if zone.offset(at: late) == min(before, after) { return late }
            return zone.change(between: early, and: late)
        }
    }

    /// The local time at an instant.
    func civil(at instant: Timestamp) -> Timestamp.Civil {
        switch self {
        case .offset(let seconds): (instant + .seconds(seconds)).civil
        case .place(let zone): (instant + .seconds(zone.offset(at: instant))).civil
        }
    }
}

extension Zone {
    /// The first second with the later offset; there is one change in between.
    fileprivate func change(between early: Timestamp, and late: Timestamp) -> Timestamp {
        Timestamp(seconds: min(season(at: early.seconds).until, late.seconds))
    }
}

extension TimeCursor {
    /// `+02:00`, `-0500`, `+2`: seconds east of Greenwich, to the end.
    fileprivate mutating func offset() throws(TimeFault) -> Int {
        let sign = skip("-") ? -1 : 1
        if sign > 0 { _ = skip("+") }
        let compact = digitsAhead == 4
        guard let first = number(digits: compact ? 4...4 : 1...2) else { throw Self.badOffset }
        var hours = compact ? first / 100 : first
        var minutes = compact ? first % 100 : 0
        if !compact, skip(":") {
            guard let written = number(digits: 2...2) else { throw Self.badOffset }
            hours = first
            minutes = written
        }
        guard isAtEnd, hours <= 14, minutes < 60 else { throw Self.badOffset }
        return sign * (hours * 60 + minutes) * 60
    }

    private static var badOffset: TimeFault {
        TimeFault("has an invalid offset from UTC; write it as in -05:00, at most 14 hours")
    }
}
