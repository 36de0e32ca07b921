import CallspoolCore

extension CampaignWatch {
    /// One call's story, without a walk over the journal; `nil` when there is no such call.
    ///
    /// The lines that ended its attempts lead to one another, and say when each attempt was placed, rang and was
    /// answered: of these the events between are made again. What is only in them is missing, the trunk of an attempt that
    /// is over.
    ///
    /// - Parameters:
    ///   - call: its position in the campaign.
    ///   - reader: of the campaign's spool.
    /// - Returns: the story.
    /// - Throws: `DiskError`; `StoreError` when a file of the campaign's is damaged.
    public func tale(_ call: Int, _ reader: SpoolReader) throws -> CallHistory? {
        guard call >= 1, call <= replay.queue.total else { return nil }
        let rows = try CallRowReader(place, replay, among: [call], on: reader.disk)
        defer { rows.close() }
        let row = try rows.row(call, lastLine: index.position(of: call))
        var entries: [JournalEntry] = []
        var last = index.position(of: call)
        while let position = last {
            let entry = try rows.entry(position)
            entries.insert(contentsOf: before(entry, call) + [entry], at: 0)
            guard entry.previous.map({ $0 < position }) ?? true else { break }
            last = entry.previous
        }
        let final = replay.queue.finalStatus(call) == nil ? nil : entries.last?.n
        if let live = replay.queue.inProgress[call] {
            let times = (live.dialedAt, live.ringingAt, live.answeredAt)
            entries += events(call, live.attempt, row.callerID, live.trunk, times)
        }
        return CallHistory(
            row: row,
            acceptance: acceptance,
            acceptedAt: replay.acceptedAt,
            entries: entries,
            record: try reader.record(
                final,
                told: try reader.lastReported(place.folder),
                place,
                acceptance.campaign
            )
        )
    }

    /// What came before the line that ended an attempt.
    private func before(_ entry: JournalEntry, _ call: Int) -> [JournalEntry] {
        switch entry.event {
        // A settled attempt's line leads to the attempt before it, not to the one that says that it was lost.
        case .ended(_, let attempt, let result, _), .lost(_, let attempt, let result),
            .settled(_, let attempt, let result, _, _):
            let times = (result.dialedAt, result.ringingAt, result.answeredAt)
            return events(call, attempt, result.callerID, nil, times)
        case .accepted, .started, .dialing, .ringing, .connected, .canceled, .expired, .rejected, .suspended, .resumed,
            .stopped, .added, .finished, .reported:
            return []
        }
    }

    private func events(
        _ call: Int,
        _ attempt: Int,
        _ callerID: String?,
        _ trunk: String?,
        _ times: (dialed: Timestamp, ringing: Timestamp?, answered: Timestamp?)
    ) -> [JournalEntry] {
        let all: [(Timestamp?, JournalEvent)] = [
            (times.dialed, .dialing(index: call, attempt: attempt, callerID: callerID, trunk: trunk)),
            (times.ringing, .ringing(index: call, attempt: attempt)),
            (times.answered, .connected(index: call, attempt: attempt)),
        ]
        return all.compactMap { at, event in at.map { JournalEntry(n: 0, at: $0, event: event) } }
    }
}
