internal import CallspoolCore
internal import Spool

/// Reports of campaigns, kept until the campaign has gone on: that of a million calls takes a second or two.
struct ReportCache: Sendable {
    private struct Key: Hashable {
        var name: String
        /// A name can come again.
        var tag: String
    }

    private let reader: SpoolReader
    private let threads: DiskThreads
    private let clock: any ProgramClock
    private let cache = Cache<Key, CampaignReport>(most: 16)

    /// An empty one.
    init(_ reader: SpoolReader, _ threads: DiskThreads, _ clock: any ProgramClock) {
        self.reader = reader
        self.threads = threads
        self.clock = clock
    }

    /// The report of a campaign.
    ///
    /// - Parameters:
    ///   - watch: the campaign.
    ///   - age: how old it may be when the campaign has gone on since: a page that is looked at all the time need not be
    ///     summed up all the time.
    /// - Returns: the report.
    /// - Throws: `DiskError`; `StoreError` when the journal is damaged.
    func report(of watch: CampaignWatch, atMost age: Duration) async throws -> CampaignReport {
        let (place, version, now) = (watch.place, watch.version, clock.wall)
        let key = Key(name: place.folder.name, tag: watch.acceptance.tag)
        return try await cache.value(key, .init(version: version, made: now)) {
            $0.version == version || now - $0.made < age
        } work: {
            try await threads.runLong { [reader] in try reader.report(place) }
        }
    }
}
