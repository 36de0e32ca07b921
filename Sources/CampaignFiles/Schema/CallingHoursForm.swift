internal import CallspoolCore

/// Calling hours while their map is read.
struct CallingHoursDraft: Sendable {
    /// Minutes since midnight.
    var from, to: Int?
    /// ISO weekdays.
    var days = Set(1...7)
    /// `nil` is the callee's own.
    var zone: String?
}

extension Form where Draft == CallingHoursDraft {
    static let callingHours = Form([
        FormKey("from", .clockTime(isEnd: false)) { $0.from = $1 },
        FormKey("to", .clockTime(isEnd: true)) { $0.to = $1 },
        FormKey("days", .days) { $0.days = $1 },
        FormKey("zone", .callingZone) { $0.zone = $1 },
    ])
}

extension Value where Result == CallingHours {
    /// The hours in which callees may be called.
    static let callingHours = Value.map(of: .callingHours, into: CallingHoursDraft()) { draft, node, reading in
        guard let from = draft.from, let to = draft.to else {
            let missing = draft.from == nil ? "from" : "to"
            reading.faults.error("\(reading.subject) has no `\(missing)`; give both `from` and `to`", at: node.position)
            return nil
        }
        guard from != to else {
            let words = "\(reading.subject) ends when it begins; for the whole day write `from: 00:00` and `to: 24:00`"
            reading.faults.error(words, at: node.position)
            return nil
        }
        return CallingHours(from: from, to: to, days: draft.days, zone: draft.zone)
    }
}

extension Value where Result == String? {
    /// `callee`, or an IANA zone.
    fileprivate static let callingZone = Value.text("`callee` or an IANA zone such as `America/New_York`") { text in
        text.lowercased() == "callee" ? .some(nil) : text.zoneName.map { .some($0) }
    }
}

extension Value where Result == Set<Int> {
    /// Weekdays: names, ranges of names, `weekdays`, `daily`, or a list of those.
    fileprivate static let days = Value<[Set<Int>]>.oneOrMore(of: .dayRange, upTo: 14)
        .map { parts in
            parts.reduce(into: Set()) { $0.formUnion($1) }
        }

    private static let dayNames = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

    fileprivate static let dayRange = Value.text("a day (`mon`), a range (`mon-fri`), `weekdays` or `daily`") { text in
        switch text.lowercased() {
        case "daily": return Set(1...7)
        case "weekdays": return Set(1...5)
        case let name:
            let ends = name.split(separator: "-", omittingEmptySubsequences: false)
                .map {
                    dayNames.firstIndex(of: String($0)).map { $0 + 1 }
                }
            guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil else { return nil }
            return first <= last ? Set(first...last) : Set(first...7).union(1...last)
        }
    }
}
