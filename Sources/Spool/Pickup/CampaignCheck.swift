public import CallspoolCore

/// Checks a campaign file where it is, with the contact list beside it, and keeps nothing.
public struct CampaignCheck: Sendable {
    private let settings: Settings
    private let spool: SpoolDoNotCall?
    private let layout: SpoolLayout?
    private let again: Bool

    /// Makes a check.
    ///
    /// - Parameters:
    ///   - settings: of the spool that the campaign is meant for.
    ///   - spool: the do-not-call lists of that spool, refreshed; `nil` where there is none.
    ///   - layout: that spool, by whose campaigns the file is judged; `nil` where there is none.
    ///   - again: whether the file is meant although the same list was accepted a short while ago.
    public init(settings: Settings, spool: SpoolDoNotCall? = nil, layout: SpoolLayout? = nil, again: Bool = false) {
        self.settings = settings
        self.spool = spool
        self.layout = layout
        self.again = again
    }

    /// Reads the file and its contact list as pickup would.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - name: what it is called in what is found; its lists are then looked for in the current folder. `nil` is its
    ///     path, with its lists beside it.
    ///   - now: what times are relative to.
    ///   - progress: told how many numbers were read.
    /// - Returns: what was found, also when the file would be refused.
    /// - Throws: `UnreadableCampaign` when there is no such file; `DiskError` when it could not be read, or the temporary
    ///   folder not be written.
    public func check(
        _ path: String,
        named name: String? = nil,
        now: Timestamp,
        progress: (@Sendable (Int) -> Void)? = nil
    ) async throws -> CampaignReading.Findings {
        do {
            return try await read(path, name, now, progress)
        } catch let error as UnreadableFile {
            throw error.ofCampaign
        }
    }

    /// Checks what came by another way than as a file, such as standard input; its lists are looked for in the current
    /// folder.
    ///
    /// - Parameters:
    ///   - contents: the file's bytes.
    ///   - name: what it is called in what is found.
    ///   - now: what times are relative to.
    /// - Returns: what was found, also when the file would be refused.
    /// - Throws: as for a file.
    public func check(contents: [UInt8], named name: String, now: Timestamp) async throws -> CampaignReading.Findings {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        // It may be read twice.
        let path = folder.path + "/campaign.yaml"
        try PosixDisk().replace(path, with: contents)
        return try await check(path, named: name, now: now)
    }

    private func read(
        _ source: String,
        _ name: String?,
        _ now: Timestamp,
        _ progress: (@Sendable (Int) -> Void)?
    ) async throws -> CampaignReading.Findings {
        let disk = PosixDisk()
        let path = name ?? source
        let digest = Digest()
        let workplace = try TemporaryFolder()
        defer { workplace.remove() }
        var duplicates = DuplicateFinder(folder: workplace.path, on: disk)
        let regions = layout.map { AdditionRegions($0, on: disk) }
        let reading = CampaignReading(
            file: path,
            defaults: settings.defaults,
            now: now,
            begins: TickSchedule(minutes: settings.ticks).next(after: now),
            progress: progress,
            regionOf: { try regions?.region(of: $0) }
        )
        var findings = try await reading.read(
            .beside(source, listsIn: name == nil ? folder(of: source) : ".", digest, on: disk),
            into: .init(
                restart: { duplicates = DuplicateFinder(folder: workplace.path, on: disk) },
                take: { try duplicates.take($0) }
            )
        )
        let target = try target(of: &findings, path, now, on: disk)
        try target?.numbers(on: disk) { try duplicates.take(known: $0, position: $1) }
        let own = findings.listed
        try duplicates.finish {
            own?.listing(of: $0) ?? spool?.listing(of: $0)
        } listed: { _, _ in
            findings.rejected += 1
        } _: { _ in
            findings.rejected += 1
        }
        findings.again = findings.again || again
        findings.digest = digest.hexadecimal
        if let layout {
            try FileJudge(layout, settings, now, on: disk).judge(&findings, digest: findings.digest, file: path)
        }
        return findings
    }

    /// The campaign that the numbers are to be added to.
    ///
    /// Until pickup it may be dropped, and so that it is not there now is a warning.
    private func target(
        of findings: inout CampaignReading.Findings,
        _ path: String,
        _ now: Timestamp,
        on disk: PosixDisk
    ) throws -> AdditionTarget? {
        guard let layout, let name = findings.addTo, !findings.isRefused else { return nil }
        let words: String
        switch try AdditionTarget.find(name, in: layout, on: disk, now: now) {
        case .open(let target): return target
        case .closed(let why), .missing(let why): words = "`add_to`: \(why)"
        }
        findings.diagnostics.append(Diagnostic(.warning, file: path, at: findings.addToPosition, words))
        return nil
    }
}

extension UnreadableFile {
    /// What it means for whoever asked about a campaign file: that it is none, or that the disk failed, which says nothing of
    /// the file.
    var ofCampaign: any Error { isNoFile ? UnreadableCampaign(message: cause.message) : cause }
}

/// A campaign file that is not there, or is not a file.
public struct UnreadableCampaign: Error, Sendable {
    /// What could not be done to what, and why.
    public var message: String
}
