public import CallspoolCore
import CampaignFiles
import Synchronization

/// Pickup: takes campaign files from `incoming/` into `queue/`, whole, or refuses them whole into `rejected/`.
public final class SpoolIntake: Intake {
    private let layout: SpoolLayout
    private let disk: any Disk
    private let settle: Duration
    private let defaults: CampaignDefaults
    private let doNotCall: DoNotCallSettings
    private let againAfter: Duration
    private let makeTag: @Sendable () -> String
    private let probe: (any URLProbe)?
    private let progress: (@Sendable (_ file: String, _ numbers: Int) -> Void)?

    /// Makes the pickup of a spool; whoever uses it holds the spool's lock.
    ///
    /// - Parameters:
    ///   - layout: the spool.
    ///   - disk: where it is.
    ///   - settings: the settle time and the campaigns' defaults.
    ///   - makeTag: makes a word at random, never the same twice.
    ///   - probe: asks campaigns' URLs; without it none is asked.
    ///   - progress: told how many numbers of a file were read.
    public init(
        _ layout: SpoolLayout,
        on disk: any Disk,
        settings: Settings,
        makeTag: @escaping @Sendable () -> String,
        probe: (any URLProbe)? = nil,
        progress: (@Sendable (_ file: String, _ numbers: Int) -> Void)? = nil
    ) {
        self.layout = layout
        self.disk = disk
        settle = settings.settle
        defaults = settings.defaults
        doNotCall = settings.doNotCall
        againAfter = settings.againAfter
        self.makeTag = makeTag
        self.probe = probe
        self.progress = progress
    }

    /// Takes or refuses every settled file, in the order of their names.
    ///
    /// What fails with one file is told, and holds up no other; only a disk that is full ends the pass.
    public func step(_ now: Timestamp, wall: Timestamp) async throws -> IntakeReport {
        do {
            let lists = DroppedLists(layout, on: disk)
            let notes = TakingNotes(layout, on: disk)
            let repaired = try notes.finish()
            let entries = try disk.list(layout.incoming)
            // One that is accepted and cannot be removed is not a file to be accepted.
            let files = entries.filter { $0.isCampaignFile && !notes.names($0.name) }.sorted { $0.name < $1.name }
            var report: IntakeReport
            do {
                report = try await pass(over: files, lists, notes, now, wall)
            } catch {
                // Of the files that were taken before.
                try lists.settle()
                try notes.settle()
                throw error
            }
            try lists.settle()
            try notes.settle()
            report.removed = repaired.removed
            report.postponed = repaired.failures + report.postponed
            report.untaken = try UntakenFiles(layout, on: disk, settle: settle).sentences(wall)
            return report
        } catch let error as DiskError {
            throw StoreError(error)
        }
    }

    private func pass(
        over files: [DiskEntry],
        _ lists: DroppedLists,
        _ notes: TakingNotes,
        _ now: Timestamp,
        _ wall: Timestamp
    ) async throws -> IntakeReport {
        var report = IntakeReport()
        guard !files.isEmpty else { return report }
        // What is removed from here because it is queued must be so durably.
        try disk.syncFolder(layout.queue)
        var known = try KnownCampaigns(layout, on: disk)
        var doNotCall: SpoolDoNotCall?
        var early: [DiskEntry] = []
        var questions = probe.map { URLQuestions($0) }
        for file in files {
            if let wait = wait(for: file, wall) {
                report.readyIn = min(report.readyIn ?? wait, wait)
            } else {
                let spool = doNotCall ?? spoolDoNotCall(wall)
                doNotCall = spool
                let isTaken = try await tryTaking(
                    file,
                    lists,
                    notes,
                    spool,
                    &known,
                    &questions,
                    now,
                    wall,
                    mayWait: true,
                    &report
                )
                if !isTaken { early.append(file) }
            }
        }
        // What adds to a campaign that was dropped with it; while a file still grows, which may be that: next time.
        guard let spool = doNotCall, report.readyIn == nil else { return report }
        for file in early {
            try await tryTaking(file, lists, notes, spool, &known, &questions, now, wall, mayWait: false, &report)
        }
        return report
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

    /// Takes or refuses a file as `take` does, and tells of it when that fails.
    ///
    /// - Throws: when the disk is full, or what is queued cannot be looked at.
    @discardableResult
    private func tryTaking(
        _ file: DiskEntry,
        _ lists: DroppedLists,
        _ notes: TakingNotes,
        _ spool: SpoolDoNotCall,
        _ known: inout KnownCampaigns,
        _ questions: inout URLQuestions?,
        _ now: Timestamp,
        _ wall: Timestamp,
        mayWait: Bool,
        _ report: inout IntakeReport
    ) async throws -> Bool {
        do {
            return try await take(file, lists, notes, spool, &known, &questions, now, wall, mayWait: mayWait, &report)
        } catch let error as DiskError where error.isFull {
            throw error
        } catch {
            let why = (error as? StoreError)?.message ?? "\(error)"
            report.postponed.append("\(file.name.legibleFileName): \(why)")
            // It may have appeared in the queue before it failed.
            known = try KnownCampaigns(layout, on: disk)
            return true
        }
    }

    /// Takes or refuses a file; one that adds to a campaign which is not there is left for a second look, if it `mayWait`.
    ///
    /// - Returns: false when it was left for that.
    /// - Throws: `DiskError`.
    private func take(
        _ file: DiskEntry,
        _ lists: DroppedLists,
        _ notes: TakingNotes,
        _ spool: SpoolDoNotCall,
        _ known: inout KnownCampaigns,
        _ questions: inout URLQuestions?,
        _ now: Timestamp,
        _ wall: Timestamp,
        mayWait: Bool,
        _ report: inout IntakeReport
    ) async throws -> Bool {
        var taking = try CampaignTaking(
            file,
            layout,
            on: disk,
            tag: makeTag(),
            defaults: defaults,
            now: now,
            lists: lists,
            notes: notes
        )
        defer { taking.builder.close() }
        guard file.name.isFileNameText else {
            let words = "its name is not UTF-8; give it another name, and drop it again"
            try refuse(taking, [], [Diagnostic(.error, file: file.name.legibleFileName, at: nil, words)], &report)
            return true
        }
        let progress = progress
        let findings: CampaignReading.Findings
        do {
            findings = try await taking.read(spool) { numbers in progress?(file.name, numbers) }
        } catch let error as UnreadableFile {
            // What could not be read is not judged: it stays, and is tried again. What is gone is nobody's.
            try taking.builder.discard()
            let isThere = try disk.entry(taking.source) != nil
            if isThere { report.postponed.append("\(file.name): \(error.cause.message)") }
            return true
        }
        if try isGrowing(file, findings.lists, wall) {
            report.readyIn = settle
            try taking.builder.discard()
            return true
        }
        if mayWait, taking.isTargetMissing {
            try taking.builder.discard()
            return false
        }
        try await judge(taking, findings, &known, &questions, now, wall, &report)
        return true
    }

    private func judge(
        _ taking: CampaignTaking,
        _ findings: CampaignReading.Findings,
        _ known: inout KnownCampaigns,
        _ questions: inout URLQuestions?,
        _ now: Timestamp,
        _ wall: Timestamp,
        _ report: inout IntakeReport
    ) async throws {
        if findings.isRefused { return try refuse(taking, findings.lists, findings.diagnostics, &report) }
        var findings = findings
        let judge = FileJudge(againAfter: againAfter, now: now, known: known, disk: disk)
        try judge.judge(&findings, digest: taking.builder.fingerprint, file: taking.file.name)
        if findings.isRefused {
            return try refuse(taking, findings.lists, findings.diagnostics.filter { $0.severity == .error }, &report)
        }
        if let target = findings.addTo { return try add(taking, to: target, findings, &known, &report) }
        if let name = findings.name {
            try await accept(taking, findings, as: name, &known, &questions, now, wall, &report)
        }
    }

    /// Takes a file in as a new campaign, unless its URLs must answer and do not.
    private func accept(
        _ taking: CampaignTaking,
        _ findings: CampaignReading.Findings,
        as name: String,
        _ known: inout KnownCampaigns,
        _ questions: inout URLQuestions?,
        _ now: Timestamp,
        _ wall: Timestamp,
        _ report: inout IntakeReport
    ) async throws {
        var row = accepted(name, taking, findings)
        if questions != nil {
            row.unanswered = await questions?.ask(of: findings, file: taking.file.name) ?? []
            if row.unanswered.contains(where: { $0.severity == .error }) {
                return try refuse(taking, findings.lists, findings.diagnostics + row.unanswered, &report)
            }
            // Asking takes seconds, in which a file can be exchanged, and this process told to leave.
            if try Task.isCancelled || isGrowing(taking.file, findings.lists, wall) {
                report.readyIn = settle
                return try taking.builder.discard()
            }
        }
        let waiting = WaitingFiles(layout, on: disk, defaults: defaults)
        let campaign = findings.campaign?.name ?? name
        let suspendedBy = try waiting.suspension(of: taking.file.name, campaign: campaign)
        guard let acceptance = try taking.accept(findings, as: name, suspendedBy: suspendedBy) else {
            return try taking.builder.discard()
        }
        // It is in the journal, and must not be carried out once more after somebody has resumed the campaign.
        if suspendedBy != nil {
            for word in [taking.file.name, campaign] { try waiting.forgetSuspension(of: word) }
        }
        known.add(acceptance, at: now)
        report.accepted.append(row)
    }

    private func add(
        _ taking: CampaignTaking,
        to name: String,
        _ findings: CampaignReading.Findings,
        _ known: inout KnownCampaigns,
        _ report: inout IntakeReport
    ) throws {
        guard let addition = try taking.accept(findings, addingTo: name) else {
            if try disk.entry(taking.source)?.inode != taking.file.inode { return try taking.builder.discard() }
            let words = "campaign `\(name)` was closed at this moment, and takes no more numbers; remove `add_to`"
            return try refuse(taking, findings, words, &report)
        }
        known.add(addition, to: name)
        var row = accepted(name, taking, findings)
        row.isAddition = true
        report.accepted.append(row)
    }

    private func accepted(
        _ name: String,
        _ taking: CampaignTaking,
        _ findings: CampaignReading.Findings
    ) -> IntakeReport.Accepted {
        IntakeReport.Accepted(
            campaign: name,
            file: taking.file.name,
            total: findings.total,
            rejected: taking.builder.rejected,
            warnings: findings.diagnostics
        )
    }

    /// Whether a file changed while it was read, or a list of its is still growing.
    private func isGrowing(_ file: DiskEntry, _ lists: [String], _ wall: Timestamp) throws -> Bool {
        guard let after = try disk.entry("\(layout.incoming)/\(file.name)") else { return true }
        if after.size != file.size || after.modified != file.modified { return true }
        return try lists.contains { name in
            try disk.entry(disk.path(of: name, in: layout.incoming)).map { wait(for: $0, wall) != nil } ?? false
        }
    }

    private func refuse(
        _ taking: CampaignTaking,
        _ findings: CampaignReading.Findings,
        _ words: String,
        _ report: inout IntakeReport
    ) throws {
        let reason = Diagnostic(.error, file: taking.file.name, at: nil, words)
        try refuse(taking, findings.lists, [reason], &report)
    }

    private func refuse(
        _ taking: CampaignTaking,
        _ lists: [String],
        _ reasons: [Diagnostic],
        _ report: inout IntakeReport
    ) throws {
        try taking.builder.discard()
        guard let name = try taking.refuse(reasons, lists: lists) else { return }
        let errors = reasons.filter { $0.severity == .error }
        report.refused.append(.init(file: taking.file.name.legibleFileName, keptAs: name, reasons: errors))
    }
}

extension DiskEntry {
    /// Whether the contract's drop zone takes this for a campaign file.
    var isCampaignFile: Bool {
        kind == .file && !name.hasPrefix(".") && name.isCampaignFileName
    }
}
