import CallspoolCore
import Presentation
import Stages

extension Timestamp {
    /// The time of day in UTC, `12:45:06Z`; with the day before it where that is not today.
    var clock: String { clock(SystemClock().wall) }
}
