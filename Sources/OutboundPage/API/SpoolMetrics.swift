internal import CallspoolCore
internal import CampaignFiles
internal import Spool

/// What can be measured of a spool by looking at it, for Prometheus.
struct SpoolMetrics {
    private typealias Rows = [([(String, String)], Double)]

    private let parts: PageParts
    private let campaigns: [CampaignOverview]
    private let pace: PaceSight?
    private let isRunning: Bool
    private let endings: Rows
    private let now: Timestamp

    /// Looks at the spool.
    ///
    /// - Throws: `DiskError`; `StoreError` when a journal is damaged.
    init(_ parts: PageParts) throws {
        self.parts = parts
        campaigns = parts.watch.campaigns
        endings = try campaigns.filter { !$0.place.isDone }
            .flatMap { campaign in
                let name = campaign.place.folder.name
                return try (parts.watch.campaign(name)?.endings ?? [])
                    .map { ([("campaign", name), ("outcome", $0.outcome.rawValue)], Double($0.calls)) }
            }
        isRunning = try parts.watch.reader.isProgramAtWork()
        // A file that a dead program left is nobody's pace.
        pace = isRunning ? try parts.watch.reader.pace() : nil
        now = try parts.programNow()
    }

    /// The measurements.
    ///
    /// - Throws: `DiskError`.
    var text: String {
        get throws {
            var page = PrometheusText()
            addCalls(&page)
            addWaits(&page)
            addPace(&page)
            try addWork(&page)
            try addSpool(&page)
            return page.text
        }
    }

    private func rows(_ value: (CampaignOverview) -> Double) -> Rows {
        campaigns.map { ([("campaign", $0.place.folder.name)], value($0)) }
    }

    private func addCalls(_ page: inout PrometheusText) {
        let calls: Rows = campaigns.flatMap { campaign in
            campaign.counts.rows.map { row in
                ([("campaign", campaign.place.folder.name), ("status", row.name)], Double(row.calls))
            }
        }
        page.add("callspool_calls", .gauge, "Calls by where they are.", calls)
        page.add("callspool_outcomes", .gauge, "Calls in the queue by the outcome of their last attempt.", endings)
        let queued = campaigns.filter { !$0.place.isDone }
        func sum(_ part: (QueueCounts) -> Int) -> Double { Double(queued.reduce(0) { $0 + part($1.counts) }) }
        page.add("callspool_live_calls", .gauge, "Calls in progress.", sum(\.dialing))
        page.add("callspool_queue_depth", .gauge, "Calls that wait for an attempt.", sum(\.pending))
    }

    private func addWaits(_ page: inout PrometheusText) {
        page.add(
            "callspool_oldest_due_seconds",
            .gauge,
            "For how long the call has been due that has waited longest; 0 when none is due.",
            rows { seconds(since: $0.oldestDue) }
        )
        page.add(
            "callspool_unreported_statuses",
            .gauge,
            "Final calls without a record.",
            rows { Double($0.lag.unreported.count) }
        )
        page.add(
            "callspool_status_lag_seconds",
            .gauge,
            "For how long the oldest of them has been final.",
            rows { seconds(since: $0.lag.unreported.since) }
        )
        page.add(
            "callspool_unshipped_records",
            .gauge,
            "Records not taken yet.",
            rows { Double($0.lag.unshipped.count) }
        )
        page.add(
            "callspool_shipping_lag_seconds",
            .gauge,
            "For how long the call of the oldest of them has been final.",
            rows { seconds(since: $0.lag.unshipped.since) }
        )
        page.add(
            "callspool_held",
            .gauge,
            "Whether a campaign is suspended or stopped.",
            rows { $0.hold == nil ? 0 : 1 }
        )
    }

    private func seconds(since instant: Timestamp?) -> Double {
        instant.map { Double(max(0, (now - $0).milliseconds)) / 1000 } ?? 0
    }

    private func addPace(_ page: inout PrometheusText) {
        page.add("callspool_running", .gauge, "Whether a program is seen running on the spool.", isRunning ? 1 : 0)
        guard let pace else { return }
        if let rate = pace.rate {
            page.add("callspool_pace_calls_per_second", .gauge, "Calls a second that the pace allows.", rate)
        }
        page.add("callspool_all_held", .gauge, "Whether all calls are held.", pace.hold == nil ? 0 : 1)
        page.add(
            "callspool_trunk_live_calls",
            .gauge,
            "Calls in progress through a trunk.",
            pace.trunks.map { ([("trunk", $0.name ?? "")], Double($0.inProgress)) }
        )
        page.add(
            "callspool_trunk_pace_calls_per_second",
            .gauge,
            "Calls a second that a trunk's pace allows.",
            pace.trunks.map { ([("trunk", $0.name ?? "")], $0.rate) }
        )
    }

    private func addWork(_ page: inout PrometheusText) throws {
        let counts = try parts.watch.reader.workCounts()
        page.add("callspool_ticks_total", .counter, "Times that incoming/ was looked into.", Double(counts.ticks))
        if let last = counts.lastTick {
            page.add("callspool_last_tick_timestamp_seconds", .gauge, "When that was last.", Double(last.seconds))
        }
        page.add(
            "callspool_replays_total",
            .counter,
            "Journals replayed of campaigns that an earlier program had begun.",
            Double(counts.replays)
        )
        page.add(
            "callspool_disk_errors_total",
            .counter,
            "Times that the disk failed a program that dials.",
            Double(counts.diskErrors)
        )
    }

    private func addSpool(_ page: inout PrometheusText) throws {
        func files(_ folder: String) throws -> Double {
            let names = try parts.disk.list(folder).filter { $0.kind == .file && !$0.name.hasPrefix(".") }.map(\.name)
            return Double(names.count(where: \.isCampaignFileName))
        }
        page.add("callspool_incoming_files", .gauge, "Campaign files that wait.", try files(parts.layout.incoming))
        page.add(
            "callspool_rejected_files",
            .gauge,
            "Campaign files that were refused.",
            try files(parts.layout.rejected)
        )
        let unreadable = Double(parts.watch.warnings.count)
        page.add("callspool_unreadable_campaigns", .gauge, "Campaigns whose files cannot be read.", unreadable)
        let next = TickSchedule(minutes: parts.settings.ticks).next(after: now)
        page.add("callspool_next_tick_timestamp_seconds", .gauge, "When the next tick is.", Double(next.seconds))
    }
}

extension QueueCounts {
    /// The counts with their names.
    fileprivate var rows: [(name: String, calls: Int)] {
        [
            ("pending", pending), ("dialing", dialing), ("completed", completed), ("failed", failed),
            ("canceled", canceled), ("rejected", rejected), ("stuck", stuck),
        ]
    }
}

extension CampaignOverview {
    /// Since when a call may go out that has not; `nil` when none waits, or the campaign is held.
    ///
    /// Calls that were never tried are due from the campaign's start on.
    fileprivate var oldestDue: Timestamp? {
        guard !place.isDone, hold == nil, counts.pending > 0 else { return nil }
        let start = fresh > 0 ? max(acceptedAt, acceptance.campaign.start ?? acceptedAt) : nil
        return [start, nextRetry].compactMap { $0 }.min()
    }
}
