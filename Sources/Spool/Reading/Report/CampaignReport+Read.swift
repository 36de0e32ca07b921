internal import CallspoolCore

extension SpoolReader {
    /// Sums up a campaign from its journal, also while it is dialled.
    ///
    /// One walk over the journal, on all cores; memory is some bytes a call. What is written meanwhile is not in it.
    ///
    /// - Throws: `DiskError`; `StoreError` when its journal is damaged.
    public func report(_ place: CampaignPlace) throws -> CampaignReport {
        // Read first: what is told meanwhile counts as not reported yet, and not the other way round.
        let told = try lastReported(place.folder)
        var reading = ReportReading()
        let replay = try JournalReplay(place.folder.journal, on: disk, blocks: ReportBlock.self) { block, queue in
            reading.take(block, queue)
        }
        var report = CampaignReport(
            campaign: replay.acceptance.campaign,
            acceptedAt: replay.acceptedAt,
            finishedAt: replay.queue.isFinished ? reading.finishedAt : nil,
            latest: replay.latest
        )
        reading.fill(&report, replay.queue)
        report.tell(reading.finals, told: told)
        if report.campaign.resultURL != nil {
            var deliveries = DeliveryTally(of: reading.finals)
            try place.folder.deliveries(on: disk) { deliveries.take($0) }
            report.ship(deliveries, told: report.final - report.reporting.unreported)
        }
        return report
    }

    /// The number of the last record that is told.
    ///
    /// The status file itself says, unless it was moved away.
    func lastReported(_ folder: CampaignFolder) throws(DiskError) -> Int {
        let position = try FollowPosition(folder.statusPosition, on: disk).n
        let path = layout.status(folder.name)
        guard try disk.entry(path) != nil else { return position }
        return max(position, try LastLine(path, on: disk).number ?? 0)
    }
}

/// What a report collects while the journal is replayed.
private struct ReportReading {
    private var tally = AttemptTally()
    private var ledger = CallLedger()
    private(set) var finals = FinalLines()
    private(set) var finishedAt: Timestamp?

    mutating func take(_ block: ReportBlock, _ queue: CampaignQueue) {
        tally.add(block.tally)
        for note in block.notes { ledger.take(note, total: queue.total) }
        finals.take(block.journal)
        if let finishedAt = block.finishedAt { self.finishedAt = finishedAt }
    }

    /// Hands over the sums; what is stuck is an attempt whose outcome is not known, and maybe never will be.
    mutating func fill(_ report: inout CampaignReport, _ queue: CampaignQueue) {
        for stuck in queue.stuck.values { tally.end(EndedLine(stuck.result)) }
        let calls = FinalCalls(queue, ledger)
        report.numbers = queue.counts
        report.placed = tally.placed
        (report.firstAttemptAt, report.lastAttemptAt) = (tally.first, tally.last)
        report.outcomes = rows(tally.endings, calls.endings) { $0.outcome }
        report.classes = rows(tally.endings, calls.endings) { $0.outcome.outcomeClass }
        report.calleeTypes = rows(tally.endings, calls.endings) { $0.calleeType }
        report.attemptsNeeded = calls.attemptsNeeded
        report.quarters = tally.quarters.sorted { $0.key < $1.key }
            .map { quarter, tally in
                CampaignReport.Quarter(
                    at: Timestamp(milliseconds: Int64(quarter) * CallCurve.step.milliseconds),
                    tally: tally
                )
            }
        report.hours = hours(report.quarters, in: report.campaign.timezone)
        (report.ring, report.ringToAnswer) = (
            CampaignReport.Spans(tally.ring), CampaignReport.Spans(tally.ringToAnswer)
        )
        report.talk = CampaignReport.Spans(tally.talk)
        report.rejections = tally.rejections.reasons.map { (reason: $0.key, calls: $0.value) }
            .sorted { ($1.calls, $0.reason) < ($0.calls, $1.reason) }
        report.trunks = ledger.trunks.sorted { $0.name < $1.name }
            .map { CampaignReport.Trunk(name: $0.name, attempts: $0.placed, answered: $0.answered) }
    }

    private func rows<Key: RawRepresentable<String> & Hashable & Sendable>(
        _ attempts: [Ending: Int],
        _ calls: [Ending: Int],
        by key: (Ending) -> Key
    ) -> [CampaignReport.Row<Key>] {
        var rows: [Key: CampaignReport.Row<Key>] = [:]
        for (ending, count) in attempts {
            rows[key(ending), default: CampaignReport.Row(key: key(ending))].attempts += count
        }
        for (ending, count) in calls {
            rows[key(ending), default: CampaignReport.Row(key: key(ending))].calls += count
        }
        return rows.values.sorted {
            ($1.attempts, $1.calls, $0.key.rawValue) < ($0.attempts, $0.calls, $1.key.rawValue)
        }
    }

    /// The quarter hours by the clock on the wall: no zone is set or changed by less than a quarter of an hour.
    private func hours(_ quarters: [CampaignReport.Quarter], in zone: String) -> [OutcomeTally] {
        let zone = Zone(zone)
        var hours = Array(repeating: OutcomeTally(), count: 24)
        for quarter in quarters {
            let second = Int(quarter.at.seconds) + (zone?.offset(at: quarter.at) ?? 0)
            let hour = ((second % 86_400) + 86_400) % 86_400 / 3600
            hours[hour] = hours[hour] + quarter.tally
        }
        return hours
    }
}

/// The calls that are final, counted.
private struct FinalCalls {
    private(set) var endings: [Ending: Int] = [:]
    private(set) var attemptsNeeded: [CampaignReport.AttemptsNeeded] = []

    init(_ queue: CampaignQueue, _ ledger: CallLedger) {
        var codes = Array(repeating: 0, count: 256)
        for index in stride(from: 1, through: queue.total, by: 1) {
            guard let status = queue.finalStatus(index) else { continue }
            if let ending = ledger.ending(index) { codes[Int(ending.code)] += 1 }
            let attempts = queue.tries(index).all
            while attemptsNeeded.count <= attempts {
                let next = CampaignReport.AttemptsNeeded(attempts: attemptsNeeded.count, calls: 0, completed: 0)
                attemptsNeeded.append(next)
            }
            attemptsNeeded[attempts].calls += 1
            if status == .completed { attemptsNeeded[attempts].completed += 1 }
        }
        for (code, count) in codes.enumerated() where count > 0 {
            if let ending = Ending(code: UInt8(code)) { endings[ending] = count }
        }
    }
}

extension CampaignReport {
    fileprivate mutating func tell(_ finals: FinalLines, told: Int) {
        let count = finals.count(upTo: told)
        reporting.unreported = finals.count - count
        if count < finals.count { reporting.oldest = finals.instant(count) }
    }

    fileprivate mutating func ship(_ deliveries: DeliveryTally, told: Int) {
        var shipping = Shipping()
        shipping.taken = deliveries.taken
        shipping.undelivered = deliveries.undelivered
        shipping.retried = deliveries.retried
        shipping.waiting = max(0, told - shipping.taken - shipping.undelivered - shipping.retried)
        shipping.takenAtTry = deliveries.takenAtTry.sorted { $0.key < $1.key }
            .map { (attempt: $0.key, records: $0.value) }
        shipping.delay = Spans(deliveries.delay)
        self.shipping = shipping
    }
}

extension CampaignReport.Row {
    fileprivate init(key: Key) {
        self.init(key: key, attempts: 0, calls: 0)
    }
}

extension CampaignReport.Spans {
    fileprivate init(_ histogram: SpanHistogram) {
        guard histogram.count > 0 else { return }
        count = histogram.count
        total = .milliseconds(histogram.total)
        median = histogram.quantile(0.5)
        percentile95 = histogram.quantile(0.95)
        most = histogram.most
    }
}
