public import CallspoolCore
import Synchronization

/// The queue store that is the spool directory itself.
///
/// One writer: whoever makes one must hold the spool's lock. Its methods block on the disk and are called on the dialling
/// side's own thread.
public final class EmbeddedQueueStore: QueueStore {
    /// How many calls are taken out of the queue in one `tidy`, so that other campaigns' calls are not held up for long.
    private static let tidyLimit = 2000

    private struct State {
        var open: [Int32: OpenCampaign] = [:]
        var slots: [String: Int32] = [:]
        var lastSlot: Int32 = 0
        /// Folders that need no writer any more, by inode: finished, or damaged.
        var closed: Set<Int> = []
        var shares = Shares()
        var attempts: [Attempt] = []
        var latest = Timestamp(milliseconds: 0)
    }

    private let layout: SpoolLayout
    private let disk: any Disk
    private let tag: String
    private let durability: Durability
    private let complain: @Sendable (String) -> Void
    private let state = Mutex(State())

    /// Makes the store of a spool.
    ///
    /// - Parameters:
    ///   - layout: the spool.
    ///   - disk: where it is.
    ///   - tag: the spool's own name in the ids that engines are given.
    ///   - durability: told how much of each journal is durable.
    ///   - complain: told of campaigns that cannot be opened.
    public init(
        _ layout: SpoolLayout,
        on disk: any Disk,
        tag: String,
        durability: Durability,
        complain: @escaping @Sendable (String) -> Void
    ) {
        self.layout = layout
        self.disk = disk
        self.tag = tag
        self.durability = durability
        self.complain = complain
    }

    /// The latest instant in any journal: under a fast clock a new process goes on from there.
    public var latest: Timestamp { state.withLock { $0.latest } }

    /// Waits until no journal is being written, and runs the body before one is again: for leaving at once with every
    /// journal whole.
    public func atRest(_ body: () -> Void) {
        state.withLock { _ in body() }
    }

    /// Opens the campaigns in `queue/` that are not open yet.
    public func discover(_ now: Timestamp) async throws {
        try translating {
            let entries = try disk.list(layout.queue).filter { $0.kind == .folder && !$0.name.hasPrefix(".") }
            // A folder that is gone gives its inode free, for another campaign's.
            state.withLock { $0.closed.formIntersection(entries.map(\.inode)) }
            for entry in entries.sorted(by: { $0.name < $1.name }) {
                let isNew = state.withLock { $0.slots[entry.name] == nil && !$0.closed.contains(entry.inode) }
                if isNew { try open(entry) }
            }
        }
    }

    private func open(_ entry: DiskEntry) throws {
        do {
            try state.withLock { state in
                state.lastSlot += 1
                let campaign = try OpenCampaign(layout.campaign(entry.name), slot: state.lastSlot, on: disk)
                durability.set(entry.name, campaign.durable)
                state.latest = max(state.latest, campaign.latest)
                if campaign.queue.isFinished {
                    state.closed.insert(entry.inode)
                } else {
                    state.slots[entry.name] = campaign.slot
                    state.open[campaign.slot] = campaign
                }
            }
        } catch let error as StoreError {
            leave(entry, error.message)
        } catch let error as DiskError where error.isOfOneFile {
            leave(entry, error.message)
        }
    }

    /// One campaign that cannot be worked with holds up no other; the next process tries it again.
    private func leave(_ entry: DiskEntry, _ why: String) {
        state.withLock { _ = $0.closed.insert(entry.inode) }
        complain("campaign \(entry.name) is left alone: \(why)")
    }

    /// Claims by weighted shares between the campaigns.
    public func claim(_ limit: Int, now: Timestamp) async throws {
        try translating { try claim(limit, now) }
    }

    private func claim(_ limit: Int, _ now: Timestamp) throws {
        try state.withLock { state in
            var candidates = state.open.keys.sorted()
            while state.attempts.count < limit, let slot = state.shares.next(among: candidates) {
                guard let campaign = state.open[slot], let attempt = try claim(from: campaign, now) else {
                    candidates.removeAll { $0 == slot }
                    continue
                }
                state.shares.placed(slot, weight: campaign.queue.campaign.priority)
                state.attempts.append(attempt)
            }
        }
    }

    /// Claims one call; a campaign whose jobs cannot be read is suspended, with the reason in its journal.
    private func claim(from campaign: OpenCampaign, _ now: Timestamp) throws -> Attempt? {
        do {
            return try campaign.claim(now, spoolTag: tag)
        } catch let error as StoreError {
            suspend(campaign, error.message, now)
        } catch let error as DiskError where error.isOfOneFile {
            suspend(campaign, error.message, now)
        }
        return nil
    }

    private func suspend(_ campaign: OpenCampaign, _ why: String, _ now: Timestamp) {
        complain("campaign \(campaign.name) is suspended: \(why)")
        campaign.suspendByItself(why, now)
    }

    /// Notes facts; a fact of a campaign that is closed is of no attempt that was claimed, and is dropped.
    public func record(_ facts: [CallFact], now: Timestamp) async throws {
        state.withLock { state in
            for fact in facts { state.open[fact.key.campaign]?.record(fact) }
        }
    }

    /// Commits every journal that was written to, with one sync each.
    public func commit() async -> Commit {
        state.withLock { state in
            var failure: DiskError?
            var lost: Set<Int32> = []
            for campaign in state.open.values where campaign.isDirty {
                do throws(DiskError) {
                    try campaign.commit()
                    durability.set(campaign.name, campaign.durable)
                } catch {
                    failure = error
                    lost.insert(campaign.slot)
                }
            }
            let attempts = state.attempts.filter { !lost.contains($0.key.campaign) }
            state.attempts.removeAll(keepingCapacity: true)
            closeFinished(&state)
            return Commit(attempts: attempts, failure: failure.map(StoreError.init))
        }
    }

    private func closeFinished(_ state: inout sending State) {
        for (slot, campaign) in state.open where campaign.queue.isFinished && !campaign.isDirty {
            state.open[slot] = nil
            state.slots[campaign.name] = nil
            state.shares.remove(slot)
            if let inode = inode(campaign.folder.path) { state.closed.insert(inode) }
        }
    }

    private func inode(_ path: String) -> Int? {
        // A folder that cannot be looked at is looked at again by `discover`, which then says why.
        do { return try disk.entry(path)?.inode } catch { return nil }
    }

    /// Takes expired and canceled calls out, settles what was lost for long, and ends campaigns.
    public func tidy(_ now: Timestamp) async throws {
        state.withLock { state in
            for campaign in state.open.values {
                if campaign.queue.mustEmpty(now) { campaign.empty(EmbeddedQueueStore.tidyLimit, now) }
                campaign.giveUpStuck(now)
                if campaign.queue.isOver, !campaign.queue.isFinished { campaign.note(.finished, now) }
            }
        }
    }

    /// Carries out a request.
    public func control(_ request: ControlRequest, now: Timestamp) async throws -> ControlAnswer {
        state.withLock { state in
            if request.action == .cancel || request.action == .settle { return changeCall(request, &state, now) }
            let campaigns = state.open.values.filter { request.target == "all" || $0.name == request.target }
            return ControlAnswer(
                rows: campaigns.sorted { $0.name < $1.name }
                    .map { campaign in
                        let changed = campaign.carryOut(request, now)
                        let counts = campaign.queue.counts
                        return .init(
                            campaign: campaign.name,
                            held: counts.pending,
                            onTheirWay: counts.dialing,
                            changed: changed
                        )
                    }
            )
        }
    }

    private func changeCall(_ request: ControlRequest, _ state: inout sending State, _ now: Timestamp) -> ControlAnswer
    {
        for campaign in state.open.values where request.target.hasPrefix(campaign.acceptance.callIDPrefix) {
            guard let index = Int(request.target.dropFirst(campaign.acceptance.callIDPrefix.count)) else { continue }
            let isUnderWay = campaign.queue.underWay[index] != nil
            let changed =
                request.outcome.map { campaign.settle(index, $0, by: request.by, now) }
                ?? campaign.cancel(index, by: request.by, now)
            return ControlAnswer(rows: [
                .init(
                    campaign: campaign.name,
                    held: changed ? 1 : 0,
                    onTheirWay: isUnderWay ? 1 : 0,
                    changed: changed
                )
            ])
        }
        return ControlAnswer()
    }

    /// What a former process had under way.
    public func unaccounted() async -> [AttemptUnderWay] {
        state.withLock { state in
            state.open.values.sorted { $0.slot < $1.slot }
                .flatMap { campaign in
                    do {
                        return try campaign.unaccounted(spoolTag: tag)
                    } catch {
                        complain("campaign \(campaign.name): what was under way cannot be told: \(error)")
                        return []
                    }
                }
        }
    }

    /// The earliest instant at which any campaign may have something to do.
    public func nextDue(_ now: Timestamp) async -> Timestamp? {
        state.withLock { state in state.open.values.compactMap { $0.nextDue(now) }.min() }
    }

    /// A row a campaign that is open, by name.
    public func backlog() async -> [CampaignBacklog] {
        state.withLock { state in
            state.open.values.sorted { $0.name < $1.name }
                .map { campaign in
                    CampaignBacklog(
                        name: campaign.name,
                        counts: campaign.queue.counts,
                        hold: campaign.queue.hold,
                        nextDue: campaign.queue.nextRetry
                    )
                }
        }
    }

    private func translating<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as DiskError {
            throw StoreError(error)
        }
    }
}

extension StoreError {
    /// What a disk error means for a store.
    init(_ error: DiskError) {
        self.init(error.isFull ? .full : .unavailable, error.message)
    }
}
