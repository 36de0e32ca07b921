internal import CallspoolCore

/// What is said of when a campaign begins, and where its start goes when that is too near a full hour.
struct StartTime {
    /// What times are relative to.
    var now: Timestamp
    /// When the first call goes out of a campaign that nothing holds; `nil` where that is not known.
    var begins: Timestamp?
    /// What becomes of a start near a full hour.
    var topOfHour: TopOfHour
    /// Where findings go.
    var faults: Faults

    /// What makes a campaign begin near a full hour.
    private struct Cause {
        /// The beginning of the sentence.
        var words: String
        var near: FullHour
        var position: Diagnostic.Position?
    }

    /// Tells of a start as the file writes it, or of what makes the calls begin instead, and moves it when the spool says
    /// so.
    func judge(_ campaign: inout Campaign, _ text: Located<String>?, hoursAt: Diagnostic.Position? = nil) {
        if let cause = ownStart(campaign, text) { return judge(&campaign, cause) }
        if let cause = pickup(campaign, text) ?? opening(campaign, hoursAt) { judge(&campaign, cause) }
    }

    /// The start that the file gives, when it is near a full hour.
    private func ownStart(_ campaign: Campaign, _ text: Located<String>?) -> Cause? {
        guard let start = campaign.start, let text, text.content.lowercased() != "now" else { return nil }
        // One that passed a moment ago, dropped before the hour and accepted at it, must not begin at the full hour either.
        if let near = near(start, campaign), start > now || topOfHour == .shift && near.shifted > now {
            return Cause(words: "`start` is", near: near, position: text.position)
        }
        if start < now {
            let words = "`start` (\(start.minute)) is in the past; calls begin at once"
            faults.warning(words, at: text.position)
        }
        return nil
    }

    /// The pickup, when nothing makes the calls begin later.
    private func pickup(_ campaign: Campaign, _ text: Located<String>?) -> Cause? {
        guard let begins, campaign.start ?? begins <= begins, hoursOpen(campaign, begins) == nil,
            let near = near(begins, campaign)
        else { return nil }
        let words = "calls begin when the file is picked up, at \(near.words) (\(campaign.timezone)), which is"
        return Cause(words: words, near: near, position: text?.position)
    }

    /// The opening of the calling hours, when that is what the first call waits for.
    private func opening(_ campaign: Campaign, _ position: Diagnostic.Position?) -> Cause? {
        guard let begins, let opens = hoursOpen(campaign, max(campaign.start ?? begins, begins)),
            let near = near(opens, campaign)
        else { return nil }
        let words = "calls begin when the `calling_hours` open, at \(near.words) (\(campaign.timezone)), which is"
        return Cause(words: words, near: near, position: position)
    }

    private func near(_ instant: Timestamp, _ campaign: Campaign) -> FullHour? {
        topOfHour == .allow ? nil : FullHour(near: instant, in: campaign.timezone)
    }

    /// When the calling hours open, if they are shut at an instant; those of callees by the campaign's zone, since theirs
    /// are not known here.
    private func hoursOpen(_ campaign: Campaign, _ instant: Timestamp) -> Timestamp? {
        var windows = CallingWindows([campaign.callingHours].compactMap { $0 })
        let zones = CalleeZones(zones: [campaign.timezone], origin: .campaign)
        guard case .closed(let window) = windows.state(of: zones, instant) else { return nil }
        return window.opens
    }

    private func judge(_ campaign: inout Campaign, _ cause: Cause) {
        let near = cause.near
        let busy = "\(cause.words) within five minutes of a full hour, when trunks are busiest"
        guard topOfHour == .shift else {
            let advice = "\(near.quarters.alternatives) (\(campaign.timezone)) would go easier"
            return faults.warning("\(busy); \(advice)", at: cause.position)
        }
        if let expires = campaign.expires, near.shifted >= expires {
            let words = "\(busy); it stays, because \(near.quarters[0]) (\(campaign.timezone)) is not before `expires`"
            return faults.warning(words, at: cause.position)
        }
        campaign.start = near.shifted
        let words = "start moved from \(near.words) to \(near.shiftedWords) (\(campaign.timezone)), because trunks are "
        faults.warning(words + "busiest at the full hour", at: cause.position)
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
