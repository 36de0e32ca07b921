import CallspoolCore

/// How many spans were how long, in memory that does not grow with their number.
///
/// Below 128 ms each millisecond has its own count; above, each doubling is cut into 64 steps. A span that is read out
/// again is the middle of its step, so it is off by at most 1/128 of itself (0.8 %); the mean and the longest are exact.
struct SpanHistogram: Equatable, Sendable {
    private static let exact = 128
    private static let stepBits = 6
    /// Longer spans are counted as so many milliseconds, 12 days.
    private static let longest = (1 << 30) - 1

    /// Made with the first span: most blocks of a journal have all kinds, those of a new campaign none.
    private var counts: [Int32] = []
    /// How many there are.
    private(set) var count = 0
    /// All of them together, in milliseconds.
    private(set) var total = 0
    /// The longest.
    private(set) var most = Duration.zero

    /// Counts a span; a negative one, of clocks that were set, counts as none at all.
    mutating func add(_ span: Duration) {
        let milliseconds = max(0, Int(span.milliseconds))
        let place = SpanHistogram.place(min(milliseconds, SpanHistogram.longest))
        makeRoom()
        counts[place] += 1
        count += 1
        total += milliseconds
        most = max(most, .milliseconds(milliseconds))
    }

    /// Counts the spans of another as well.
    mutating func add(_ other: SpanHistogram) {
        guard other.count > 0 else { return }
        makeRoom()
        for place in other.counts.indices { counts[place] += other.counts[place] }
        count += other.count
        total += other.total
        most = max(most, other.most)
    }

    private mutating func makeRoom() {
        guard counts.isEmpty else { return }
        counts = Array(repeating: 0, count: SpanHistogram.place(SpanHistogram.longest) + 1)
    }

    /// The span that so large a share of all does not exceed (the nearest rank); `nil` when there is none.
    func quantile(_ share: Double) -> Duration? {
        guard count > 0 else { return nil }
        var left = max(1, Int((share * Double(count)).rounded(.up)))
        for place in counts.indices {
            left -= Int(counts[place])
            if left <= 0 { return min(most, .milliseconds(SpanHistogram.middle(place))) }
        }
        return most
    }

    private static func place(_ milliseconds: Int) -> Int {
        guard milliseconds >= exact else { return milliseconds }
        let shift = Int.bitWidth - 1 - milliseconds.leadingZeroBitCount - stepBits
        return exact + ((shift - 1) << stepBits) + (milliseconds >> shift) - (1 << stepBits)
    }

    private static func middle(_ place: Int) -> Int {
        guard place >= exact else { return place }
        let step = place - exact
        let shift = (step >> stepBits) + 1
        let low = ((step & ((1 << stepBits) - 1)) + (1 << stepBits)) << shift
        return low + (1 << shift) / 2
    }
}
