public import CallspoolCore
internal import Synchronization

/// The outbox on disk: the status files of the campaigns in `queue/`, and a delivery log in each one's folder.
///
/// - Precondition: nobody else ships from this spool; whoever makes one holds the spool's shipping lock.
public final class SpoolOutbox: Outbox {
    private struct State {
        var campaigns: [Int: CampaignOutbox] = [:]
        var keys: [String: Int] = [:]
        var lastKey = 0
        var warnings: [String] = []
        /// What became of the records of campaigns that were closed.
        var closed: [ShippingTally] = []
        /// What was said of campaigns that cannot be opened or closed, so that it is said once.
        var said: [String: String] = [:]
        var pruning: DonePruning

        /// In one order always, so that two runs that see the same write the same.
        var inOrder: [(key: Int, value: CampaignOutbox)] { campaigns.sorted { $0.key < $1.key } }

        mutating func say(_ message: String, of name: String) {
            guard said[name] != message else { return }
            said[name] = message
            warnings.append(message)
        }
    }

    private let layout: SpoolLayout
    private let disk: any Disk
    private let rules: OutboxRules
    private let state: Mutex<State>

    /// Makes the outbox of a spool; nothing is read before the first `refresh`.
    public init(layout: SpoolLayout, disk: any Disk, rules: OutboxRules = OutboxRules()) {
        self.layout = layout
        self.disk = disk
        self.rules = rules
        state = Mutex(State(pruning: DonePruning(layout, on: disk, age: rules.keepsDone)))
    }

    /// Opens the campaigns that are new in the queue, which replays their logs, and looks how far the others have come.
    public func refresh(now: Timestamp) throws(OutboxError) {
        try state.withLock { state throws(OutboxError) in
            let folders = try outboxResult { () throws(DiskError) in try disk.list(layout.queue) }
            let campaigns = folders.filter { $0.kind == .folder && !$0.name.hasPrefix(".") }.map(\.name)
            let names = Set(campaigns.filter { rules.campaign == nil || rules.campaign == $0 })
            for (name, key) in state.keys where !names.contains(name) {
                state.keys[name] = nil
                state.campaigns[key] = nil
            }
            for name in names.sorted() {
                refresh(name, &state, now)
            }
        }
    }

    /// One campaign that cannot be read holds up no other: it is said once, and tried again at the next look.
    private func refresh(_ name: String, _ state: inout State, _ now: Timestamp) {
        do throws(DiskError) {
            if let key = state.keys[name], let campaign = state.campaigns[key] {
                if try campaign.mustTurn(layout) {
                    state.campaigns[key] = try turn(campaign, now)
                } else {
                    try campaign.refresh(now: now)
                }
            } else {
                let folder = layout.campaign(name)
                let opened = try CampaignOutbox.open(folder, layout: layout, disk: disk, rules: rules, now: now)
                guard let campaign = opened else { return }
                state.lastKey += 1
                state.keys[name] = state.lastKey
                state.campaigns[state.lastKey] = campaign
            }
            state.said[name] = nil
        } catch {
            state.say(error.message, of: name)
        }
    }

    /// Opens a campaign again on a copy of its status file, which somebody moved, cut or edited; not before everything that
    /// it handed out has come back and is durable, since what is opened knows only what is in its files.
    private func turn(_ campaign: CampaignOutbox, _ now: Timestamp) throws(DiskError) -> CampaignOutbox {
        campaign.isStalled = true
        guard campaign.isAtRest else { return campaign }
        let opened = try CampaignOutbox.open(
            campaign.folder,
            layout: layout,
            disk: disk,
            rules: rules,
            retelling: true,
            now: now
        )
        opened?.tally = campaign.tally
        return opened ?? campaign
    }

    /// What there is to do.
    public func backlog(now: Timestamp) -> Backlog {
        state.withLock { state in
            var backlog = Backlog()
            for (key, campaign) in state.campaigns {
                backlog.toCommit += campaign.toCommit(now: now)
                let requests = campaign.ready(now: now)
                if requests > 0, let target = campaign.target {
                    backlog.ready.append(Backlog.Ready(campaign: key, host: target.host, requests: requests))
                }
                if !campaign.isGone, let due = campaign.waiting.nextDue, due > now {
                    backlog.nextDue = min(due, backlog.nextDue ?? due)
                }
                if let due = campaign.cutDue, due > now { backlog.nextCut = min(due, backlog.nextCut ?? due) }
            }
            backlog.ready.sort { $0.campaign < $1.campaign }
            return backlog
        }
    }

    /// Hands out what may be sent.
    ///
    /// A status file that cannot be read holds up its own campaign only: it is said once, and tried again at the next
    /// look.
    public func take(from key: Int, now: Timestamp) -> Delivery? {
        state.withLock { state in
            guard let campaign = state.campaigns[key] else { return nil }
            do throws(DiskError) {
                return try campaign.take(key: key, now: now)
            } catch {
                campaign.isStalled = true
                // One that was moved at this moment is missed at the next look, which says so.
                if !error.isStale { state.say(error.message, of: "reading " + campaign.name) }
                return nil
            }
        }
    }

    /// Notes a result; of a campaign that was taken away meanwhile it is dropped.
    @discardableResult
    public func note(_ result: DeliveryResult, of delivery: Delivery, restsUntil: Timestamp?, now: Timestamp) -> Int {
        state.withLock { state in
            guard let campaign = state.campaigns[delivery.campaign] else { return 0 }
            campaign.note(result, of: delivery, restsUntil: restsUntil, now: now)
            return campaign.uncommitted
        }
    }

    /// Takes a delivery back.
    public func putBack(_ delivery: Delivery) {
        state.withLock { $0.campaigns[delivery.campaign]?.putBack(delivery) }
    }

    /// What the logs of campaigns that were opened tell of their hosts.
    public func histories() -> [(host: String, history: HostHistory)] {
        state.withLock { state in
            state.inOrder.compactMap { _, campaign in
                guard let history = campaign.history, let target = campaign.target else { return nil }
                campaign.history = nil
                return (target.host, history)
            }
        }
    }

    /// Has what was written up to an instant for a host given up.
    public func giveUp(at host: String, writtenBy instant: Timestamp) throws(OutboxError) {
        try state.withLock { state throws(OutboxError) in
            try outboxResult { () throws(DiskError) in
                for (_, campaign) in state.inOrder where campaign.target?.host == host {
                    try campaign.giveUp(writtenBy: instant)
                }
            }
        }
    }

    /// Puts aside what a receiver does not want any more, or cannot be brought; cuts batches that have waited; then makes
    /// kept records, batches and results of deliveries durable.
    ///
    /// One sync for each file that grew. The promise P7 begins when it returns. Records are handed out meanwhile.
    ///
    /// - Precondition: one call at a time.
    public func commit(now: Timestamp) throws(OutboxError) -> Bool {
        let (logs, hasMore) = try state.withLock { state throws(OutboxError) in
            try outboxResult { () throws(DiskError) in
                var hasMore = false
                var logs: [(key: Int, log: DeliveryLog)] = []
                for (key, campaign) in state.inOrder {
                    let more = try campaign.sweep(now: now)
                    hasMore = hasMore || more
                    if let log = campaign.handOver(now: now) { logs.append((key, log)) }
                }
                return (logs, hasMore)
            }
        }
        for (key, log) in logs {
            try outboxResult { () throws(DiskError) in try log.commit() }
            state.withLock { $0.campaigns[key]?.committed() }
        }
        return hasMore
    }

    /// Closes what is over, and removes what was closed long ago.
    public func closeFinished(now: Timestamp) throws(OutboxError) -> [String] {
        state.withLock { state in
            var closed: [String] = []
            for (key, campaign) in state.inOrder where campaign.isSettled {
                do throws(DiskError) {
                    guard try campaign.close(layout: layout, now: now) else { continue }
                    closed.append(campaign.name)
                    if campaign.target != nil { state.closed.append(campaign.tally) }
                    state.keys[campaign.name] = nil
                    state.campaigns[key] = nil
                } catch {
                    state.say(error.message, of: "closing " + campaign.name)
                }
            }
            do throws(DiskError) {
                _ = try state.pruning.step(now: now)
            } catch {
                state.say(error.message, of: "pruning")
            }
            return closed.sorted()
        }
    }

    /// What became of each campaign's records since this was made, and what is left of them, by name.
    ///
    /// - Throws: when the disk fails.
    public func tallies() throws(OutboxError) -> [ShippingTally] {
        try state.withLock { state throws(OutboxError) in
            try outboxResult { () throws(DiskError) in
                var all = state.closed
                for (_, campaign) in state.inOrder where campaign.target != nil {
                    var tally = campaign.tally
                    tally.left = try campaign.left()
                    all.append(tally)
                }
                return all.sorted { $0.campaign < $1.campaign }
            }
        }
    }

    /// What was not reported yet.
    public func warnings() -> [String] {
        state.withLock { state in
            defer { state.warnings.removeAll() }
            for campaign in state.campaigns.values {
                state.warnings.append(contentsOf: campaign.warnings)
                campaign.warnings.removeAll()
            }
            return state.warnings
        }
    }
}

/// Turns the disk's error into the port's.
func outboxResult<Success>(_ body: () throws(DiskError) -> Success) throws(OutboxError) -> Success {
    do throws(DiskError) {
        return try body()
    } catch {
        throw OutboxError(error.message)
    }
}
