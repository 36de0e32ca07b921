import CallspoolCore

/// The campaigns that the spool has: by which a new file's name and content are judged.
struct KnownCampaigns {
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
        guard let (acceptance, at) = try KnownCampaigns.firstLine(folder, on: disk) else { return }
        kept.append(KeptFile(acceptance, at: at, in: folder, isQueued: isQueued))
        for one in try AdditionFolder.all(in: folder, on: disk) {
            guard let note = try one.note(on: disk) else { continue }
            kept.append(KeptFile(note, in: one, isQueued: isQueued))
        }
    }

    /// What was accepted; `nil` when the journal is damaged, which is told when the campaign is opened.
    static func acceptance(_ campaign: CampaignFolder, on disk: some Disk) throws -> Acceptance? {
        try firstLine(campaign, on: disk)?.acceptance
    }

    /// The first line of a journal; `nil` when it is damaged.
    static func firstLine(
        _ campaign: CampaignFolder,
        on disk: some Disk
    ) throws -> (acceptance: Acceptance, at: Timestamp)? {
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
            guard let entry, case .accepted(let acceptance) = entry.event else { return nil }
            return (acceptance, entry.at)
        } catch is JSONLineError {
            return nil
        }
    }

    /// Whether a campaign in the queue has a name.
    func isQueued(_ name: String) -> Bool {
        kept.contains { $0.isQueued && $0.campaign == name }
    }

    /// The latest file with the same content; one that is queued before all that are done.
    ///
    /// By the machine's clock, where there are several: under a fast clock the instants of two programs cannot be compared.
    func latest(_ digest: String) throws(DiskError) -> KeptFile? {
        let same = kept.filter { $0.digest == digest }
        let candidates = same.contains(where: \.isQueued) ? same.filter(\.isQueued) : same
        var (latest, at) = (candidates.first, Int64.min)
        guard candidates.count > 1 else { return latest }
        for file in candidates {
            let modified = try disk.entry(file.folder.file)?.modified ?? 0
            let isLater = modified == at ? file.acceptedAt > (latest?.acceptedAt ?? file.acceptedAt) : modified > at
            if isLater { (latest, at) = (file, modified) }
        }
        return latest
    }

    /// A name that no campaign in the queue, in `done/` or in the results has: results are kept for ever, and those of
    /// two campaigns must not be mixed.
    func freeName(_ name: String) throws -> String {
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
    mutating func add(_ acceptance: Acceptance, at: Timestamp) {
        let folder = layout.campaign(acceptance.campaign.name)
        kept.append(KeptFile(acceptance, at: at, in: folder, isQueued: true))
    }

    /// Takes in numbers that were just added to a queued campaign.
    mutating func add(_ note: AdditionNote, to campaign: String) {
        let folder = AdditionFolder(note.addition.tag, in: layout.campaign(campaign))
        kept.append(KeptFile(note, in: folder, isQueued: true))
    }
}
