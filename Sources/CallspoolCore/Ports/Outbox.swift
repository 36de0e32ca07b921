/// The status records that are to be delivered, and what became of their deliveries.
///
/// An implementer must make true:
/// - Every record that the status side promised (DESIGN.md P6) is handed out until a verdict ends it, also after a
///   crash; tries and the instants of the next ones survive.
/// - Once `commit` has returned, no record whose verdict was given before is handed out against it (P7).
/// - A record that is given up, or whose receiver is gone, is kept before that verdict is durable.
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

    /// Hands out a record of a campaign that may be sent now; `nil` when there is none.
    ///
    /// - Throws: when the disk fails.
    func take(from campaign: Int, now: Timestamp) throws(OutboxError) -> OutgoingRecord?

    /// Notes what became of a record that was handed out; durable with the next `commit`.
    ///
    /// - Returns: how many verdicts of its campaign are not durable yet.
    @discardableResult
    func note(_ verdict: Verdict, of record: OutgoingRecord, now: Timestamp) -> Int

    /// Takes back a record that was handed out and has no verdict.
    func putBack(_ record: OutgoingRecord)

    /// Makes the verdicts durable, and moves on with the campaigns whose receiver is gone.
    ///
    /// - Returns: whether there is more to do at once.
    /// - Throws: when the disk fails.
    func commit(now: Timestamp) throws(OutboxError) -> Bool

    /// Closes the campaigns of which every record is taken, given up or gone.
    ///
    /// - Returns: their names.
    /// - Throws: when the disk fails.
    func closeFinished(now: Timestamp) throws(OutboxError) -> [String]

    /// What a person should know and was not told yet, a sentence each.
    func remarks() -> [String]
}

/// What an outbox has to do.
public struct Backlog: Equatable, Sendable {
    /// A campaign with something to send now.
    public struct Ready: Equatable, Sendable {
        /// Its key in the outbox.
        public var campaign: Int
        /// Where its records go.
        public var host: String
        /// About how many there are, at least 1.
        public var records: Int

        /// Makes one.
        public init(campaign: Int, host: String, records: Int) {
            self.campaign = campaign
            self.host = host
            self.records = records
        }
    }

    /// Campaigns with something to send now.
    public var ready: [Ready] = []
    /// The earliest instant after now at which a record is due again.
    public var nextDue: Timestamp?
    /// How much there is for `commit` to do: verdicts that are not durable yet, and campaigns whose receiver is gone and
    /// that have records left.
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
