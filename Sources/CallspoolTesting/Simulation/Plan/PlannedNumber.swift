/// Kinds of numbers whose zones are known to the one who wrote this, and not from the program's table.
struct PlannedNumber {
    /// What the number begins with.
    var prefix: String
    /// The zones in which its owner may be.
    var zones: [String]
    /// The zone that the file gives, if it gives one.
    var given: String?

    /// One country, another, a place without daylight saving, an area with two zones, the other side of the world.
    static let kinds = [
        Self(prefix: "+1617600", zones: ["America/New_York"]),
        Self(prefix: "+1312600", zones: ["America/Chicago"]),
        Self(prefix: "+1602600", zones: ["America/Phoenix"]),
        Self(prefix: "+1208600", zones: ["America/Boise", "America/Los_Angeles"]),
        Self(prefix: "+49309018", zones: ["Europe/Berlin"]),
        Self(prefix: "+44207946", zones: ["Europe/London"]),
        Self(prefix: "+6129250", zones: ["Australia/Sydney"]),
        Self(prefix: "+1312601", zones: ["America/Los_Angeles"], given: "America/Los_Angeles"),
    ]

    /// The zones of a number of a plan.
    static func zones(of number: String) -> [String] {
        if let kind = kinds.first(where: { number.hasPrefix($0.prefix) }) { return kind.zones }
        let area = number.dropFirst(2).prefix(3)
        if number.hasPrefix("+1"), let zone = areas.first(where: { $0.value.contains(String(area)) })?.key {
            return area == "208" ? ["America/Boise", "America/Los_Angeles"] : [zone]
        }
        return []
    }

    /// The zone that the file gives with a number.
    static func given(_ number: String) -> String? {
        kinds.first { number.hasPrefix($0.prefix) }?.given
    }

    /// The areas of the numbers that choose their outcome.
    private static let areas: [String: [String]] = [
        "America/New_York": [
            "201", "202", "203", "207", "212", "215", "216", "219", "229", "231", "234", "239", "240", "248", "252",
            "617",
        ],
        "America/Chicago": ["205", "210", "214", "217", "218", "224", "225", "228", "251", "254", "256"],
        "America/Los_Angeles": ["206", "208", "209", "213", "253"],
    ]
}
