internal import CallspoolCore

/// The other machine's clock as seen from here: what it dates by its own time is dated by ours.
///
/// The two need not agree, and what it says comes late when it, the network or we are busy. The least lateness that was
/// seen is taken for the difference of the clocks.
struct ServerClockOffset: Equatable, Sendable {
    /// Ours less theirs, in milliseconds.
    private var ahead: Int64?

    /// Something came now that they dated; microseconds.
    mutating func heard(_ theirs: Int64, _ now: Timestamp) {
        guard theirs > 0 else { return }
        let late = now.milliseconds - theirs / 1000
        ahead = min(ahead ?? late, late)
    }

    /// Our time of an instant of theirs, never after now; now for one that is not given.
    func ours(_ theirs: Int64, _ now: Timestamp) -> Timestamp {
        guard theirs > 0, let ahead else { return now }
        return min(now, Timestamp(milliseconds: theirs / 1000 + ahead))
    }
}
