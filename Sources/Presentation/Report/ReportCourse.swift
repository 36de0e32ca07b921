internal import CallspoolCore
package import Spool

/// Attempts over time for a chart: quarter hours, and where these are too many, more of them in a column.
package struct ReportCourse {
    private static let mostColumns = 120
    private static let mostLabels = 6
    /// A campaign that has just begun has its chart too, and not a single column as wide as the page.
    private static let fewestColumns = 8
    /// Quarter hours in a column: a quarter hour, half an hour, 1, 2, 4, 6, 12 hours, a day, a week, four weeks.
    private static let groups = [1, 2, 4, 8, 16, 24, 48, 96, 672, 2688]

    /// The columns without a gap.
    package let rows: [CampaignReport.Quarter]
    private let group: Int

    /// Puts quarter hours into columns.
    package init(_ quarters: [CampaignReport.Quarter]) {
        guard let first = quarters.first, let last = quarters.last else {
            (rows, group) = ([], 1)
            return
        }
        let step = CallCurve.step.milliseconds
        let span = Int((last.at - first.at).milliseconds / step)
        let group = ReportCourse.groups.first { span / $0 + 2 <= ReportCourse.mostColumns } ?? 2688
        let column = step * Int64(group)
        let begin = first.at.milliseconds / column * column
        // Twenty years of columns at most: further, somebody's clock was wrong.
        let count = min(max(Int((last.at.milliseconds - begin) / column) + 1, ReportCourse.fewestColumns), 300)
        var rows = (0..<count)
            .map { CampaignReport.Quarter(at: Timestamp(milliseconds: begin + Int64($0) * column)) }
        for quarter in quarters {
            let place = Int((quarter.at.milliseconds - begin) / column)
            guard rows.indices.contains(place) else { continue }
            rows[place].tally = rows[place].tally + quarter.tally
        }
        (self.rows, self.group) = (rows, group)
    }

    /// What a column stands for.
    package var unit: String {
        switch group {
        case 1: "quarter hour"
        case 2: "half hour"
        case 4: "hour"
        case 96: "day"
        case 672: "week"
        default: group < 96 ? "\(group / 4) hours" : "\(group / 96) days"
        }
    }

    /// Some instants below the columns: the clock, and the day below it where it is another one; the day alone where a
    /// column is as long.
    package var labels: [String] {
        let every = max(1, (rows.count + ReportCourse.mostLabels - 1) / ReportCourse.mostLabels)
        var day = ""
        return rows.enumerated()
            .map { place, row in
                guard place % every == 0 else { return "" }
                if group >= 96 { return String(row.at.day.dropFirst(5)) }
                let clock = row.at.iso8601.dropFirst(11).prefix(5)
                defer { day = row.at.day }
                return day == row.at.day ? String(clock) : "\(clock)\n\(row.at.day.dropFirst(5))"
            }
    }
}
