import CallspoolCore
import Stages

extension Timestamp {
    /// The day in UTC, `2026-11-24`.
    var day: String { String(iso8601.prefix(10)) }

    /// The time of day in UTC, `12:45:06Z`; with the day before it where that is not today.
    var clock: String {
        let time = "\(iso8601.dropFirst(11).prefix(8))Z"
        return day == SystemClock().wall.day ? time : "\(day) \(time)"
    }
}
