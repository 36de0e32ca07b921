public import CallspoolCore

/// A campaign in the queue, as its journal says.
public struct QueuedCampaign: Sendable {
    /// Where it is.
    public let place: CampaignPlace
    /// What was accepted.
    public let acceptance: Acceptance
    /// How it stands.
    public let queue: CampaignQueue
    /// Its calling hours and the spool's.
    public let windows: CallingWindows
    /// Why none of its calls may go out: its do-not-call list, or the spool's, cannot be relied upon.
    public let heldBy: String?

    /// Its name.
    public var name: String { place.folder.name }
}

extension QueuedCampaign {
    /// The campaign as the forecast takes it, with what has to be known of each number.
    func forecast(_ needs: CalleeNeeds, on disk: any Disk) throws -> ForecastCampaign {
        var queue = queue
        if let heldBy, queue.hold == nil { queue.apply(.suspended(by: heldBy), at: Timestamp(seconds: 0), position: 0) }
        var campaign = ForecastCampaign(queue, windows: windows)
        var needs = needs
        needs.hasZones = !windows.isAlwaysOpen && !windows.isTheSameForAll
        guard needs.hasAny, queue.counts.pending > 0 else { return campaign }
        var sheet = CalleeSheet(needs, campaign: queue.campaign)
        let file = try disk.openReading(place.folder.jobs)
        defer { file.close() }
        var reader = LineReader(file)
        var index = 0
        while try reader.next({ line, _ in try sheet.add(jobLine: line, path: place.folder.jobs) }) != nil {
            index += 1
            if index == queue.total { break }
        }
        sheet.fill(&campaign)
        return campaign
    }
}
