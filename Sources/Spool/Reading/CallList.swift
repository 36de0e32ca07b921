public import CallspoolCore

/// The calls of a campaign: those that are not final first, then the newest that are.
public struct CallList: Sendable {
    /// The calls in progress or stuck, then those that wait.
    public private(set) var pending: [CallRow] = []
    /// The newest final ones, newest first.
    public private(set) var final: [CallRow] = []
    /// How many calls are in which phase.
    public let counts: QueueCounts
    /// How many calls the filter picks, those that are not listed included.
    public private(set) var matching: Int

    /// Reads a campaign's calls.
    ///
    /// One walk over the journal on all cores; memory is some bytes a call.
    ///
    /// - Throws: `DiskError`; `StoreError` when a file of the campaign's is damaged.
    public init(_ place: CampaignPlace, _ selection: CallSelection, on disk: any Disk) throws {
        var search = try FinalSearch(place, selection, on: disk)
        let replay = try JournalReplay(place.folder.journal, on: disk, blocks: JournalBlock.self) { block, queue in
            search.take(block, queue)
        }
        counts = replay.queue.counts
        let reader = try CallRowReader(place, replay, on: disk)
        defer { reader.close() }
        for line in search.newest.newestFirst { final.append(try reader.final(line.index, lineAt: line.position)) }
        let open = replay.queue.counts.pending + replay.queue.counts.dialing + replay.queue.counts.stuck
        var picked = replay.queue.unfinished(selection.filter.isOff ? selection.pending : open)
        if !selection.filter.isOff { picked = picked.filter { search.picks($0, replay.queue) } }
        for index in picked.prefix(selection.pending) { pending.append(try reader.pending(index)) }
        matching = selection.filter.isOff ? counts.all : search.matching + picked.count
    }
}

/// Looks for the newest calls that are final and picked, while the journal is replayed.
private struct FinalSearch {
    private let filter: CallFilter
    private let isNumberPicked: [Bool]?
    /// The outcome of each call's last attempt, a byte a call; kept only where it is asked for.
    private var outcomes: [UInt8] = []
    private(set) var newest: NewestLines
    private(set) var matching = 0

    init(_ place: CampaignPlace, _ selection: CallSelection, on disk: any Disk) throws {
        filter = selection.filter
        newest = NewestLines(limit: selection.final)
        isNumberPicked = try filter.number.map { number in
            let region = try Acceptance(of: place, on: disk).campaign.region
            return try NumberFilter(number, region: region).picked(in: place.folder.jobs, on: disk)
        }
    }

    mutating func take(_ block: JournalBlock, _ queue: CampaignQueue) {
        for line in block.lines {
            guard let index = line.change.index, index >= 1, index <= queue.total else { continue }
            if !filter.outcomes.isEmpty { note(line.change, index, queue) }
            guard line.change.isFinal, filter.isOff || picks(index, queue) else { continue }
            newest.add(index, line.position)
            matching += 1
        }
    }

    /// Whether a call is picked, as it is at the end of the block: one that is final stays as it is.
    func picks(_ index: Int, _ queue: CampaignQueue) -> Bool {
        if let isNumberPicked, index > isNumberPicked.count || !isNumberPicked[index - 1] { return false }
        return filter.picks(queue.phase(index), outcome(index))
    }

    private func outcome(_ index: Int) -> Outcome? {
        guard index <= outcomes.count, outcomes[index - 1] > 0 else { return nil }
        return Outcome.allCases[Int(outcomes[index - 1]) - 1]
    }

    private mutating func note(_ change: QueueChange, _ index: Int, _ queue: CampaignQueue) {
        let outcome: Outcome
        switch change {
        case .ended(_, let ended, _, _), .settled(_, let ended, _): outcome = ended
        case .lost: outcome = .unknown
        case .closed(_, .canceled): outcome = .canceled
        case .closed(_, .failed): outcome = .expired
        case .closed, .dialing, .ringing, .connected, .suspended, .resumed, .stopped, .started, .finished, .added,
            .nothing:
            return
        }
        if index > outcomes.count {
            outcomes.append(contentsOf: repeatElement(0, count: queue.total - outcomes.count))
        }
        outcomes[index - 1] = UInt8((Outcome.allCases.firstIndex(of: outcome) ?? 0) + 1)
    }
}

/// The last so many lines that ended a call, in memory that does not grow with the journal.
private struct NewestLines {
    let limit: Int
    private var ring: [(index: Int, position: LogPosition)] = []
    private var next = 0

    init(limit: Int) {
        self.limit = limit
    }

    mutating func add(_ index: Int, _ position: LogPosition) {
        guard limit > 0 else { return }
        if ring.count < limit {
            ring.append((index, position))
        } else {
            ring[next % limit] = (index, position)
        }
        next += 1
    }

    var newestFirst: [(index: Int, position: LogPosition)] {
        ring.sorted { $0.position > $1.position }
    }
}

extension Acceptance {
    /// What a campaign's journal accepted, from its first line alone.
    ///
    /// - Throws: `DiskError`; `StoreError` when it is not a journal.
    init(of place: CampaignPlace, on disk: any Disk) throws {
        self = try JournalReader(place.folder, on: disk).beginning().acceptance
    }
}
