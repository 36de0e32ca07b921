import CallspoolCore

/// A campaign file that was accepted, as a campaign of its own or as an addition to one.
struct KeptFile {
    /// The campaign that has its numbers.
    let campaign: String
    /// Whether that is in the queue.
    let isQueued: Bool
    /// Its content.
    let digest: String
    /// When it was accepted.
    let acceptedAt: Timestamp
    /// Where its bytes are kept.
    let folder: CampaignFolder

    /// The file that a campaign came from.
    init(_ acceptance: Acceptance, at: Timestamp, in folder: CampaignFolder, isQueued: Bool) {
        campaign = folder.name
        self.isQueued = isQueued
        digest = acceptance.digest
        acceptedAt = at
        self.folder = folder
    }

    /// The file that numbers came from which were added to a campaign.
    init(_ note: AdditionNote, in folder: AdditionFolder, isQueued: Bool) {
        campaign = folder.folder.name
        self.isQueued = isQueued
        digest = note.addition.digest
        acceptedAt = note.at
        self.folder = folder.folder
    }
}
