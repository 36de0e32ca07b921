internal import Foundation

/// A zone of the IANA database, with the rules of the system's zone files; Foundation's only where there is no file.
///
/// The rules are read at the zone's first use, and kept for as long as the program runs.
public struct Zone: Sendable {
    /// Where a zone's rules are from.
    enum Rules: Sendable {
        case file(ZoneRules)
        case foundation(TimeZone)
    }

    /// Its name, such as `America/New_York`.
    public let name: String
    let rules: Rules

    /// Greenwich without summer time.
    public static let utc = Zone(name: "UTC", rules: .file(ZoneRules(earliest: 0)))

    init(name: String, rules: Rules) {
        self.name = name
        self.rules = rules
    }

    /// Finds a zone by its name; `nil` when neither the zone files nor Foundation know it.
    public init?(_ name: String) {
        guard let zone = ZoneCache.shared.zone(name) else { return nil }
        self = zone
    }

    /// Finds a zone by its name, letter case aside.
    public init?(anyCase name: String) {
        guard let zone = Zone(name) ?? ZoneCache.shared.spelling(of: name).flatMap({ Zone($0) }) else { return nil }
        self = zone
    }

    /// Whether a zone is known; its rules are not read for that.
    public static func isKnown(_ name: String) -> Bool {
        ZoneCache.shared.knows(name)
    }

    /// The zone of this machine.
    public static var machine: Zone { Zone(TimeZone.current.identifier) ?? .utc }

    /// The season at an instant, in UNIX seconds.
    public func season(at second: Int64) -> ZoneSeason {
        switch rules {
        case .file(let rules): return rules.season(at: second)
        case .foundation(let zone):
            let date = Date(timeIntervalSince1970: Double(second))
            let change = zone.nextDaylightSavingTimeTransition(after: date)
            return ZoneSeason(
                from: second,
                until: change.map { Int64($0.timeIntervalSince1970.rounded(.up)) } ?? .max,
                offset: Int64(zone.secondsFromGMT(for: date))
            )
        }
    }

    /// What the wall is ahead of UTC at an instant, in seconds.
    public func offset(at instant: Timestamp) -> Int {
        Int(season(at: instant.seconds).offset)
    }

    /// The clock on the wall at an instant, as if it were UTC.
    public func wall(at instant: Timestamp) -> Timestamp {
        instant + .seconds(offset(at: instant))
    }
}
