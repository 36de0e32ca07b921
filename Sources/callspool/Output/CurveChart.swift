import CallspoolCore

/// Calls per quarter hour as a chart; where that would be too many rows, several quarter hours in each.
struct CurveChart {
    private static let mostRows = 40
    /// Quarter hours in a row: a quarter hour, half an hour, 1, 2, 4, 6, 12 hours, a day.
    private static let groups = [1, 2, 4, 8, 16, 24, 48, 96]

    private let curve: CallCurve
    private let hasBlocks: Bool
    /// Quarter hours in a row.
    private let group: Int

    init(_ curve: CallCurve, hasBlocks: Bool) {
        self.curve = curve
        self.hasBlocks = hasBlocks
        let fits = CurveChart.groups.first { CurveChart.rows(curve, $0).count <= CurveChart.mostRows }
        // Months: as many days in a row as it takes.
        group = fits ?? 96 * (curve.calls.count / 96 / (CurveChart.mostRows - 2) + 1)
    }

    /// What a row stands for.
    var unit: String {
        switch group {
        case 1: "quarter hour"
        case 2: "half hour"
        case 4: "hour"
        case 96: "day"
        default: group < 96 ? "\(group / 4) hours" : "\(group / 96) days"
        }
    }

    /// The chart.
    var text: String {
        let rows = CurveChart.rows(curve, group)
        let isOverDays = Set(rows.compactMap { $0.at?.iso8601.prefix(10) }).count > 1
        let labelled = rows.map { row in
            guard let text = row.at?.iso8601 else { return (label: "…", value: 0) }
            let clock = String(text.dropFirst(11).prefix(5))
            return (label: isOverDays ? "\(text.prefix(10)) \(clock)" : clock, value: row.calls)
        }
        return BarChart(rows: labelled, hasBlocks: hasBlocks).text
    }

    /// The calls from an instant on, until the next; a row without an instant stands for several without calls.
    private static func rows(_ curve: CallCurve, _ group: Int) -> [(at: Timestamp?, calls: Int)] {
        let step = CallCurve.step.milliseconds * Int64(group)
        // Rows of hours begin on the hour, of days at midnight.
        let begin = curve.begin.milliseconds / step * step
        let skipped = Int((curve.begin.milliseconds - begin) / CallCurve.step.milliseconds)
        var sums: [Int] = []
        for (place, calls) in curve.calls.enumerated() {
            let row = (place + skipped) / group
            if row >= sums.count { sums.append(0) }
            sums[row] += calls
        }
        var rows: [(at: Timestamp?, calls: Int)] = []
        for (place, calls) in sums.enumerated() {
            let isGap = calls == 0 && place > 0 && sums[place - 1] == 0
            let at = Timestamp(milliseconds: max(begin + Int64(place) * step, curve.begin.milliseconds))
            if !isGap { rows.append((at, calls)) } else if rows.last?.at != nil { rows.append((nil, 0)) }
        }
        return rows
    }
}
