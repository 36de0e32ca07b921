import CallspoolCore

/// Attempts, counted.
///
/// A block of a journal has one, and those of all blocks add up to the campaign's.
struct AttemptTally: Sendable {
    /// How many were handed to the engine.
    private(set) var placed = 0
    /// When the first and the last of them were.
    private(set) var first, last: Timestamp?
    /// How those that are over ended.
    private(set) var endings: [Ending: Int] = [:]
    /// Those that are over, by the quarter hour since 1970 in which they were dialled.
    private(set) var quarters: [Int: OutcomeTally] = [:]
    /// From the first ring to the answer, or to the end.
    private(set) var ring = SpanHistogram()
    /// From the first ring to the answer, of those that were answered.
    private(set) var ringToAnswer = SpanHistogram()
    /// From the answer to the end.
    private(set) var talk = SpanHistogram()
    /// Why numbers were rejected.
    private(set) var rejections = RejectionTally()

    mutating func place(_ at: Timestamp) {
        placed += 1
        first = min(first ?? at, at)
        last = max(last ?? at, at)
    }

    mutating func end(_ line: EndedLine) {
        endings[line.ending, default: 0] += 1
        let quarter = line.dialedAt.milliseconds / CallCurve.step.milliseconds
        quarters[Int(quarter), default: OutcomeTally()].add(line.ending.outcome)
        // An end that was lost is not one by which anything can be measured.
        guard line.ending.outcome != .unknown else { return }
        if let ringingAt = line.ringingAt { ring.add((line.answeredAt ?? line.endedAt) - ringingAt) }
        if let answeredAt = line.answeredAt {
            talk.add(line.endedAt - answeredAt)
            if let ringingAt = line.ringingAt { ringToAnswer.add(answeredAt - ringingAt) }
        }
    }

    mutating func reject(_ reason: String) {
        rejections.add(reason)
    }

    mutating func add(_ other: AttemptTally) {
        placed += other.placed
        first = [first, other.first].compactMap { $0 }.min()
        last = [last, other.last].compactMap { $0 }.max()
        endings.merge(other.endings) { $0 + $1 }
        quarters.merge(other.quarters) { $0 + $1 }
        ring.add(other.ring)
        ringToAnswer.add(other.ringToAnswer)
        talk.add(other.talk)
        rejections.add(other.rejections)
    }
}
