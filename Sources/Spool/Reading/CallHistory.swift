public import CallspoolCore

/// One call's whole story, as the files of its campaign tell it.
public struct CallHistory: Sendable {
    /// Whom, and where the call is.
    public var row: CallRow
    /// What was accepted.
    public var acceptance: Acceptance
    /// When.
    public var acceptedAt: Timestamp
    /// Everything of the journal that is about this call, in order.
    public var entries: [JournalEntry]
    /// What became of its status record.
    public var record: RecordHistory
}

/// What became of a call's status record.
public struct RecordHistory: Sendable {
    /// Where the record is in progress.
    public enum State: Equatable, Sendable {
        /// The call is not final, so there is no record.
        case none
        /// It is not in the status file yet.
        case unreported
        /// It is in the status file, and the campaign has no `result_url`.
        case kept
        /// It was not tried yet.
        case waiting
        /// It failed, and is tried again.
        case retried
        /// The receiver has it.
        case taken
        /// It was given up, and is in the undelivered file.
        case givenUp
        /// The receiver wanted nothing more, and it is in the undelivered file.
        case gone
    }

    /// Its number; `nil` when there is none.
    public var n: Int?
    /// Where it is.
    public var state: State
    /// Each try, in order.
    public var tries: [DeliveryTry] = []
    /// How many records went in one request with it, itself included; 1 when it went alone.
    public var batch = 1
}

extension SpoolReader {
    /// The stories of some calls of a campaign, in the order of the campaign.
    ///
    /// - Throws: `DiskError`; `StoreError` when a file of the campaign's is damaged.
    public func tales(_ place: CampaignPlace, of indices: Set<Int>) throws -> [CallHistory] {
        let told = try lastReported(place.folder)
        var positions: [Int: [LogPosition]] = [:]
        var finals: [Int: Int] = [:]
        let replay = try JournalReplay(place.folder.journal, on: disk, blocks: JournalBlock.self) { block, _ in
            for line in block.lines {
                guard let index = line.change.index, indices.contains(index) else { continue }
                positions[index, default: []].append(line.position)
                if line.change.isFinal { finals[index] = line.n }
            }
        }
        let reader = try CallRowReader(place, replay, on: disk)
        defer { reader.close() }
        return try indices.sorted().filter { $0 >= 1 && $0 <= replay.queue.total }
            .map { index in
                CallHistory(
                    row: try reader.row(index, lastLine: positions[index]?.last),
                    acceptance: replay.acceptance,
                    acceptedAt: replay.acceptedAt,
                    entries: try (positions[index] ?? []).map(reader.entry),
                    record: try record(finals[index], told: told, place, replay.acceptance.campaign)
                )
            }
    }

    func record(
        _ n: Int?,
        told: Int,
        _ place: CampaignPlace,
        _ campaign: Campaign
    ) throws -> RecordHistory {
        guard let n else { return RecordHistory(state: .none) }
        guard n <= told else { return RecordHistory(n: n, state: .unreported) }
        guard campaign.resultURL != nil else { return RecordHistory(n: n, state: .kept) }
        var record = RecordHistory(n: n, state: .waiting)
        var isGone = false
        try place.folder.deliveries(on: disk) { line in
            isGone = isGone || line.event == .gone
            guard line.event != nil, (line.n...line.last).contains(n) else { return }
            record.tries.append(line)
            record.batch = line.count
        }
        record.state = state(record.tries, isGone: isGone)
        return record
    }

    /// What was taken once stays taken, whatever was sent again by hand.
    private func state(_ tries: [DeliveryTry], isGone: Bool) -> RecordHistory.State {
        if tries.contains(where: { $0.event?.isTaken == true }) { return .taken }
        switch tries.last?.event {
        case .givenUp: return .givenUp
        case .gone: return .gone
        case .retry: return isGone ? .gone : .retried
        case .taken, .replayed, nil: return isGone ? .gone : .waiting
        }
    }
}
