/// Decides whose turn it is: how many requests are under way to each host, and which campaign's record is next.
///
/// A host has a fixed number of workers, each with one request under way at a time; so one host's slowness is never
/// another's, and the campaigns that share a host share its cap. A worker asks for turns until there is none.
public struct ShipMachine: Equatable, Sendable {
    /// A host and the campaigns that have something for it.
    private struct Host: Equatable {
        /// Campaigns that may have something to send, in the order of their turns.
        var campaigns: [Int] = []
        /// Whose turn is next.
        var cursor = 0
        /// Workers at work.
        var working = 0
        /// Workers that would find something to do, beyond those at work.
        var wanted = 0
    }

    private var hosts: [String: Host] = [:]
    private let perHost: Int
    /// Whether no new request may be made; those under way finish.
    public private(set) var isHalted = false

    /// Makes a machine with nothing to do.
    ///
    /// - Parameter perHost: requests under way at once to one host, at least 1.
    public init(perHost: Int) {
        self.perHost = max(1, perHost)
    }

    /// Workers at work, over all hosts.
    public var working: Int { hosts.values.reduce(0) { $0 + $1.working } }

    /// Whether some campaign may have something to send.
    public var hasWork: Bool { hosts.values.contains { !$0.campaigns.isEmpty } }

    /// A campaign has records to send now, about so many.
    public mutating func ready(_ campaign: Int, at name: String, records: Int) {
        guard records > 0 else { return }
        var host = hosts.removeValue(forKey: name) ?? Host()
        if !host.campaigns.contains(campaign) { host.campaigns.append(campaign) }
        host.wanted = min(perHost, host.wanted + records)
        hosts[name] = host
    }

    /// The hosts that a worker is to be started for, one name for each; they count as at work from here on.
    public mutating func openings() -> [String] {
        guard !isHalted else { return [] }
        var openings: [String] = []
        for name in hosts.keys.sorted() {
            let count = hosts[name].map { min(perHost - $0.working, $0.wanted) } ?? 0
            openings.append(contentsOf: repeatElement(name, count: count))
            hosts[name]?.working += count
            hosts[name]?.wanted = 0
        }
        return openings
    }

    /// The campaign whose record a worker of the host sends next; `nil` is the end of this worker.
    public mutating func turn(at name: String) -> Int? {
        guard var host = hosts.removeValue(forKey: name) else { return nil }
        defer { if host.working > 0 || !host.campaigns.isEmpty { hosts[name] = host } }
        guard !isHalted, !host.campaigns.isEmpty else {
            host.working -= 1
            return nil
        }
        if host.cursor >= host.campaigns.count { host.cursor = 0 }
        host.cursor += 1
        return host.campaigns[host.cursor - 1]
    }

    /// A campaign whose turn it was had nothing to send.
    public mutating func exhausted(_ campaign: Int, at name: String) {
        guard let place = hosts[name]?.campaigns.firstIndex(of: campaign) else { return }
        hosts[name]?.campaigns.remove(at: place)
        if let cursor = hosts[name]?.cursor, cursor > place { hosts[name]?.cursor = cursor - 1 }
    }

    /// No new request until `resume`.
    public mutating func halt() {
        isHalted = true
    }

    /// Requests may be made again.
    public mutating func resume() {
        isHalted = false
    }
}
