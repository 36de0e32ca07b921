internal import CallspoolCore

/// The interval at which a dialer checks what is overdue.
///
/// A program that did not run for a while itself (stopped, or starved of the processor) has not listened meanwhile. The
/// tick that comes late is left out, so that what has arrived is heard before anybody is judged for silence; never two in
/// a row, so that something is judged however slow the machine is.
struct Ticker {
    /// A tick is late when it comes so much after its time.
    static let patience = Duration.seconds(1)

    private let pause: Duration
    private var isExcused = false

    /// Ticks each time so much has passed.
    init(each pause: Duration) {
        self.pause = pause
    }

    /// Returns at the next tick.
    ///
    /// - Throws: `CancellationError`.
    mutating func next(_ clock: any ProgramClock) async throws {
        while true {
            let due = clock.now + pause
            try await clock.sleep(until: due)
            isExcused = !isExcused && clock.now - due > Ticker.patience
            if !isExcused { return }
        }
    }
}
