public import CallspoolCore
public import Logging

/// STATUS: follows the journals and writes the result files.
///
/// It never holds up the dialling, and may lag behind it.
public struct StatusStage: Sendable {
    /// The time between two looks: results come in handfuls, so that the disk's syncs are left to the dialling side.
    private static let pause = Duration.milliseconds(20)

    private let writer: any StatusWriter
    private let signal: WakeSignal
    private let clock: any ProgramClock
    private let log: Logger

    /// Makes the stage.
    ///
    /// - Parameters:
    ///   - writer: what it does.
    ///   - signal: raised when there is something to report.
    ///   - clock: the program's.
    ///   - log: for what a person must know.
    public init(writer: any StatusWriter, signal: WakeSignal, clock: any ProgramClock, log: Logger) {
        self.writer = writer
        self.signal = signal
        self.clock = clock
        self.log = log
    }

    /// Works until everything is told and `isOver` says that nothing more will come.
    public func run(isOver: @Sendable () -> Bool) async {
        var trouble: StoreError?
        while !Task.isCancelled {
            // Asked before the look: what became durable before the dialling was over is seen by the look after it.
            let isLast = isOver()
            do {
                let hasMore = try await writer.step()
                if trouble != nil { log.notice("results are written again") }
                trouble = nil
                if hasMore { continue }
                if isLast { return }
                await signal.wait()
                try await clock.pause(StatusStage.pause)
            } catch is CancellationError {
                return
            } catch {
                let failure = StoreError(any: error)
                if trouble != failure { log.error("results cannot be written: \(failure.message)") }
                trouble = failure
                // The journal has it all: the next process tells it.
                if isLast { return }
                await pauseAfterTrouble()
            }
        }
    }

    private func pauseAfterTrouble() async {
        // Canceled: the loop sees that itself.
        do { try await clock.pause(.seconds(1)) } catch { return }
    }
}
