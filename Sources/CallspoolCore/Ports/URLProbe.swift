/// Asks a URL whether it answers, before a campaign depends on it.
///
/// An implementer must make true:
/// - It sends one GET, follows no redirect, and keeps to the rules for hosts.
/// - It returns within a few seconds, whatever is at the URL, and soon when the task is canceled.
public protocol URLProbe: Sendable {
    /// Asks each of the URLs, all at once.
    ///
    /// - Returns: the answer of each. Whatever goes wrong is an answer, never an error.
    func ask(_ urls: [String]) async -> [String: DeliveryAnswer]
}
