/// When the clocks of one zone were and will be changed, as a zone file says.
struct ZoneRules: Equatable, Sendable {
    /// UNIX seconds at which the offset changes, in order.
    private(set) var times: [Int64] = []
    /// The offset from each of them on, in seconds ahead of UTC.
    private(set) var offsets: [Int64] = []
    /// The offset before the first.
    private(set) var earliest: Int64
    /// How it goes on after the last; `nil` as it was then.
    var rule: YearlyRule?

    init(earliest: Int64, rule: YearlyRule? = nil) {
        self.earliest = earliest
        self.rule = rule
    }

    /// Takes the next change; one that leaves the offset as it is is none.
    mutating func append(_ time: Int64, _ offset: Int64) {
        guard offset != offsets.last ?? earliest else { return }
        times.append(time)
        offsets.append(offset)
    }

    /// The season at an instant.
    func season(at second: Int64) -> ZoneSeason {
        let next = place(after: second)
        if next < times.count {
            let from = next == 0 ? Int64.min : times[next - 1]
            return ZoneSeason(from: from, until: times[next], offset: next == 0 ? earliest : offsets[next - 1])
        }
        let from = times.last ?? .min
        guard var season = rule?.season(at: second) else {
            return ZoneSeason(from: from, until: .max, offset: offsets.last ?? earliest)
        }
        season.from = max(season.from, from)
        return season
    }

    /// The place of the first change after an instant.
    private func place(after second: Int64) -> Int {
        var (low, high) = (0, times.count)
        while low < high {
            let middle = (low + high) / 2
            if times[middle] <= second { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
