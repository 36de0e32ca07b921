/// The status side: follows the journals and writes the result files.
///
/// It has time; dialling goes first.
public protocol StatusWriter: Sendable {
    /// Tells some of what has become durable in the journals.
    ///
    /// - Returns: whether there is more to tell at once.
    /// - Throws: `StoreError`; another call goes on where the result files stand.
    func step() async throws -> Bool
}
