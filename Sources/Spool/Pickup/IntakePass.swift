import CallspoolCore
import CampaignFiles

/// One pass of pickup over `incoming/`: what it knows of the spool, and what has become of the files so far.
struct IntakePass {
    private let rules: IntakeRules
    private let lists: DroppedLists
    private let notes: TakingNotes
    private let now: Timestamp
    private let wall: Timestamp
    private var known: KnownCampaigns
    private var questions: URLQuestions?
    private var spool: SpoolDoNotCall?
    /// What has become of the files.
    private(set) var report = IntakeReport()

    /// Begins a pass.
    ///
    /// - Parameters:
    ///   - rules: what pickup goes by.
    ///   - lists: the lists that campaign files name.
    ///   - notes: what is just being taken in.
    ///   - questions: asks campaigns' URLs; `nil` where none is asked.
    ///   - now: the program's clock.
    ///   - wall: the machine's.
    /// - Throws: `DiskError`, when what is queued cannot be looked at.
    init(
        _ rules: IntakeRules,
        _ lists: DroppedLists,
        _ notes: TakingNotes,
        _ questions: URLQuestions?,
        _ now: Timestamp,
        wall: Timestamp
    ) throws {
        (self.rules, self.lists, self.notes, self.questions) = (rules, lists, notes, questions)
        (self.now, self.wall) = (now, wall)
        // What is removed from here because it is queued must be so durably.
        try rules.disk.syncFolder(rules.layout.queue)
        known = try KnownCampaigns(rules.layout, on: rules.disk)
    }

    /// Takes or refuses files.
    ///
    /// - Throws: when the disk is full, or what is queued cannot be looked at.
    mutating func run(over files: [DiskEntry]) async throws {
        var early: [DiskEntry] = []
        for file in files {
            if let wait = wait(for: file) {
                report.readyIn = min(report.readyIn ?? wait, wait)
            } else if try await !tryTaking(file, mayWait: true) {
                early.append(file)
            }
        }
        // What adds to a campaign that was dropped with it; while a file still grows, which may be that: next time.
        guard report.readyIn == nil else { return }
        for file in early { try await tryTaking(file, mayWait: false) }
    }

    /// How long the file may still be growing; `nil` when it is still.
    ///
    /// A file from the future was not written just now.
    private func wait(for file: DiskEntry) -> Duration? {
        let age = wall - Timestamp(milliseconds: file.modified)
        return age >= .zero && age < rules.settle ? rules.settle - age : nil
    }

    /// The spool's do-not-call list as it is now; read for each pass that takes a file, and not kept: it may be large.
    ///
    /// A list that cannot be known keeps nothing out here; the calls are held when they are to be dialled.
    private mutating func spoolDoNotCall() -> SpoolDoNotCall {
        if let spool { return spool }
        var list = SpoolDoNotCall(rules.layout, rules.settings, on: rules.disk)
        list.refresh(wall)
        spool = list
        return list
    }

    /// Takes or refuses a file as `take` does, and tells of it when that fails.
    ///
    /// - Throws: when the disk is full, or what is queued cannot be looked at.
    @discardableResult
    private mutating func tryTaking(
        _ file: DiskEntry,
        mayWait: Bool
    ) async throws -> Bool {
        do {
            return try await take(file, mayWait: mayWait)
        } catch let error as DiskError where error.isFull {
            throw error
        } catch {
            let why = (error as? StoreError)?.message ?? "\(error)"
            report.postponed.append("\(file.name.legibleFileName): \(why)")
            // It may have appeared in the queue before it failed.
            known = try KnownCampaigns(rules.layout, on: rules.disk)
            return true
        }
    }

    /// Takes or refuses a file; one that adds to a campaign which is not there is left for a second look, if it `mayWait`.
    ///
    /// - Returns: false when it was left for that.
    /// - Throws: `DiskError`.
    private mutating func take(
        _ file: DiskEntry,
        mayWait: Bool
    ) async throws -> Bool {
        var taking = try CampaignTaking(
            file,
            rules.layout,
            on: rules.disk,
            tag: rules.makeTag(),
            defaults: rules.settings.defaults,
            now: now,
            lists: lists,
            notes: notes
        )
        defer { taking.builder.close() }
        guard file.name.isFileNameText else {
            let words = "its name is not UTF-8; give it another name, and drop it again"
            try refuse(taking, [], [Diagnostic(.error, file: file.name.legibleFileName, at: nil, words)])
            return true
        }
        let progress = rules.progress
        let findings: CampaignReading.Findings
        do {
            findings = try await taking.read(spoolDoNotCall()) { numbers in progress?(file.name, numbers) }
        } catch let error as UnreadableFile {
            // What could not be read is not judged: it stays, and is tried again. What is gone is nobody's.
            try taking.builder.discard()
            let isThere = try rules.disk.entry(taking.source) != nil
            if isThere { report.postponed.append("\(file.name): \(error.cause.message)") }
            return true
        }
        if try isGrowing(file, findings.lists) {
            report.readyIn = rules.settle
            try taking.builder.discard()
            return true
        }
        if mayWait, taking.isTargetMissing {
            try taking.builder.discard()
            return false
        }
        try await judge(taking, findings)
        return true
    }

    private mutating func judge(
        _ taking: CampaignTaking,
        _ findings: CampaignReading.Findings
    ) async throws {
        if findings.isRefused { return try refuse(taking, findings.lists, findings.diagnostics) }
        var findings = findings
        let judge = FileJudge(againAfter: rules.settings.againAfter, now: now, known: known, disk: rules.disk)
        try judge.judge(&findings, digest: taking.builder.fingerprint, file: taking.file.name)
        if findings.isRefused {
            return try refuse(taking, findings.lists, findings.diagnostics.filter { $0.severity == .error })
        }
        if let target = findings.addTo { return try add(taking, to: target, findings) }
        if let name = findings.name {
            try await accept(taking, findings, as: name)
        }
    }

    /// Takes a file in as a new campaign, unless its URLs must answer and do not.
    private mutating func accept(
        _ taking: CampaignTaking,
        _ findings: CampaignReading.Findings,
        as name: String
    ) async throws {
        var row = accepted(name, taking, findings)
        if questions != nil {
            row.unanswered = await questions?.ask(of: findings, file: taking.file.name) ?? []
            if row.unanswered.contains(where: { $0.severity == .error }) {
                return try refuse(taking, findings.lists, findings.diagnostics + row.unanswered)
            }
            // Asking takes seconds, in which a file can be exchanged, and this process told to leave.
            if try Task.isCancelled || isGrowing(taking.file, findings.lists) {
                report.readyIn = rules.settle
                return try taking.builder.discard()
            }
        }
        let waiting = WaitingFiles(rules.layout, on: rules.disk, defaults: rules.settings.defaults)
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

    private mutating func add(
        _ taking: CampaignTaking,
        to name: String,
        _ findings: CampaignReading.Findings
    ) throws {
        guard let addition = try taking.accept(findings, addingTo: name) else {
            if try rules.disk.entry(taking.source)?.inode != taking.file.inode { return try taking.builder.discard() }
            let words = "campaign `\(name)` was closed at this moment, and takes no more numbers; remove `add_to`"
            return try refuse(taking, findings, words)
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
    private func isGrowing(_ file: DiskEntry, _ lists: [String]) throws -> Bool {
        guard let after = try rules.disk.entry("\(rules.layout.incoming)/\(file.name)") else { return true }
        if after.size != file.size || after.modified != file.modified { return true }
        return try lists.contains { name in
            try rules.disk.entry(rules.disk.path(of: name, in: rules.layout.incoming)).map { wait(for: $0) != nil }
                ?? false
        }
    }

    private mutating func refuse(
        _ taking: CampaignTaking,
        _ findings: CampaignReading.Findings,
        _ words: String
    ) throws {
        let reason = Diagnostic(.error, file: taking.file.name, at: nil, words)
        try refuse(taking, findings.lists, [reason])
    }

    private mutating func refuse(
        _ taking: CampaignTaking,
        _ lists: [String],
        _ reasons: [Diagnostic]
    ) throws {
        try taking.builder.discard()
        guard let name = try taking.refuse(reasons, lists: lists) else { return }
        let errors = reasons.filter { $0.severity == .error }
        report.refused.append(.init(file: taking.file.name.legibleFileName, keptAs: name, reasons: errors))
    }
}
