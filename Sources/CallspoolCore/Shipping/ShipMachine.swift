/// Decides whose turn it is: how many requests are in progress to each host, and which campaign's records are next.
///
/// A host has workers, each with one request in progress at a time, as many as its limit allows; so one host's slowness is
/// never another's, and the campaigns that share a host share its limit. A worker asks for turns until there is none.
public struct ShipMachine: Equatable, Sendable {
    /// A host and the campaigns that have something for it.
    private struct Host: Equatable {
        /// Campaigns that may have something to send, in the order of their turns.
        var campaigns: [Int] = []
        /// Whose turn is next.
        var cursor = 0
        /// Workers running.
        var working = 0
        /// Workers that would find something to do, beyond those running.
        var wanted = 0
        /// Whether something waited for it when openings were last asked for.
        var isAwaited = false
        /// How many may be.
        var limit: HostConcurrencyLimit
        /// When records are next to be given up that have waited for it too long.
        var nextGivingUp = Timestamp(milliseconds: 0)
    }

    /// How often it is looked whether records have waited too long for a host that takes nothing.
    private static let givingUpPause = Duration.seconds(600)

    private var hosts: [String: Host] = [:]
    private let settings: ShippingSettings
    /// Whether no new request may be made; those in progress finish.
    public private(set) var isHalted = false
    /// Workers running, over all hosts.
    public private(set) var working = 0

    /// Makes a machine with nothing to do.
    ///
    /// - Parameter settings: how many requests at once there may be to one host, and for how long records wait for it.
    public init(_ settings: ShippingSettings) {
        self.settings = settings
    }

    /// Whether some campaign may have something to send.
    public var hasWork: Bool { hosts.values.contains { !$0.campaigns.isEmpty } }

    /// What the previous run learnt of a host.
    public mutating func remember(_ history: HostHistory, at name: String) {
        change(name) { $0.limit.remember(history) }
    }

    /// A campaign has requests to make now, about so many.
    public mutating func ready(_ campaign: Int, at name: String, requests: Int) {
        guard requests > 0 else { return }
        let ceiling = settings.perHost
        change(name) { host in
            if !host.campaigns.contains(campaign) { host.campaigns.append(campaign) }
            host.wanted = min(ceiling, host.wanted + requests)
        }
    }

    /// The hosts that a worker is to be started for, one name for each; they count as running from here on.
    public mutating func openings(now: Timestamp) -> [String] {
        guard !isHalted else { return [] }
        var openings: [String] = []
        for name in hosts.keys.sorted() {
            change(name) { host in
                if host.wanted > 0, host.working == 0 { host.limit.beginProbe(now) }
                let count = max(0, min(host.limit.allowed - host.working, host.wanted))
                openings.append(contentsOf: repeatElement(name, count: count))
                host.working += count
                (host.isAwaited, host.wanted) = (host.wanted > 0, 0)
            }
        }
        working += openings.count
        return openings
    }

    /// The campaign whose records a worker of the host sends next; `nil` is the end of this worker.
    public mutating func turn(at name: String, now: Timestamp) -> Int? {
        let isHalted = isHalted
        let campaign = change(name) { host -> Int? in
            guard !isHalted, !host.campaigns.isEmpty, host.working <= host.limit.allowed else {
                host.working -= 1
                if host.working == 0 { host.limit.endProbe(now) }
                return nil
            }
            if host.cursor >= host.campaigns.count { host.cursor = 0 }
            host.cursor += 1
            return host.campaigns[host.cursor - 1]
        }
        if campaign == nil { working -= 1 }
        return campaign
    }

    /// A campaign whose turn it was had nothing to send.
    public mutating func exhausted(_ campaign: Int, at name: String) {
        change(name) { host in
            guard let place = host.campaigns.firstIndex(of: campaign) else { return }
            host.campaigns.remove(at: place)
            if host.cursor > place { host.cursor -= 1 }
        }
    }

    /// What an answer does to its host.
    public struct Effect: Equatable, Sendable {
        /// Until when the host rests for it; `nil` when it does not, or did already.
        public var restsUntil: Timestamp?
        /// Whether there is room for another worker now.
        public var hasRoom = false
    }

    /// A worker's request was answered.
    public mutating func answered(
        _ answer: HostAnswer,
        at name: String,
        took: Duration,
        now: Timestamp,
        random: Double
    ) -> Effect {
        change(name) { host in
            let before = host.limit.allowed
            let until = host.limit.answered(answer, took: took, now: now, random: random)
            let allowed = host.limit.allowed
            return Effect(restsUntil: until, hasRoom: allowed > before && allowed > host.working)
        }
    }

    /// When the earliest host has rested for which something waited when openings were last asked for.
    public var nextProbe: Timestamp? {
        hosts.values.compactMap { $0.isAwaited ? $0.limit.restsUntil : nil }.min()
    }

    /// The hosts that have taken nothing for as long as the whole schedule lasts: whatever has waited as long is given up.
    ///
    /// Each of them is named once in some minutes.
    public mutating func hostsToGiveUp(now: Timestamp) -> [String] {
        let (span, pause) = (settings.patience, ShipMachine.givingUpPause)
        return hosts.keys.sorted()
            .filter { name in
                change(name) { host in
                    guard host.limit.isPastPatience(now, after: span), host.nextGivingUp <= now else { return false }
                    host.nextGivingUp = now + pause
                    return true
                }
            }
    }

    /// No new request until `resume`.
    public mutating func halt() {
        isHalted = true
    }

    /// Requests may be made again.
    public mutating func resume() {
        isHalted = false
    }

    /// Hosts are kept: what was learnt of them is of use when the next campaign comes.
    @discardableResult
    private mutating func change<Result>(_ name: String, _ body: (inout Host) -> Result) -> Result {
        body(&hosts[name, default: Host(limit: HostConcurrencyLimit(ceiling: settings.perHost))])
    }
}

extension ShippingSettings {
    /// How long a record waits for a host that takes nothing: as long as the schedule of one lasts, and no shorter than
    /// the longest rest, so that a host which is away for a moment costs no record its delivery.
    public var patience: Duration {
        max(schedule.reduce(.zero, +), HostConcurrencyLimit.longestRest)
    }
}
