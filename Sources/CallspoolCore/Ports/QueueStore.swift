/// Where calls wait, and where what happens to them is recorded.
///
/// Used by the dialling side alone, from one task. An implementer must make true:
/// - What `claim`, `record` and `control` do is durable when the next `commit` has returned without an error, in the order
///   in which it was done, and nothing may be acted upon before: attempts come out of `commit` only.
/// - Claims that a commit could not make durable are undone; facts are kept, and another commit tries them again.
/// - A call is claimed at most once at a time, and never again once it is final.
/// - `now` decides what is due; a store reads no clock.
public protocol QueueStore: Sendable {
    /// Takes in campaigns that have been accepted since the last time.
    ///
    /// - Throws: `StoreError`.
    func discover(_ now: Timestamp) async throws

    /// Takes calls that may go out now, at most one for each trunk given, and records them as `dialing`.
    ///
    /// What may not go out is passed over: a number on a do-not-call list is rejected, one outside its calling hours or
    /// above an attempt limit waits. A bounded piece of work; when more was to be looked at, `nextDue` is now.
    ///
    /// - Parameters:
    ///   - trunks: the trunk of the first call claimed, of the second and so on; `nil` for an engine without names.
    ///   - now: decides what is due.
    /// - Precondition: nothing else is recorded between this and the next commit.
    /// - Throws: `StoreError`.
    func claim(_ trunks: [String?], now: Timestamp) async throws

    /// Records facts about attempts that were claimed.
    ///
    /// - Throws: `StoreError`; none of them is recorded then, and the caller hands them over again.
    func record(_ facts: [CallFact], now: Timestamp) async throws

    /// Makes everything since the last commit durable: promises P3, P4 and P5 begin when it returns.
    func commit() async -> Commit

    /// Records what time alone brings about: expired calls, calls of a stopped campaign, lost calls that are to be
    /// reported, campaigns that are over. A bounded piece of work; more may be left.
    ///
    /// - Throws: `StoreError`.
    func tidy(_ now: Timestamp) async throws

    /// Carries out a request of a person's; durable with the next commit.
    ///
    /// - Throws: `StoreError`; the request is not carried out then, and the caller asks again.
    func control(_ request: ControlRequest, now: Timestamp) async throws -> ControlAnswer

    /// The attempts that are in progress as far as the store knows, and that nobody in this process placed: after a crash,
    /// those of the previous run.
    func unaccounted() async -> [AttemptInProgress]

    /// The attempts whose outcome was lost and is not settled: the engine may know more of them by now.
    func stuck() async -> [AttemptInProgress]

    /// The earliest instant at which `claim` or `tidy` may have something to do; `nil` when nothing but a report or a
    /// person can bring it about.
    func nextDue(_ now: Timestamp) async -> Timestamp?

    /// How things stand, a row a campaign.
    func backlog() async -> [CampaignBacklog]

    /// What holds the calls of the spool or of a campaign that only a person can repair, in a sentence; `nil` when nothing
    /// does. `claim` looks at it again.
    func hold() async -> String?

    /// When the last attempt was recorded by any process, as far as the store knows: the pace goes on from there.
    func lastDialing() async -> Timestamp?
}

/// What a commit made durable, and what it could not.
public struct Commit: Sendable {
    /// The claimed attempts that are durably recorded, and so may, and must, be placed.
    public var attempts: [Attempt]
    /// Why not everything is durable, when it is not.
    public var failure: StoreError?

    /// Makes a commit.
    public init(attempts: [Attempt] = [], failure: StoreError? = nil) {
        self.attempts = attempts
        self.failure = failure
    }
}

/// A store could not do something.
public struct StoreError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What kind of trouble it is.
    public enum Code: Equatable, Sendable {
        /// There is no room; goes on when there is.
        case full
        /// The storage fails.
        case unavailable
        /// What is stored is not what it must be.
        case corrupt
        /// What is stored of one campaign cannot be reached: it was removed, exchanged, or is not ours to read.
        case inaccessible
    }

    /// The kind.
    public var code: Code
    /// What could not be done to what, and why.
    public var message: String

    /// Makes an error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Whether only one campaign is concerned, and others can be worked with.
    public var isOfOneCampaign: Bool { code == .corrupt || code == .inaccessible }

    /// The message.
    public var description: String { message }
}

/// A fact about an attempt, to be recorded.
public struct CallFact: Equatable, Sendable {
    /// What happened.
    public enum Event: Equatable, Sendable {
        /// It rings.
        case ringing
        /// It was answered.
        case connected
        /// It ended, and what follows.
        case ended(AttemptResult, Disposition)
        /// Its outcome was lost.
        case lost(AttemptResult)
        /// What became of an attempt that was lost, or left by another process, was found out; of a call that is
        /// neither any more, nothing is recorded.
        case settled(AttemptResult, Disposition, by: String)
    }

    /// Which call.
    public var key: CallKey
    /// Which attempt of it.
    public var attempt: Int
    /// When it happened.
    public var at: Timestamp
    /// What happened.
    public var event: Event

    /// Makes a fact.
    public init(key: CallKey, attempt: Int, at: Timestamp, event: Event) {
        self.key = key
        self.attempt = attempt
        self.at = at
        self.event = event
    }
}

/// An attempt whose dialling is recorded and whose end is not.
public struct AttemptInProgress: Equatable, Sendable {
    /// The attempt.
    public var attempt: Attempt
    /// When it was handed, or about to be handed, to the engine.
    public var dialedAt: Timestamp
    /// When it rang.
    public var ringingAt: Timestamp?
    /// When it was answered.
    public var answeredAt: Timestamp?

    /// Makes one.
    public init(attempt: Attempt, dialedAt: Timestamp, ringingAt: Timestamp? = nil, answeredAt: Timestamp? = nil) {
        self.attempt = attempt
        self.dialedAt = dialedAt
        self.ringingAt = ringingAt
        self.answeredAt = answeredAt
    }
}

/// How a campaign stands in the queue.
public struct CampaignBacklog: Equatable, Sendable {
    /// Its name.
    public var name: String
    /// How many calls are in which phase.
    public var counts: QueueCounts
    /// What keeps new attempts from being made.
    public var hold: CampaignQueue.Hold?
    /// When the next attempt may be made.
    public var nextDue: Timestamp?

    /// Makes a row.
    public init(name: String, counts: QueueCounts, hold: CampaignQueue.Hold?, nextDue: Timestamp?) {
        self.name = name
        self.counts = counts
        self.hold = hold
        self.nextDue = nextDue
    }
}
