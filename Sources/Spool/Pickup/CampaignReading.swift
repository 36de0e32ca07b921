public import CallspoolCore
import CampaignFiles

/// The reading of a campaign file with its contact list: the same for `check`, which keeps nothing, and for pickup.
public struct CampaignReading {
    /// What the reading found.
    public struct Findings: Sendable {
        /// The campaign, of an addition no more than its name and region; `nil` when the file is at fault.
        public var campaign: Campaign?
        /// The campaign that the numbers are to be added to; `nil` for one of their own.
        public var addTo: String?
        /// Whether the file says that it is meant although the same list was accepted a short while ago.
        public var again = false
        /// Whether the file itself says so.
        public internal(set) var saysAgain = false
        /// The name that its campaign gets; `nil` where there is no spool, for an addition, and when the file is refused.
        public var name: String?
        /// Its content and its lists'.
        var digest = ""
        /// Where the file says that.
        var addToPosition: Diagnostic.Position?
        /// Errors and warnings, in the order of the files.
        public var diagnostics: [Diagnostic]
        /// How many numbers there are.
        public var total: Int
        /// How many of them cannot be dialled, duplicates included.
        public var rejected: Int
        /// The contact list's name.
        public var contacts: String?
        /// The name of the file with the campaign's own do-not-call list.
        public var doNotCall: String?
        /// That list, or the one in the campaign file.
        var listed: CampaignDoNotCall?
        /// Where each key stands in the campaign file.
        var positions: [String: Diagnostic.Position] = [:]
        /// Where word of the campaign goes as the file says, also when it is refused, and what signs it.
        var notices: (url: String, secrets: [String])?

        /// Where the file's first key stands.
        public var firstKey: Diagnostic.Position? { positions.values.min() }
        /// Whether `again` is in the file, as true or false.
        public var hasAgain: Bool { positions["again"] != nil }

        /// Whether the file is refused.
        public var isRefused: Bool { campaign == nil || diagnostics.contains { $0.severity == .error } }
    }

    /// Where the numbers go.
    struct Sink {
        /// Forgets the numbers taken so far: they are read again.
        var restart: () throws -> Void
        /// Takes numbers.
        var take: (JobBatch) throws -> Void
    }

    /// How the files are opened; a second opening is for a second reading.
    struct Sources {
        var campaign: (_ isFirst: Bool) throws -> DroppedFile
        var contacts: (_ name: String, _ isFirst: Bool) throws -> DroppedFile
        var doNotCall: (_ name: String) throws -> DroppedFile
    }

    /// The campaign file's name as the user gave it.
    let file: String
    let defaults: CampaignDefaults
    let now: Timestamp
    /// When the first call of a campaign goes out that nothing holds.
    var begins: Timestamp?
    /// Told how many numbers were read.
    let progress: (@Sendable (Int) -> Void)?
    /// The region of a campaign that numbers are to be added to; `nil` where it is not known.
    var regionOf: (String) throws -> String? = { _ in nil }

    /// Reads.
    ///
    /// - Throws: `UnreadableFile` when a file could not be read, which says nothing of what is in it; `DiskError` when the
    ///   sink could not write.
    func read(_ sources: Sources, into sink: Sink) async throws -> Findings {
        var pass = try await pass(sources, isFirst: true, region: nil, into: sink)
        // Numbers that stood above the `region` were read in the wrong one.
        if let region = pass.rightRegion {
            try sink.restart()
            pass = try await self.pass(sources, isFirst: false, region: region, into: sink)
        }
        return pass.findings
    }

    private struct Pass {
        var findings: Findings
        var rightRegion: String?
    }

    private func pass(_ sources: Sources, isFirst: Bool, region: String?, into sink: Sink) async throws -> Pass {
        var rejected = 0
        var total = 0
        var unplanned = UnplannedNumbers()
        func take(_ batch: JobBatch) throws {
            rejected += batch.rejections.count
            total += batch.count
            unplanned.take(batch)
            try sink.take(batch)
            progress?(total)
        }
        let source = try sources.campaign(isFirst)
        defer { source.close() }
        let reader = CampaignFileReader(file: file, source: source, defaults: defaults, now: now, begins: begins)
        let early = try reader.next(1)
        let used = region ?? reader.regionWhenNumbersBegan ?? defaults.region
        var held = early
        let count = try await NumberPipeline(region: used)
            .run(first: 1) { limit in
                if !held.isEmpty {
                    defer { held = [] }
                    return held
                }
                return early.isEmpty ? [] : try reader.next(limit)
            } take: { batch in
                try take(batch)
            }
        if isFirst { try source.finish() }
        var campaign = reader.campaign
        if let addTo = reader.addTo, reader.keys["region"] == nil, let region = try regionOf(addTo) {
            campaign?.region = region
        }
        var findings = Findings(
            campaign: campaign,
            addTo: reader.addTo,
            addToPosition: reader.keys["add_to"],
            diagnostics: reader.diagnostics,
            total: count,
            rejected: 0,
            contacts: reader.contacts,
            doNotCall: reader.doNotCall.flatMap { source in
                if case .file(let name) = source { name } else { nil }
            },
            positions: reader.keys
        )
        findings.notices = reader.notices
        findings.again = reader.again
        findings.saysAgain = reader.again
        if let campaign, region == nil, count > 0, campaign.region != used {
            return Pass(findings: findings, rightRegion: campaign.region)
        }
        if let name = reader.contacts, let campaign {
            try await readContacts(name, sources, isFirst, campaign, count + 1, &findings, take)
        }
        try readDoNotCall(reader, sources, &findings)
        check(reader, total, &findings)
        if !findings.isRefused, let words = unplanned.words {
            findings.diagnostics.append(Diagnostic(.warning, file: file, at: nil, words))
        }
        findings.total = total
        findings.rejected = rejected
        return Pass(findings: findings)
    }

    private func readContacts(
        _ name: String,
        _ sources: Sources,
        _ isFirst: Bool,
        _ campaign: Campaign,
        _ first: Int,
        _ findings: inout Findings,
        _ take: (JobBatch) throws -> Void
    ) async throws {
        if name.isCampaignFileName {
            findings.contacts = nil  // Not touched: it may be another campaign's file.
            let words = "the contact list `\(name)` is named like a campaign file; give it another ending, `.csv` say"
            return findings.refuse(file, words)
        }
        do {
            try await readRows(of: name, try sources.contacts(name, isFirst), campaign, first, &findings, take)
        } catch let error as UnreadableFile where error.isNoFile {
            findings.refuse(file, "the contact list `\(name)` \(error.words)")
        }
    }

    private func readRows(
        of name: String,
        _ source: DroppedFile,
        _ campaign: Campaign,
        _ first: Int,
        _ findings: inout Findings,
        _ take: (JobBatch) throws -> Void
    ) async throws {
        defer { source.close() }
        var reader = ContactListReader(file: name, source: source)
        _ = try await NumberPipeline(region: campaign.region)
            .run(first: first) { limit in
                try reader.next(limit)
            } take: { batch in
                try take(batch)
            }
        // In a second reading of the campaign file this may be the list's first.
        try source.finish()
        findings.diagnostics += reader.diagnostics
        if reader.diagnostics.contains(where: { $0.severity == .error }) { findings.campaign = nil }
    }

    private func check(_ reader: CampaignFileReader, _ total: Int, _ findings: inout Findings) {
        guard findings.campaign != nil else { return }
        if total == 0 {
            findings.refuse(file, "holds no numbers; list some under `numbers`, or in the contact list")
        } else if let count = reader.count, count != total {
            let words = "`count` says \(count) numbers and there are \(total); the list may be cut off: drop it whole"
            findings.refuse(file, words, at: reader.keys["count"])
        }
    }
}

extension CampaignReading.Findings {
    /// Adds an error, which refuses the file.
    mutating func refuse(_ file: String, _ message: String, at position: Diagnostic.Position? = nil) {
        guard !diagnostics.contains(where: { $0.position == position && position != nil }) else { return }
        diagnostics.append(Diagnostic(.error, file: file, at: position, message))
        campaign = nil
    }
}
