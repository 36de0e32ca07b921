import CallspoolCore

/// The taking in of one dropped file, from its reading to its acceptance or refusal.
struct CampaignTaking {
    let file: DiskEntry
    var builder: CampaignBuilder
    /// Whether the file is refused for nothing but that the campaign is not there which it adds to.
    private(set) var isTargetMissing = false
    /// Where the file itself wants word of it, and what signs that.
    private var notices: (url: String, secrets: [String])?
    private let layout: SpoolLayout
    private let disk: any Disk
    private let tag: String
    private let defaults: CampaignDefaults
    private let now: Timestamp
    /// Where the lists go that the file names.
    private let lists: DroppedLists
    private let notes: TakingNotes

    init(
        _ file: DiskEntry,
        _ layout: SpoolLayout,
        on disk: any Disk,
        tag: String,
        defaults: CampaignDefaults,
        now: Timestamp,
        lists: DroppedLists,
        notes: TakingNotes
    ) throws {
        self.file = file
        self.layout = layout
        self.disk = disk
        self.tag = tag
        self.defaults = defaults
        self.now = now
        self.lists = lists
        self.notes = notes
        builder = try CampaignBuilder(layout, tag: tag, on: disk)
    }

    /// Where the dropped file is.
    var source: String { "\(layout.incoming)/\(file.name)" }

    /// Reads the file and its contact list into the folder that is being built.
    ///
    /// - Parameters:
    ///   - spool: the spool's do-not-call list.
    ///   - progress: told how many numbers were read.
    /// - Returns: what was found.
    /// - Throws: `DiskError`, `UnreadableFile`.
    mutating func read(
        _ spool: SpoolDoNotCall,
        _ progress: @escaping @Sendable (Int) -> Void
    ) async throws -> CampaignReading.Findings {
        let regions = AdditionRegions(layout, on: disk)
        let reading = CampaignReading(
            file: file.name,
            defaults: defaults,
            now: now,
            begins: now,
            progress: progress,
            regionOf: regions.region(of:)
        )
        let sources = builder.sources(in: layout.incoming, file: file.name)
        // The sink's two closures both change the builder, one after the other and never at once.
        var building = builder
        var findings = try await reading.read(
            sources,
            into: .init(
                restart: { try building.restart() },
                take: { try building.take($0) }
            )
        )
        notices = findings.notices
        let target = try target(&findings)
        if !findings.isRefused {
            try building.findDuplicates(addingTo: target) { findings.listed?.listing(of: $0) ?? spool.listing(of: $0) }
        }
        builder = building
        return findings
    }

    /// The campaign that the numbers are to be added to; one that takes none refuses the file.
    private mutating func target(_ findings: inout CampaignReading.Findings) throws -> AdditionTarget? {
        guard let name = findings.addTo, !findings.isRefused else { return nil }
        switch try AdditionTarget.find(name, in: layout, on: disk, now: now) {
        case .open(let target): return target
        case .closed(let words): findings.refuse(file.name, "`add_to`: \(words)", at: findings.addToPosition)
        case .missing(let words):
            isTargetMissing = true
            findings.refuse(file.name, "`add_to`: \(words)", at: findings.addToPosition)
        }
        return nil
    }

    /// Lets numbers appear that are added to a campaign and removes what was dropped.
    ///
    /// - Returns: `nil` when the campaign was closed meanwhile, or the file was withdrawn.
    /// - Throws: `DiskError`, as for a campaign of its own.
    func accept(_ findings: CampaignReading.Findings, addingTo name: String) throws -> AdditionNote? {
        let addition = Addition(
            tag: tag,
            count: findings.total,
            digest: builder.fingerprint,
            file: file.name,
            inode: file.inode
        )
        let added = AdditionNote(addition, at: now)
        try builder.seal(added)
        let place = AdditionFolder.place(of: tag, in: name)
        let hasAppeared = try appear(findings, at: place) { () throws(DiskError) in
            try builder.appear(as: tag, in: layout.campaign(name), layout)
        }
        return hasAppeared ? added : nil
    }

    /// Lets the campaign appear in the queue and removes what was dropped.
    ///
    /// - Parameters:
    ///   - findings: what was read.
    ///   - name: the campaign's.
    ///   - suspendedBy: who suspended it before it was picked up; `nil` when nobody did.
    /// - Returns: `nil` when the file was withdrawn meanwhile.
    /// - Throws: `DiskError`. Before the campaign has appeared nothing has happened; after it, the next pickup finishes it.
    func accept(
        _ findings: CampaignReading.Findings,
        as name: String,
        suspendedBy: String?
    ) throws -> Acceptance? {
        guard var campaign = findings.campaign else {
            throw StoreError(.corrupt, "cannot accept \(file.name): it was refused")
        }
        let secrets = campaign.resultSecrets
        campaign.name = name
        campaign.resultSecrets = []
        let acceptance = Acceptance(
            campaign: campaign,
            tag: tag,
            total: findings.total,
            digest: builder.fingerprint,
            file: file.name,
            inode: file.inode
        )
        try builder.seal(acceptance, secrets: secrets, suspendedBy: suspendedBy, at: now)
        let hasAppeared = try appear(findings, at: name) { () throws(DiskError) in
            try builder.appear(as: name, in: layout)
            return true
        }
        return hasAppeared ? acceptance : nil
    }

    /// Lets what was built appear, unless the file was withdrawn while it was read, and removes what was dropped.
    ///
    /// - Returns: whether it has appeared.
    private func appear(
        _ findings: CampaignReading.Findings,
        at place: String,
        _ rename: () throws(DiskError) -> Bool
    ) throws(DiskError) -> Bool {
        try disk.exclusively(layout.pickupLock) { () throws(DiskError) in
            guard let entry = try disk.entry(source), entry.inode == file.inode else { return false }
            try notes.begin(TakingNote(file: file.name, lists: findings.lists, place: place))
            let hasAppeared: Bool
            do throws(DiskError) {
                hasAppeared = try rename()
            } catch {
                try notes.fail(file.name)
                throw error
            }
            if hasAppeared { try removeSources(findings.lists) }
            try notes.end(file.name, hasAppeared: hasAppeared)
            return hasAppeared
        }
    }

    /// Removes what was dropped, after it was taken; its lists when the pass is over.
    private func removeSources(_ names: [String]) throws(DiskError) {
        try disk.remove(source)
        try lists.taken(names)
        try disk.syncFolder(layout.incoming)
    }

    /// Moves what was dropped to `rejected/`, with the reasons beside it, unless it was withdrawn while it was read.
    ///
    /// - Returns: its name there; `nil` when it was withdrawn.
    /// - Throws: `DiskError`.
    func refuse(_ reasons: [Diagnostic], lists names: [String]) throws(DiskError) -> String? {
        try disk.exclusively(layout.pickupLock) { () throws(DiskError) in
            guard try disk.entry(source) != nil else { return nil }
            try tell(reasons)
            let name = try RejectedFolder(layout, on: disk).take(file.name, reasons: reasons)
            try lists.refused(names)
            return name
        }
    }

    /// Word of the refusal, for the spool's `campaign_url` and for the file's own where it could be read.
    ///
    /// Promised before the reasons are written: a crash in between refuses the file again, under the same id.
    private func tell(_ reasons: [Diagnostic]) throws(DiskError) {
        var targets: [String: [String]] = [:]
        if let url = defaults.campaignURL { targets[url] = defaults.resultSecrets }
        if let (url, secrets) = notices { targets[url] = secrets }
        for (place, target) in targets.sorted(by: { $0.key < $1.key }).enumerated() {
            let notice = Notice(
                refused: file.name.legibleFileName,
                digest: "\(builder.fingerprint.prefix(16))-\(file.inode)-\(place + 1)",
                reasons: reasons.filter { $0.severity == .error },
                at: Timestamp(milliseconds: file.modified),
                to: target.key,
                secrets: target.value
            )
            let waiting = WaitingNotice(notice, dueAt: now)
            // Not while somebody sweeps away what was half written.
            try disk.exclusively(layout.closeLock) { () throws(DiskError) in
                try NoticeFile(layout: layout, disk: disk).put(waiting)
            }
        }
    }
}
