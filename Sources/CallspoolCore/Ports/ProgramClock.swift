/// The program's clock.
///
/// Nothing but the clock's own file reads the machine's time; everything else is given it.
///
/// Under a simulator with a `speed`, a second of the machine's is many of the program's.
public protocol ProgramClock: Sendable {
    /// The program's now.
    var now: Timestamp { get }

    /// The machine's own now, for what is compared with another machine's clock or with a file's age.
    var wall: Timestamp { get }

    /// Returns at that instant of the program's, or a little later; at once when it has passed.
    ///
    /// - Throws: `CancellationError` when the task is canceled first.
    func sleep(until instant: Timestamp) async throws

    /// Returns after a span of the machine's own time, however fast the program's runs.
    ///
    /// - Throws: `CancellationError` when the task is canceled first.
    func pause(_ span: Duration) async throws
}
