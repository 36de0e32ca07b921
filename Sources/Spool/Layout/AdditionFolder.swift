import CallspoolCore

/// A folder of numbers that are added to a campaign, `queue/CAMPAIGN/added-TAG/`, beside the campaign's own files.
///
/// It appears by one rename and stays: it keeps the file as it was dropped. Until the journal tells of it and of each
/// number in it that cannot be dialled, its jobs are there; then they are removed. So nothing need be renamed, and nobody
/// who lists a campaign's folder can miss one.
struct AdditionFolder {
    private static let prefix = "added-"

    /// Its files.
    let folder: CampaignFolder

    /// The folder of an addition to a campaign.
    init(_ tag: String, in campaign: CampaignFolder) {
        folder = CampaignFolder(path: "\(campaign.path)/\(AdditionFolder.prefix)\(tag)", name: campaign.name)
    }

    /// Where the folder of an addition is, in the queue.
    static func place(of tag: String, in campaign: String) -> String { "\(campaign)/\(prefix)\(tag)" }

    private init(entry: DiskEntry, in campaign: CampaignFolder) {
        folder = CampaignFolder(path: "\(campaign.path)/\(entry.name)", name: campaign.name)
    }

    /// The additions of a campaign, taken and not taken yet, in the order in which they came.
    ///
    /// - Throws: `DiskError`.
    static func all(in campaign: CampaignFolder, on disk: some Disk) throws(DiskError) -> [AdditionFolder] {
        var found: [(AdditionNote, AdditionFolder)] = []
        for entry in try disk.list(campaign.path) where entry.kind == .folder && entry.name.hasPrefix(prefix) {
            let one = AdditionFolder(entry: entry, in: campaign)
            // What is none of ours is skipped.
            if let note = try one.note(on: disk) { found.append((note, one)) }
        }
        return found.sorted { $0.0.order < $1.0.order }.map(\.1)
    }

    /// Those that the journal does not tell yet, or not in full.
    ///
    /// - Throws: `DiskError`.
    static func pending(in campaign: CampaignFolder, on disk: some Disk) throws(DiskError) -> [AdditionFolder] {
        var pending: [AdditionFolder] = []
        for one in try all(in: campaign, on: disk) where try disk.entry(one.folder.jobs) != nil { pending.append(one) }
        return pending
    }

    /// What pickup noted of it; `nil` when it noted nothing.
    func note(on disk: some Disk) throws(DiskError) -> AdditionNote? {
        guard let bytes = try disk.contents(folder.addition) else { return nil }
        return AdditionNote(bytes)
    }

    /// The journal tells it in full, durably: what is said twice now is removed, its jobs last, or it would be lost
    /// which numbers cannot be dialled.
    func settle(on disk: some Disk) throws(DiskError) {
        try disk.remove(folder.rejections)
        try disk.remove(folder.jobs)
    }
}

/// What pickup notes of numbers that are to be added, `added-TAG/addition.json`.
struct AdditionNote {
    /// What the journal will tell.
    var addition: Addition
    /// When it was accepted.
    var at: Timestamp

    /// By when they came, and those of one pickup by their files' names, which is how it goes.
    fileprivate var order: (Int64, String) { (at.milliseconds, addition.file) }

    /// Makes a note.
    init(_ addition: Addition, at: Timestamp) {
        self.addition = addition
        self.at = at
    }

    /// Reads its file's bytes; `nil` when they are none.
    init?(_ bytes: [UInt8]) {
        let read = bytes.withUnsafeBytes { bytes -> (Addition, Timestamp)? in
            do throws(JSONLineError) {
                var at: Timestamp?
                var fields = JSONFields(bytes)
                while let field = try fields.next() {
                    if field.isNamed("at") { at = field.value.timestamp }
                }
                return try at.map { at throws(JSONLineError) in (try Addition(bytes), at) }
            } catch {
                return nil
            }
        }
        guard let read else { return nil }
        (addition, at) = read
    }

    /// Its file's bytes.
    var line: [UInt8] {
        var writer = JSONLineWriter()
        writer.line { line in
            line.field("at", at)
            line.addition(addition)
        }
        return writer.bytes
    }
}
