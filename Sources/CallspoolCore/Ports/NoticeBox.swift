/// The notices that are to be delivered, and what became of their deliveries.
///
/// An implementer must make true:
/// - What there is to tell of a campaign with a `campaign_url`, and of a refused file, is handed out until a result ends
///   it, also after a crash; tries and the instants of the next ones survive.
/// - A notice that is given up is kept before it is forgotten.
///
/// Calls may block, and come from one task.
public protocol NoticeBox: Sendable {
    /// Looks for what is new.
    ///
    /// - Throws: when the disk fails.
    func refresh(now: Timestamp) throws(OutboxError)

    /// Hands out a notice that may be sent now, to none of some hosts; the oldest first.
    func take(now: Timestamp, except hosts: Set<String>) -> WaitingNotice?

    /// The earliest instant at which a notice that was not handed out may be sent, to none of some hosts.
    func nextDue(except hosts: Set<String>) -> Timestamp?

    /// Notes what became of a notice that was handed out; `nil` takes it back.
    ///
    /// - Throws: when the disk fails; it is handed out again then.
    func note(_ result: DeliveryResult?, of notice: WaitingNotice, now: Timestamp) throws(OutboxError)

    /// What a person should know and was not reported yet, a sentence each.
    func warnings() -> [String]
}

/// A notice, and how often it was tried.
public struct WaitingNotice: Equatable, Sendable {
    /// The notice.
    public var notice: Notice
    /// How often it was tried.
    public var tries: Int
    /// When it may be sent.
    public var dueAt: Timestamp

    /// Makes one.
    public init(_ notice: Notice, tries: Int = 0, dueAt: Timestamp) {
        self.notice = notice
        self.tries = tries
        self.dueAt = dueAt
    }

    /// The host it goes to.
    public var host: String { DeliveryTarget.host(of: notice.url) }
}
