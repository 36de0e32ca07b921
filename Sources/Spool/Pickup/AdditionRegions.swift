import CallspoolCore

/// The regions of queued campaigns, in which numbers that are added to them are read when their file gives none.
struct AdditionRegions {
    private let layout: SpoolLayout
    private let disk: any Disk

    init(_ layout: SpoolLayout, on disk: any Disk) {
        self.layout = layout
        self.disk = disk
    }

    /// The region of a campaign in the queue; `nil` when there is none of that name.
    func region(of name: String) throws -> String? {
        try KnownCampaigns.acceptance(layout.campaign(name), on: disk)?.campaign.region
    }
}
