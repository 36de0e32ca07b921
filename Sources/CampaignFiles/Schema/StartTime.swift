internal import CallspoolCore

/// What is said of a campaign's `start`, and where it goes when it is too near a full hour.
struct StartTime {
    /// What times are relative to.
    var now: Timestamp
    /// What becomes of a start near a full hour.
    var topOfHour: TopOfHour
    /// Where findings go.
    var faults: Faults

    /// Tells of a start as the file writes it, and moves it when the spool says so.
    func judge(_ campaign: inout Campaign, _ text: Located<String>?) {
        guard let start = campaign.start, let text, text.content.lowercased() != "now" else { return }
        let near = topOfHour == .allow ? nil : FullHour(near: start, in: campaign.timezone)
        // One that passed a moment ago, dropped before the hour and taken in at it, must not begin at the full hour either.
        if let near, start > now || topOfHour == .shift && near.shifted > now {
            judge(&campaign, near, at: text.position)
        } else if start < now {
            let words = "`start` (\(start.minute)) is in the past; calls begin at once"
            faults.warning(words, at: text.position)
        }
    }

    private func judge(_ campaign: inout Campaign, _ near: FullHour, at position: Diagnostic.Position) {
        let busy = "`start` is within five minutes of a full hour, when trunks are busiest"
        guard topOfHour == .shift else {
            let words = "\(busy); \(near.quarters.alternatives) (\(campaign.timezone)) would go easier"
            return faults.warning(words, at: position)
        }
        if let expires = campaign.expires, near.shifted >= expires {
            let words = "\(busy); it stays, because \(near.quarters[0]) (\(campaign.timezone)) is not before `expires`"
            return faults.warning(words, at: position)
        }
        campaign.start = near.shifted
        let words = "start moved from \(near.words) to \(near.shiftedWords) (\(campaign.timezone)), because trunks are "
        faults.warning(words + "busiest at the full hour", at: position)
    }
}

/// An instant within five minutes of a full hour, by the clock of a zone.
struct FullHour {
    private let instant: Timestamp
    private let past: Int64
    private let zone: Zone

    /// The full hour near an instant; `nil` when there is none, or no such zone.
    init?(near instant: Timestamp, in name: String) {
        guard let zone = Zone(name) else { return nil }
        self.zone = zone
        self.instant = instant
        let seconds = zone.wall(at: instant).seconds % 3600
        past = (seconds + 3600) % 3600
        guard past <= 300 || past >= 3300 else { return nil }
    }

    /// A quarter past the full hour: the next quarter that is none.
    var shifted: Timestamp {
        let toHour = past >= 3300 ? 3600 - past : -past
        return Timestamp(seconds: instant.seconds + toHour + 900)
    }

    /// The quarters after it, `10:15`.
    var quarters: [String] {
        let first = zone.wall(at: shifted).seconds
        return [0, 900, 1800].map { String(Timestamp(seconds: first + $0).iso8601.dropFirst(11).prefix(5)) }
    }

    /// The instant by the zone's clock, `2026-11-24 09:58`.
    var words: String { FullHour.words(instant, zone) }

    /// Where it goes, by the zone's clock.
    var shiftedWords: String { FullHour.words(shifted, zone) }

    private static func words(_ instant: Timestamp, _ zone: Zone) -> String {
        let text = zone.wall(at: instant).iso8601
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5))"
    }
}
