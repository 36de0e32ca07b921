/// The minutes of the hour at which campaign files are picked up.
public struct TickSchedule: Equatable, Sendable {
    /// Minutes of the hour, 0 to 59, sorted; never empty.
    private let minutes: [Int]

    /// Makes a schedule; without minutes, on the hour.
    public init(minutes: [Int]) {
        self.minutes = minutes.isEmpty ? [0] : Set(minutes).sorted()
    }

    /// The first tick after an instant.
    public func next(after now: Timestamp) -> Timestamp {
        let hour: Int64 = 3_600_000
        let begin = now.milliseconds - (now.milliseconds % hour + hour) % hour
        for offset in [0, hour] {
            for minute in minutes {
                let tick = Timestamp(milliseconds: begin + offset + Int64(minute) * 60_000)
                if tick > now { return tick }
            }
        }
        // Not reached: every minute of the next hour is after now.
        return Timestamp(milliseconds: begin + hour)
    }
}
