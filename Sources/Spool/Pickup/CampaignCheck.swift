public import CallspoolCore

/// Checks a campaign file where it is, with the contact list beside it, and keeps nothing.
public struct CampaignCheck: Sendable {
    private let defaults: CampaignDefaults
    private let spool: SpoolDoNotCall?
    private let layout: SpoolLayout?

    /// Makes a check.
    ///
    /// - Parameters:
    ///   - settings: of the spool that the campaign is meant for.
    ///   - spool: the do-not-call lists of that spool, refreshed; `nil` where there is none.
    ///   - layout: that spool, in whose queue a campaign may be that numbers are to be added to; `nil` where there is none.
    public init(settings: Settings, spool: SpoolDoNotCall? = nil, layout: SpoolLayout? = nil) {
        defaults = settings.defaults
        self.spool = spool
        self.layout = layout
    }

    /// Reads the file and its contact list as pickup would.
    ///
    /// - Throws: `UnreadableCampaign` when there is no such file; `DiskError` when it could not be read, or the temporary
    ///   folder not be written.
    public func check(
        _ path: String,
        now: Timestamp,
        progress: (@Sendable (Int) -> Void)? = nil
    ) async throws -> CampaignReading.Findings {
        do {
            return try await read(path, now, progress)
        } catch let error as UnreadableFile {
            throw error.ofCampaign
        }
    }

    private func read(
        _ path: String,
        _ now: Timestamp,
        _ progress: (@Sendable (Int) -> Void)?
    ) async throws -> CampaignReading.Findings {
        let disk = PosixDisk()
        let parent = folder(of: path)
        let workplace = try TemporaryFolder()
        defer { workplace.remove() }
        var duplicates = DuplicateFinder(folder: workplace.path, on: disk)
        let regions = layout.map { AdditionRegions($0, on: disk) }
        let reading = CampaignReading(
            file: path,
            defaults: defaults,
            now: now,
            progress: progress,
            regionOf: { try regions?.region(of: $0) }
        )
        var findings = try await reading.read(
            .init(
                campaign: { _ in try DroppedFile(path, keptAt: nil, digest: nil, on: disk) },
                contacts: { name, _ in
                    try DroppedFile(disk.path(of: name, in: parent), keptAt: nil, digest: nil, on: disk)
                },
                doNotCall: { name in
                    try DroppedFile(disk.path(of: name, in: parent), keptAt: nil, digest: nil, on: disk)
                }
            ),
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

/// A campaign file that is not there, or is no file.
public struct UnreadableCampaign: Error, Sendable {
    /// What could not be done to what, and why.
    public var message: String
}
