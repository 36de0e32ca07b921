/// The do-not-call lists that are asked before each attempt: the spool's, and those of the campaigns running.
public protocol DoNotCallLists: Sendable {
    /// Begins to watch a campaign's own list, if it has one.
    mutating func open(_ campaign: Campaign)

    /// Forgets a campaign's list.
    mutating func close(_ campaign: String)

    /// Looks whether the lists have changed, unless that was done a moment ago.
    ///
    /// - Parameter wall: the machine's clock.
    /// - Returns: whether the spool's own list lets calls go out.
    @discardableResult
    mutating func refresh(_ wall: Timestamp) -> DoNotCallState

    /// Whether a campaign's calls may go out, as of the last `refresh`.
    func state(of campaign: String, _ wall: Timestamp) -> DoNotCallState

    /// Where a number is listed, in the campaign's list or in the spool's; `nil` when it may be called.
    func listing(of phoneNumber: String, campaign: String?) -> ListedNumber?

    /// Puts numbers on the spool's list: they are not called any more from now on, and durably so when it returns.
    ///
    /// - Throws: `StoreError`; the numbers count all the same for as long as this lives.
    mutating func list(_ numbers: [(phoneNumber: String, note: String)]) throws(StoreError)

    /// What is new of lines that are not numbers, a sentence for each list, once.
    mutating func warnings() -> [String]
}
