import CallspoolCore

/// A campaign file that was taken in, as a campaign of its own or as an addition to one.
struct KeptFile {
    /// The campaign that has its numbers.
    let campaign: String
    /// Whether that is in the queue.
    let isQueued: Bool
    /// What it is known by: its content, its name in the drop zone and its inode there.
    let digest: String, file: String, inode: Int
    /// Where its bytes are kept.
    let path: String

    /// The file that a campaign came from.
    init(_ acceptance: Acceptance, in folder: CampaignFolder, isQueued: Bool) {
        campaign = folder.name
        self.isQueued = isQueued
        (digest, file, inode) = (acceptance.digest, acceptance.file, acceptance.inode)
        path = folder.file
    }

    /// The file that numbers came from which were added to a campaign.
    init(_ addition: Addition, in folder: AdditionFolder, isQueued: Bool) {
        campaign = folder.folder.name
        self.isQueued = isQueued
        (digest, file, inode) = (addition.digest, addition.file, addition.inode)
        path = folder.folder.file
    }
}
