public import CallspoolCore
import Foundation

/// The machine's clock; the only place that reads it.
///
/// Under a `speed` other than 1 a second of the machine's is that many of the program's, beginning at an instant that is
/// never before what the spool has recorded already: else a second run would be in the first one's past.
public struct SystemClock: ProgramClock {
    private let speed: Double
    private let origin: Timestamp
    private let start: ContinuousClock.Instant

    /// Starts the clock.
    ///
    /// - Parameters:
    ///   - speed: the program's seconds in one of the machine's.
    ///   - earliest: where a fast clock begins, if that is later than now.
    public init(speed: Double = 1, notBefore earliest: Timestamp = Timestamp(milliseconds: 0)) {
        self.speed = speed
        let wall = SystemClock.machine
        origin = speed == 1 ? wall : max(wall, earliest)
        start = ContinuousClock.now
    }

    /// At speed 1 the machine's time of day, also when that is set while the program runs.
    public var now: Timestamp {
        guard speed != 1 else { return wall }
        return origin + .seconds((ContinuousClock.now - start).inSeconds * speed)
    }

    /// The machine's time of day.
    public var wall: Timestamp { SystemClock.machine }

    private static var machine: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// Sleeps in steps of at most a second, so that a clock that is set meanwhile is noticed.
    public func sleep(until instant: Timestamp) async throws {
        while true {
            let left = instant - now
            if left <= .zero { return }
            try await Task.sleep(for: min(.seconds(left.inSeconds / speed), .seconds(1)), tolerance: .zero)
        }
    }

    /// Sleeps that long.
    public func pause(_ span: Duration) async throws {
        try await Task.sleep(for: span)
    }
}
