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

    init(
        _ file: DiskEntry,
        _ layout: SpoolLayout,
        on disk: any Disk,
        tag: String,
        defaults: CampaignDefaults,
        now: Timestamp,
        lists: DroppedLists
    ) throws {
        self.file = file
        self.layout = layout
        self.disk = disk
        self.tag = tag
        self.defaults = defaults
        self.now = now
        self.lists = lists
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
    /// - Returns: `nil` when the campaign was closed meanwhile.
    /// - Throws: `DiskError`, as for a campaign of its own.
    func accept(_ findings: CampaignReading.Findings, addingTo name: String) throws -> Addition? {
        let addition = Addition(
            tag: tag,
            count: findings.total,
            digest: builder.fingerprint,
            file: file.name,
            inode: file.inode
        )
        try builder.seal(AdditionNote(addition, at: now))
        guard try builder.appear(as: tag, in: layout.campaign(name), layout) else { return nil }
        try removeSources(findings.lists)
        return addition
    }

    /// Lets the campaign appear in the queue and removes what was dropped.
    ///
    /// - Throws: `DiskError`. Before the campaign has appeared nothing has happened; after it, the leftover in
    ///   `incoming/` is recognised next time.
    func accept(_ findings: CampaignReading.Findings, as name: String) throws -> Acceptance {
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
        try builder.seal(acceptance, secrets: secrets, at: now)
        try builder.appear(as: name, in: layout)
        try removeSources(findings.lists)
        return acceptance
    }

    /// Removes what was dropped, after it was taken; its lists when the pass is over.
    func removeSources(_ names: [String]) throws {
        try disk.remove(source)
        try lists.taken(names)
        try disk.syncFolder(layout.incoming)
    }

    /// Moves what was dropped to `rejected/`, with the reasons beside it.
    ///
    /// The reasons come first: a crash in between leaves the file where it is read again.
    ///
    /// - Returns: its name there.
    /// - Throws: `DiskError`.
    func refuse(_ reasons: [Diagnostic], lists names: [String]) throws(DiskError) -> String {
        try tell(reasons)
        let name = try layout.freeNameOfRejected(file.name.legibleFileName, on: disk)
        let text = reasons.map { $0.description + "\n" }.joined()
        try disk.replace("\(layout.rejected)/\(name).why", with: Array(text.utf8))
        try disk.rename(source, to: "\(layout.rejected)/\(name)")
        try lists.refused(names)
        try disk.syncFolder(layout.rejected)
        try disk.syncFolder(layout.incoming)
        return name
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
