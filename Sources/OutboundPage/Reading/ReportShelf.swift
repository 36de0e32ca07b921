internal import CallspoolCore
internal import Spool
internal import Synchronization

/// Reports of campaigns, kept until the campaign has gone on: that of a million calls takes a second or two.
final class ReportShelf: Sendable {
    private struct Kept {
        /// Of the campaign: a name can come again.
        var tag: String
        var version: Int
        var made: Timestamp
        var report: CampaignReport
    }

    /// How many are kept; the one that was made first goes.
    private static let most = 16

    private let reader: SpoolReader
    private let threads: DiskThreads
    private let clock: any ProgramClock
    private let kept = Mutex<[String: Kept]>([:])

    /// An empty shelf.
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
        let name = watch.place.folder.name
        if let report = known(watch, age) { return report }
        let (place, begun) = (watch.place, clock.wall)
        let report = try await threads.run { [reader] in try reader.report(place) }
        kept.withLock { kept in
            kept[name] = Kept(tag: watch.acceptance.tag, version: watch.version, made: begun, report: report)
            if kept.count > ReportShelf.most, let oldest = kept.min(by: { $0.value.made < $1.value.made }) {
                kept[oldest.key] = nil
            }
        }
        return report
    }

    private func known(_ watch: CampaignWatch, _ age: Duration) -> CampaignReport? {
        guard let known = kept.withLock({ $0[watch.place.folder.name] }), known.tag == watch.acceptance.tag
        else { return nil }
        let isYoung = known.version == watch.version || clock.wall - known.made < age
        return isYoung ? known.report : nil
    }
}
