public import CallspoolCore

/// One call's whole story, as the files of its campaign tell it.
public struct CallTale: Sendable {
    /// Whom, and where the call is.
    public var row: CallRow
    /// What was accepted.
    public var acceptance: Acceptance
    /// When.
    public var acceptedAt: Timestamp
    /// Everything of the journal that is about this call, in order.
    public var entries: [JournalEntry]
    /// What became of its status record.
    public var record: RecordTale
}

/// What became of a call's status record.
public struct RecordTale: Sendable {
    /// Where the record is on its way.
    public enum State: Equatable, Sendable {
        /// The call is not final, so there is no record.
        case none
        /// It is not in the status file yet.
        case untold
        /// It is in the status file, and the campaign has no `result_url`.
        case kept
        /// It was not tried yet.
        case waiting
        /// It was tried in vain, and is tried again.
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
    public func tales(_ place: CampaignPlace, of indices: Set<Int>) throws -> [CallTale] {
        let told = try lastTold(place.folder)
        var places: [Int: [Int]] = [:]
        var finals: [Int: Int] = [:]
        var lines: FinalLines?
        let replay = try JournalReplay(place.folder.journal, on: disk, blocks: JournalBlock.self) { block, _ in
            if let first = block.lines.first, lines == nil { lines = FinalLines(since: first.at) }
            lines?.take(block)
            for line in block.lines {
                guard let index = line.change.index, indices.contains(index) else { continue }
                places[index, default: []].append(line.place)
                if line.change.isFinal { finals[index] = line.n }
            }
        }
        let reader = try CallRowReader(place, replay, on: disk)
        defer { reader.close() }
        let all = lines ?? FinalLines(since: replay.acceptedAt)
        return try indices.sorted().filter { $0 >= 1 && $0 <= replay.queue.total }
            .map { index in
                CallTale(
                    row: try reader.row(index, lastLine: places[index]?.last),
                    acceptance: replay.acceptance,
                    acceptedAt: replay.acceptedAt,
                    entries: try (places[index] ?? []).map(reader.entry),
                    record: try record(finals[index], told: told, place, replay.acceptance.campaign, all)
                )
            }
    }

    private func record(
        _ n: Int?,
        told: Int,
        _ place: CampaignPlace,
        _ campaign: Campaign,
        _ lines: FinalLines
    ) throws -> RecordTale {
        guard let n else { return RecordTale(state: .none) }
        guard n <= told else { return RecordTale(n: n, state: .untold) }
        guard campaign.resultURL != nil else { return RecordTale(n: n, state: .kept) }
        var record = RecordTale(n: n, state: .waiting)
        var batches: [Int: Int] = [:]
        var isGone = false
        try place.folder.deliveries(on: disk) { line in
            if let count = line.count { batches[line.n] = count }
            isGone = isGone || line.event == .gone
            let count = batches[line.n] ?? 1
            guard line.event != nil, line.n == n || lines.isWithin(n, count, from: line.n) else { return }
            record.tries.append(line)
            record.batch = count
        }
        record.state = state(record.tries, isGone: isGone)
        return record
    }

    /// What was taken once stays taken, whatever was sent again by hand.
    private func state(_ tries: [DeliveryTry], isGone: Bool) -> RecordTale.State {
        if tries.contains(where: { $0.event == .taken }) { return .taken }
        switch tries.last?.event {
        case .givenUp: return .givenUp
        case .gone: return .gone
        case .retry: return isGone ? .gone : .retried
        case .taken, nil: return isGone ? .gone : .waiting
        }
    }
}

extension FinalLines {
    /// Whether a record is one of so many from another on.
    fileprivate func isWithin(_ n: Int, _ count: Int, from first: Int) -> Bool {
        guard count > 1, first < n, let place = place(of: first) else { return false }
        return self.count(upTo: n) - place <= count
    }
}
