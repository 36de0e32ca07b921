public import CallspoolCore

/// What truly happened in a run, seen from outside of the program: what the audit judges by.
public struct SimulationRecord: Sendable {
    /// A call that the engine was told to place.
    public struct Placement: Equatable, Sendable {
        /// The attempt, under the id that the engine was given.
        public var id: String
        /// The call.
        public var callID: String
        /// Which dialling of it.
        public var number: Int
        /// Its campaign.
        public var campaign: String
        /// Whom.
        public var phoneNumber: String
        /// Through which trunk.
        public var trunk: String?
        /// The program's clock.
        public var at: Timestamp
        /// Milliseconds that had passed since the start of the run.
        public var elapsed: Int64
        /// Its place among everything that happened.
        public var order: Int
        /// Which life of the program.
        public var life: Int
        /// Calls that were in progress at the engine, in all, of this campaign and through this trunk, this one counted.
        public var live, liveOfCampaign, liveOfTrunk: Int
        /// Whether its `dialing` line would have survived a loss of power at this instant (P3).
        public var isDurable: Bool
        /// Whether the engine refused it: certainly not placed.
        public var isRefused = false
    }

    /// An end as the engine knows it.
    public struct End: Equatable, Sendable {
        /// What happened.
        public var outcome: Outcome
        /// When.
        public var at: Timestamp
        /// Milliseconds that had passed since the start of the run when the program, or the engine, came to know.
        public var elapsed: Int64
    }

    /// A number that somebody put on a do-not-call list.
    public struct Listing: Equatable, Sendable {
        /// The number.
        public var phoneNumber: String
        /// Whose list; `nil` is the spool's.
        public var campaign: String?
        /// Milliseconds that had passed since the start of the run.
        public var elapsed: Int64
    }

    /// A call between its placing and the program's knowing what became of it.
    struct Way: Equatable, Sendable {
        var campaign: String
        var trunk: String?
    }

    /// A request that the program says it has carried out.
    public struct Carried: Equatable, Sendable {
        /// What was asked.
        public var request: ControlRequest
        /// Where among everything that happened it was asked.
        public var asked: Int
        /// Its place among everything that happened.
        public var order: Int
        /// The campaigns that were finished then: nothing of them was there to be held.
        public var finished: Set<String> = []
    }

    /// A status record that reached its receiver.
    public struct Delivery: Equatable, Sendable {
        /// The URL.
        public var url: String
        /// The record's number in its campaign.
        public var n: Int
        /// Whether the program heard that it was taken.
        public var isAnswered: Bool
        /// Which life of the program.
        public var life: Int
    }

    /// A request that was answered, or failed.
    public struct Request: Equatable, Sendable {
        /// Milliseconds that had passed since the start of the run.
        public var elapsed: Int64
        /// Whether the program heard that what it brought was taken.
        public var isTaken: Bool
    }

    /// The calls placed.
    public var placements: [Placement] = []
    /// How attempts ended, by id.
    public var ends: [String: End] = [:]
    /// The ends that the program was told, in whatever life.
    public var told: [String: End] = [:]
    /// Requests that wait, and since when.
    var waiting: [String: Int] = [:]
    /// Requests carried out.
    public var carried: [Carried] = []
    /// How often each record's delivery was tried, by URL and number.
    public var tries: [String: Int] = [:]
    /// The bodies that were sent under each id, and the ids under which each record was sent, by URL and number.
    public var bodies: [String: Set<[UInt8]>] = [:], ids: [String: Set<String>] = [:]
    /// The requests made, in their order.
    public var requests: [Request] = []
    /// Deliveries that arrived.
    public var deliveries: [Delivery] = []
    /// URLs whose receiver wants nothing more.
    public var gone: Set<String> = []
    /// Lives that ended with a death, or whose disk was in trouble.
    public var troubledLives: Set<Int> = []
    /// Files that were dropped, by the plan's place.
    public var dropped: Set<Int> = []
    /// Files that were dropped a second time, by the plan's place.
    public var droppedAgain: Set<Int> = []
    /// Calls that heard nothing, by attempt id, in the order of their ends, and in which life of the program.
    var silent: [(id: String, life: Int, elapsed: Int64)] = []
    /// Files that add to campaigns and were dropped, by the plan's place.
    public var addedFiles: Set<Int> = []
    /// How often each kind of thing happened.
    public var figures: [String: Int] = [:]
    /// What happened, in words; empty unless the run is traced.
    public var trace: [String] = []
    /// What could not be by itself, found while the program ran.
    public var faults: [String] = []
    /// Calls in progress at the engine, by attempt id.
    var live: [String: Way] = [:]
    /// Calls of which the program does not know yet what became of them.
    var awaited: [String: Way] = [:]
    /// Numbers put on lists, in order.
    public var listings: [Listing] = []
    /// When the spool's list was last written by a person, by the time of day, and from which passed time on.
    public var listWrites: [(elapsed: Int64, at: Timestamp)] = []
    /// When the spool's list was not to be had, by the time that passed.
    public var listGone: [Range<Int64>] = []
    /// Everything that happened is counted.
    var order = 0

    /// The next place among everything that happens.
    mutating func nextOrder() -> Int {
        order += 1
        return order
    }

    mutating func count(_ figure: String, _ count: Int = 1) {
        figures[figure, default: 0] += count
    }
}
