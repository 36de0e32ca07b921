public import CallspoolCore
internal import Synchronization

/// An outbox of what was given up, or was not wanted: every undelivered record once more, of campaigns queued and done.
///
/// The undelivered files stay as they are; what is taken now is noted in the campaign's delivery log.
///
/// - Precondition: nobody else ships from this spool; whoever makes one holds the spool's shipping lock.
public final class ReplayOutbox: Outbox {
    private struct State {
        var campaigns: [Int: CampaignReplay] = [:]
        var isOpened = false
        var warnings: [String] = []

        var inOrder: [(key: Int, value: CampaignReplay)] { campaigns.sorted { $0.key < $1.key } }
    }

    private let layout: SpoolLayout
    private let disk: any Disk
    private let rules: OutboxRules
    private let state = Mutex(State())

    /// Makes the outbox; nothing is read before the first `refresh`.
    public init(layout: SpoolLayout, disk: any Disk, rules: OutboxRules = OutboxRules()) {
        self.layout = layout
        self.disk = disk
        self.rules = rules
    }

    /// Finds what was kept, the first time.
    public func refresh(now: Timestamp) throws(OutboxError) {
        try state.withLock { state throws(OutboxError) in
            guard !state.isOpened else { return }
            try outboxResult { () throws(DiskError) in try open(&state) }
            state.isOpened = true
        }
    }

    private func open(_ state: inout State) throws(DiskError) {
        let ending = ".undelivered.jsonl"
        let names = try disk.list(layout.results).map(\.name).filter { $0.hasSuffix(ending) }
            .map { String($0.dropLast(ending.count)) }
        for name in names.sorted() where rules.campaign == nil || rules.campaign == name {
            var isThere = false
            for folder in [layout.campaign(name), layout.doneCampaign(name)] where try disk.entry(folder.path) != nil {
                isThere = true
                try open(folder, &state)
            }
            if !isThere {
                state.warnings.append(
                    "results/\(name)\(ending) cannot be sent again: the campaign's folder is neither in queue/ nor in done/ "
                        + "any more, and with it went its result_url and its secret; send its lines by your own means"
                )
            }
        }
    }

    /// One campaign that cannot be read holds up no other.
    private func open(_ folder: CampaignFolder, _ state: inout State) throws(DiskError) {
        do throws(DiskError) {
            let campaign = try CampaignReplay(folder, layout: layout, disk: disk, since: rules.since)
            guard let campaign else { return }
            state.campaigns[state.campaigns.count + 1] = campaign
        } catch {
            state.warnings.append(error.message)
        }
    }

    /// What there is to send.
    public func backlog(now: Timestamp) -> Backlog {
        state.withLock { state in
            var backlog = Backlog()
            for (key, campaign) in state.inOrder {
                backlog.toCommit += campaign.uncommitted
                guard campaign.ready > 0 else { continue }
                let host = campaign.target.host
                backlog.ready.append(Backlog.Ready(campaign: key, host: host, requests: campaign.ready))
            }
            return backlog
        }
    }

    /// Hands out what was kept.
    public func take(from key: Int, now: Timestamp) throws(OutboxError) -> Delivery? {
        try state.withLock { state throws(OutboxError) in
            try outboxResult { () throws(DiskError) in try state.campaigns[key]?.take(key: key) }
        }
    }

    /// Notes a result.
    @discardableResult
    public func note(_ result: DeliveryResult, of delivery: Delivery, restsUntil: Timestamp?, now: Timestamp) -> Int {
        state.withLock { state in
            guard let campaign = state.campaigns[delivery.campaign] else { return 0 }
            campaign.note(result, of: delivery, now: now)
            return campaign.uncommitted
        }
    }

    /// Takes a delivery back.
    public func putBack(_ delivery: Delivery) {
        state.withLock { $0.campaigns[delivery.campaign]?.putBack(delivery) }
    }

    /// Nothing: a person asks for it now, whatever was before.
    public func histories() -> [(host: String, history: HostHistory)] { [] }

    /// Nothing: it is kept as it is.
    public func giveUp(at host: String, writtenBy instant: Timestamp) {}

    /// Makes it durable what was taken (P7).
    public func commit(now: Timestamp) throws(OutboxError) -> Bool {
        try state.withLock { state throws(OutboxError) in
            try outboxResult { () throws(DiskError) in
                for campaign in state.inOrder.map(\.value) { try campaign.commit() }
                return false
            }
        }
    }

    /// None: campaigns are closed by whoever ships what is outstanding.
    public func closeFinished(now: Timestamp) -> [String] { [] }

    /// What was not reported yet.
    public func warnings() -> [String] {
        state.withLock { state in
            defer { state.warnings.removeAll() }
            return state.warnings + state.inOrder.flatMap { $0.value.takeWarnings() }
        }
    }

    /// What became of each campaign's records, by name.
    public var tallies: [ShippingTally] {
        state.withLock { $0.inOrder.map(\.value.result) }.sorted { $0.campaign < $1.campaign }
    }
}
