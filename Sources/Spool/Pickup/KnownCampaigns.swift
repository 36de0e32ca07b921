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

    private var queued: [Acceptance] = []
    private var done: [Acceptance] = []
    /// The campaign files as they were taken, each in its campaign's folder.
    private var kept: [(acceptance: Acceptance, path: String)] = []
    private let layout: SpoolLayout
    private let disk: any Disk

    /// Looks at the first line of each campaign's journal.
    init(_ layout: SpoolLayout, on disk: any Disk) throws {
        self.layout = layout
        self.disk = disk
        queued = try KnownCampaigns.acceptances(in: layout.queue, on: disk)
        done = try KnownCampaigns.acceptances(in: layout.done, on: disk)
        kept = queued.map { ($0, layout.campaign($0.campaign.name).file) }
        kept += done.map { ($0, layout.doneCampaign($0.campaign.name).file) }
    }

    private static func acceptances(in folder: String, on disk: any Disk) throws -> [Acceptance] {
        try disk.list(folder).filter { $0.kind == .folder && !$0.name.hasPrefix(".") }
            .compactMap { entry in
                let campaign = CampaignFolder(path: "\(folder)/\(entry.name)", name: entry.name)
                guard let acceptance = try acceptance(campaign, on: disk) else { return nil }
                return acceptance
            }
    }

    /// The first line of a journal; `nil` when it is damaged, which is told when the campaign is opened.
    private static func acceptance(_ campaign: CampaignFolder, on disk: any Disk) throws -> Acceptance? {
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
        (queued + done).contains { $0.digest == digest && $0.file == file && $0.inode == inode }
    }

    /// Whether a file that would be refused now was taken in before, while it was good.
    ///
    /// The lists of such a file were not read, so the digest, which covers them, says nothing: its own bytes are compared.
    func hasTaken(copy path: String, file: String, inode: Int) throws(DiskError) -> Bool {
        for one in kept where one.acceptance.file == file && one.acceptance.inode == inode {
            if try disk.isSame(path, one.path) { return true }
        }
        return false
    }

    /// Judges a file that was not taken before.
    func judge(_ name: String, digest: String) throws -> Judgement {
        if let same = queued.first(where: { $0.digest == digest }) { return .duplicate(of: same.campaign.name) }
        if queued.contains(where: { $0.campaign.name == name }) { return .nameInUse }
        return .new(name: try freeName(name))
    }

    /// A name that no campaign in the queue, in `done/` or in the results has: results are kept for ever, and those of
    /// two campaigns must not be mixed.
    private func freeName(_ name: String) throws -> String {
        var candidate = name
        var number = 1
        while try isTaken(candidate) {
            number += 1
            candidate = "\(name).\(number)"
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
        queued.append(acceptance)
    }
}
