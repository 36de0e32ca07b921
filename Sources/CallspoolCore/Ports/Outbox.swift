/// The status records that are to be delivered, and what became of their deliveries.
///
/// An implementer must make true:
/// - Every record that the status side promised (P6) is handed out until a result ends it, also after a crash; tries and
///   the instants of the next ones survive.
/// - A batch has the same records whenever it is handed out, also after a crash: either that follows from what is durable,
///   or it is made durable before.
/// - Once `commit` has returned, nothing whose result was given before is handed out against it (P7).
/// - What is given up, or whose receiver is gone, is kept before that result is durable.
/// - After an error nothing is lost or said twice: what could not be written is written by a later `commit`.
///
/// Calls may block, and may come from any thread.
public protocol Outbox: Sendable {
    /// Looks for campaigns and records that are new.
    ///
    /// - Throws: when the disk fails.
    func refresh(now: Timestamp) throws(OutboxError)

    /// What there is to do, as far as the last `refresh` saw.
    func backlog(now: Timestamp) -> Backlog

    /// Hands out what may be sent now of a campaign; `nil` when there is nothing.
    ///
    /// - Throws: when the disk fails.
    func take(from campaign: Int, now: Timestamp) throws(OutboxError) -> Delivery?

    /// Notes what became of a delivery that was handed out; durable with the next `commit`.
    ///
    /// - Parameters:
    ///   - result: what became of it.
    ///   - delivery: what was handed out.
    ///   - restsUntil: until when its host rests for it, for the next process to know; `nil` when it does not.
    ///   - now: the program's clock.
    /// - Returns: how many results of deliveries of its campaign are not durable yet.
    @discardableResult
    func note(_ result: DeliveryResult, of delivery: Delivery, restsUntil: Timestamp?, now: Timestamp) -> Int

    /// Takes back a delivery that was handed out and has no result.
    func putBack(_ delivery: Delivery)

    /// What the logs tell of hosts and was not handed out yet.
    func histories() -> [(host: String, history: HostHistory)]

    /// Gives up, with the next `commit`, what was written up to an instant for a host and is not in progress.
    ///
    /// - Throws: when the disk fails.
    func giveUp(at host: String, writtenBy instant: Timestamp) throws(OutboxError)

    /// Makes the results of deliveries durable, cuts the batches that have waited for long enough, and moves on with the campaigns whose
    /// receiver is gone.
    ///
    /// - Returns: whether there is more to do at once.
    /// - Throws: when the disk fails.
    func commit(now: Timestamp) throws(OutboxError) -> Bool

    /// Closes the campaigns of which every record is taken, given up or gone.
    ///
    /// - Returns: their names.
    /// - Throws: when the disk fails.
    func closeFinished(now: Timestamp) throws(OutboxError) -> [String]

    /// What a person should know and was not reported yet, a sentence each.
    func warnings() -> [String]
}

/// What an outbox has to do.
public struct Backlog: Equatable, Sendable {
    /// A campaign with something to send now.
    public struct Ready: Equatable, Sendable {
        /// Its key in the outbox.
        public var campaign: Int
        /// Where its records go.
        public var host: String
        /// About how many requests that makes, at least 1.
        public var requests: Int

        /// Makes one.
        public init(campaign: Int, host: String, requests: Int) {
            self.campaign = campaign
            self.host = host
            self.requests = requests
        }
    }

    /// Campaigns with something to send now.
    public var ready: [Ready] = []
    /// The earliest instant after now at which a record is due again.
    public var nextDue: Timestamp?
    /// When the earliest batch goes out that is not full; whoever is about to leave waits for it.
    public var nextCut: Timestamp?
    /// How much there is for `commit` to do: results of deliveries that are not durable yet, batches to be cut, and campaigns that have
    /// records left to be put aside.
    public var toCommit = 0

    /// Makes an empty one.
    public init() {}
}

/// The outbox could not be read or written.
public struct OutboxError: Error, Equatable, Sendable {
    /// What could not be done to what, and why.
    public var message: String

    /// Makes an error.
    public init(_ message: String) {
        self.message = message
    }
}
