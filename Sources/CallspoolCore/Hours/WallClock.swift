/// What the clocks on the walls of one zone say.
///
/// It remembers the stretch between two changes of the clocks in which it was asked last.
struct WallClock: Sendable {
    let name: String
    /// `nil` when the zone is not known.
    private let zone: Zone?
    private var last = ZoneSeason(from: 0, until: 0, offset: 0)

    init(_ name: String) {
        self.name = name
        zone = Zone(name)
    }

    /// The season at an instant; `nil` when nothing is known of the zone.
    mutating func season(at second: Int64) -> ZoneSeason? {
        if second >= last.from, second < last.until { return last }
        guard let zone else { return nil }
        last = zone.season(at: second)
        return last
    }

    /// Whether a window is open in this zone at an instant, and when that changes; `nil` is never.
    ///
    /// The end is looked for on the wall, and only as far as the clocks are not changed: what a change skips or repeats
    /// is looked at again behind it. In a zone that is not known, no window is open.
    mutating func stretch(of hours: WeeklyHours, at second: Int64) -> (isOpen: Bool, ends: Int64?) {
        var isOpen: Bool?
        var second = second
        while let season = season(at: second) {
            let now = hours.stretch(at: second + season.offset)
            if let isOpen, isOpen != now.isOpen { return (isOpen, second) }
            guard let rest = now.rest else { return (now.isOpen, nil) }
            if rest < season.until - second { return (now.isOpen, second + rest) }
            isOpen = now.isOpen
            second = season.until
        }
        return (false, nil)
    }
}
