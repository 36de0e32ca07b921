public import CallspoolCore
import Synchronization

/// Pickup: takes campaign files from `incoming/` into `queue/`, whole, or refuses them whole into `rejected/`.
public final class SpoolIntake: Intake {
    private let layout: SpoolLayout
    private let disk: any Disk
    private let settle: Duration
    private let defaults: CampaignDefaults
    private let doNotCall: DoNotCallSettings
    private let makeTag: @Sendable () -> String
    private let progress: (@Sendable (_ file: String, _ numbers: Int) -> Void)?

    /// Makes the pickup of a spool; whoever uses it holds the spool's lock.
    ///
    /// - Parameters:
    ///   - layout: the spool.
    ///   - disk: where it is.
    ///   - settings: the settle time and the campaigns' defaults.
    ///   - makeTag: makes a word at random, never the same twice.
    ///   - progress: told how many numbers of a file were read.
    public init(
        _ layout: SpoolLayout,
        on disk: any Disk,
        settings: Settings,
        makeTag: @escaping @Sendable () -> String,
        progress: (@Sendable (_ file: String, _ numbers: Int) -> Void)? = nil
    ) {
        self.layout = layout
        self.disk = disk
        settle = settings.settle
        defaults = settings.defaults
        doNotCall = settings.doNotCall
        self.makeTag = makeTag
        self.progress = progress
    }

    /// Takes or refuses every settled file, in the order of their names.
    public func step(_ now: Timestamp, wall: Timestamp) async throws -> IntakeReport {
        do {
            var report = IntakeReport()
            let entries = try disk.list(layout.incoming)
            let files = entries.filter { $0.isCampaignFile }.sorted { $0.name < $1.name }
            guard !files.isEmpty else { return report }
            // What is removed from here because it is queued must be so durably.
            try disk.syncFolder(layout.queue)
            var known = try KnownCampaigns(layout, on: disk)
            var doNotCall: SpoolDoNotCall?
            for file in files {
                if let wait = wait(for: file, wall) {
                    report.readyIn = min(report.readyIn ?? wait, wait)
                } else {
                    let spool = doNotCall ?? spoolDoNotCall(wall)
                    doNotCall = spool
                    try await take(file, spool, &known, now, wall, &report)
                }
            }
            return report
        } catch let error as DiskError {
            throw StoreError(error)
        }
    }

    /// How long the file may still be growing; `nil` when it is still.
    ///
    /// A file from the future was not written just now.
    private func wait(for file: DiskEntry, _ wall: Timestamp) -> Duration? {
        let age = wall - Timestamp(milliseconds: file.modified)
        return age >= .zero && age < settle ? settle - age : nil
    }

    /// The spool's do-not-call list as it is now; read for each pickup that takes a file, and not kept: it may be large.
    ///
    /// A list that cannot be known keeps nothing out here; the calls are held when they are to be dialled.
    private func spoolDoNotCall(_ wall: Timestamp) -> SpoolDoNotCall {
        var spool = SpoolDoNotCall(layout, settings: doNotCall, region: defaults.region, settle: settle, on: disk)
        spool.refresh(wall)
        return spool
    }

    private func take(
        _ file: DiskEntry,
        _ spool: SpoolDoNotCall,
        _ known: inout KnownCampaigns,
        _ now: Timestamp,
        _ wall: Timestamp,
        _ report: inout IntakeReport
    ) async throws {
        var taking = try CampaignTaking(file, layout, on: disk, tag: makeTag(), defaults: defaults, now: now)
        defer { taking.builder.close() }
        let progress = progress
        let findings: CampaignReading.Findings
        do {
            findings = try await taking.read(spool) { numbers in progress?(file.name, numbers) }
        } catch let error as UnreadableFile {
            // What cannot be read is refused, if it can be moved; what could not be written is another matter.
            guard try disk.entry(taking.source) != nil else { return }
            try refuse(taking, [], [Diagnostic(.error, file: file.name, at: nil, error.cause.message)], &report)
            return
        }
        if try isGrowing(file, findings.lists, wall) {
            report.readyIn = settle
            return try taking.builder.discard()
        }
        // Before it is judged anew: what was good when it was taken may have expired since.
        if known.hasTaken(taking.builder.fingerprint, file: file.name, inode: file.inode) {
            try taking.builder.discard()
            return try taking.removeSources(findings.lists)
        }
        guard let campaign = findings.campaign, !findings.isRefused else {
            if try known.hasTaken(copy: taking.builder.copy, file: file.name, inode: file.inode) {
                try taking.builder.discard()
                return try taking.removeSources(findings.lists)
            }
            return try refuse(taking, findings.lists, findings.diagnostics, &report)
        }
        let judgement = try known.judge(campaign.name, digest: taking.builder.fingerprint)
        switch judgement {
        case .duplicate(let other):
            let words =
                "is the same file as that of campaign `\(other)`, which is queued; it is not dialled twice: change the file if other calls are meant"
            try refuse(taking, findings.lists, [Diagnostic(.error, file: file.name, at: nil, words)], &report)
        case .nameInUse:
            let words =
                "the name `\(campaign.name)` is in use by a campaign that is queued; give `campaign` another name, or wait until that one is reported"
            try refuse(taking, findings.lists, [Diagnostic(.error, file: file.name, at: nil, words)], &report)
        case .new(let name):
            let acceptance = try taking.accept(findings, as: name)
            known.add(acceptance)
            report.accepted.append(
                .init(
                    campaign: name,
                    file: file.name,
                    total: findings.total,
                    rejected: taking.builder.rejected,
                    warnings: findings.diagnostics
                )
            )
        }
    }

    /// Whether a file changed while it was read, or a list of its is still growing.
    private func isGrowing(_ file: DiskEntry, _ lists: [String], _ wall: Timestamp) throws -> Bool {
        guard let after = try disk.entry("\(layout.incoming)/\(file.name)") else { return true }
        if after.size != file.size || after.modified != file.modified { return true }
        return try lists.contains { name in
            try disk.entry("\(layout.incoming)/\(name)").map { wait(for: $0, wall) != nil } ?? false
        }
    }

    private func refuse(
        _ taking: CampaignTaking,
        _ lists: [String],
        _ reasons: [Diagnostic],
        _ report: inout IntakeReport
    ) throws {
        try taking.builder.discard()
        try taking.refuse(reasons, lists: lists)
        report.refused.append(.init(file: taking.file.name, reasons: reasons.filter { $0.severity == .error }))
    }
}

extension DiskEntry {
    /// Whether the contract's drop zone takes this for a campaign file.
    var isCampaignFile: Bool {
        kind == .file && !name.hasPrefix(".") && (name.hasSuffix(".yaml") || name.hasSuffix(".yml"))
    }
}
