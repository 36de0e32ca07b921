import CallspoolCore

/// The campaigns that the spool has: by which a new file's name and content are judged.
struct KnownCampaigns {
    /// What became of a file.
    enum Judgement: Equatable {
        /// It is new; the campaign gets this name.
        case new(name: String)
        /// The same content is queued.
        case duplicate(of: String)
        /// The name is in use by a queued campaign.
        case nameInUse
    }

    /// How long a campaign's name may be, also with a number behind it.
    private static let longestName = 64

    /// The files as they were taken, each in its campaign's folder.
    private var kept: [KeptFile] = []
    private let layout: SpoolLayout
    private let disk: any Disk

    /// Looks at the first line of each campaign's journal, and at what was added to it.
    init(_ layout: SpoolLayout, on disk: any Disk) throws {
        self.layout = layout
        self.disk = disk
        for (parent, isQueued) in [(layout.queue, true), (layout.done, false)] {
            for entry in try disk.list(parent) where entry.kind == .folder && !entry.name.hasPrefix(".") {
                let folder = CampaignFolder(path: "\(parent)/\(entry.name)", name: entry.name)
                do {
                    try keep(folder, isQueued: isQueued)
                } catch let error as DiskError where error.isOfOneFile {
                    continue  // As one that is damaged: it is told when it is opened, and holds up no file.
                }
            }
        }
    }

    private mutating func keep(_ folder: CampaignFolder, isQueued: Bool) throws {
        guard let acceptance = try KnownCampaigns.acceptance(folder, on: disk) else { return }
        kept.append(KeptFile(acceptance, in: folder, isQueued: isQueued))
        for one in try AdditionFolder.all(in: folder, on: disk) {
            guard let note = try one.note(on: disk) else { continue }
            kept.append(KeptFile(note.addition, in: one, isQueued: isQueued))
        }
    }

    /// The first line of a journal; `nil` when it is damaged, which is told when the campaign is opened.
    static func acceptance(_ campaign: CampaignFolder, on disk: some Disk) throws -> Acceptance? {
        let file: any OpenFile
        do throws(DiskError) {
            file = try disk.openReading(campaign.journal)
        } catch {
            if error.isMissing { return nil }
            throw error
        }
        defer { file.close() }
        var reader = LineReader(file, blockSize: 1 << 14)
        do {
            let entry = try reader.next { bytes, _ in try JournalLine(bytes).entry() }
            guard case .accepted(let acceptance) = entry?.event else { return nil }
            return acceptance
        } catch is JSONLineError {
            return nil
        }
    }

    /// Whether a file was taken in before: it is what a crash left behind.
    func hasTaken(_ digest: String, file: String, inode: Int) -> Bool {
        kept.contains { $0.digest == digest && $0.file == file && $0.inode == inode }
    }

    /// Whether a file that would be refused now was taken in before, while it was good.
    ///
    /// The lists of such a file were not read, so the digest, which covers them, says nothing: its own bytes are compared.
    func hasTaken(copy path: String, file: String, inode: Int) throws(DiskError) -> Bool {
        for one in kept where one.file == file && one.inode == inode {
            if try disk.isSame(path, one.path) { return true }
        }
        return false
    }

    /// Judges a file that was not taken before.
    func judge(_ name: String, digest: String) throws -> Judgement {
        if let same = duplicate(digest) { return .duplicate(of: same) }
        if kept.contains(where: { $0.isQueued && $0.campaign == name }) { return .nameInUse }
        return .new(name: try freeName(name))
    }

    /// The queued campaign that has the same content already, as its own or as an addition's.
    func duplicate(_ digest: String) -> String? {
        kept.first { $0.isQueued && $0.digest == digest }?.campaign
    }

    /// A name that no campaign in the queue, in `done/` or in the results has: results are kept for ever, and those of
    /// two campaigns must not be mixed.
    private func freeName(_ name: String) throws -> String {
        var candidate = name
        var number = 1
        while try isTaken(candidate) {
            number += 1
            let ending = ".\(number)"
            candidate = name.prefix(KnownCampaigns.longestName - ending.count) + ending
        }
        return candidate
    }

    private func isTaken(_ name: String) throws -> Bool {
        for path in [
            layout.campaign(name).path, layout.doneCampaign(name).path, layout.calls(name), layout.status(name),
        ] where try disk.entry(path) != nil {
            return true
        }
        return false
    }

    /// Takes in a campaign that was just accepted.
    mutating func add(_ acceptance: Acceptance) {
        kept.append(KeptFile(acceptance, in: layout.campaign(acceptance.campaign.name), isQueued: true))
    }

    /// Takes in numbers that were just added to a queued campaign.
    mutating func add(_ addition: Addition, to campaign: String) {
        let folder = AdditionFolder(addition.tag, in: layout.campaign(campaign))
        kept.append(KeptFile(addition, in: folder, isQueued: true))
    }
}
