internal import CallspoolCore
package import Charts
package import Spool

/// One chart of a report, with its figures as a table, for the report's file and for the web page.
package struct ReportChart {
    /// What stands above it.
    package let title: String
    /// Whether there is anything to show.
    package let isThere: Bool
    /// Draws it.
    package let draw: (inout Markup) -> Void

    init(title: String, isThere: Bool, _ draw: @escaping (inout Markup) -> Void) {
        self.title = title
        self.isThere = isThere
        self.draw = draw
    }

    /// Attempts per quarter hour, stacked by how they ended.
    package static func course(_ report: CampaignReport) -> ReportChart {
        let course = ReportCourse(report.quarters)
        return ReportChart(title: "Attempts per \(course.unit), UTC", isThere: course.rows.count > 1) { page in
            ColumnChart(
                title: "Attempts per \(course.unit)",
                labels: course.labels,
                names: course.rows.map { $0.at.toMinute },
                series: CampaignReport.series(course.rows.map(\.tally))
            )
            .draw(in: &page)
            FigureTable(
                title: "Attempts per \(course.unit)",
                columns: ["from", "attempts", "answered", "not answered", "trunk failed", "answer rate"],
                rows: course.rows.filter { $0.tally.attempts > 0 }.map { [$0.at.toMinute] + $0.tally.cells },
                isFolded: true
            )
            .draw(in: &page)
        }
    }

    /// Attempts and the answer rate by the hour of the day.
    package static func hours(_ report: CampaignReport) -> ReportChart {
        let zone = report.campaign.timezone
        return ReportChart(
            title: "Attempts and answer rate by hour of the day, \(zone)",
            isThere: report.attempts.attempts > 0
        ) { page in
            let names = (0..<24).map(\.clockHour)
            let labels = (0..<24).map { $0 % 3 == 0 ? "\($0)" : "" }
            ColumnChart(
                title: "Attempts by hour of the day in \(zone)",
                labels: labels,
                names: names,
                series: CampaignReport.series(report.hours)
            )
            .draw(in: &page)
            LineChart(
                title: "Answer rate by hour of the day in \(zone)",
                labels: labels,
                names: names,
                shares: report.hours.map(\.answerRate)
            )
            .draw(in: &page)
            FigureTable(
                title: "Attempts and answer rate by hour of the day in \(zone)",
                columns: ["hour", "attempts", "answered", "not answered", "trunk failed", "answer rate"],
                rows: zip(names, report.hours).filter { $0.1.attempts > 0 }.map { [$0] + $1.cells },
                isFolded: true
            )
            .draw(in: &page)
        }
    }

    /// Outcomes, of attempts and of calls.
    package static func outcomes(_ report: CampaignReport) -> ReportChart {
        let all = report.attempts.attempts
        return ReportChart(title: "How attempts and calls ended", isThere: !report.outcomes.isEmpty) { page in
            BarRows(
                title: "Outcomes: attempts that ended so, and final calls whose last outcome it is",
                columns: ["outcome", "attempts", "share", "calls"],
                rows: report.outcomes.map { row in
                    BarRows.Row(
                        row.key.rawValue.spaced,
                        [row.attempts.grouped, row.attempts.share(of: all), row.calls.grouped],
                        [(value: row.attempts, colour: row.key.colour)]
                    )
                }
            )
            .draw(in: &page)
            page.element(
                "p",
                ["class": "note"],
                "Bars are attempts. Calls: those that are final, by what they met last."
            )
        }
    }

    /// Whom the calls met last.
    package static func calleeTypes(_ report: CampaignReport) -> ReportChart {
        let rows = report.calleeTypes.filter { $0.calls > 0 }.sorted { $0.calls > $1.calls }
        let all = rows.reduce(0) { $0 + $1.calls }
        return ReportChart(title: "Who or what was met last", isThere: !rows.isEmpty) { page in
            BarRows(
                title: "Callee types of the final calls",
                columns: ["callee type", "calls", "share"],
                rows: rows.map { row in
                    BarRows.Row(
                        row.key.rawValue,
                        [row.calls.grouped, row.calls.share(of: all)],
                        [(value: row.calls, colour: row.key.isSomebody ? .good : .plain)]
                    )
                }
            )
            .draw(in: &page)
        }
    }
}

extension CampaignReport {
    /// Attempts as a chart stacks them.
    fileprivate static func series(_ tallies: [Tally]) -> [Series] {
        [
            Series("answered", .good, tallies.map(\.answered)),
            Series("not answered", .plain, tallies.map(\.unanswered)),
            Series("trunk failed", .bad, tallies.map(\.trunk)),
        ]
    }
}

extension CampaignReport.Tally {
    fileprivate var cells: [String] {
        [attempts, answered, unanswered, trunk].map(\.grouped) + [answered.share(of: attempts)]
    }
}

extension Outcome {
    /// By what it says of the campaign.
    fileprivate var colour: Series.Colour {
        if self == .answered { return .good }
        switch outcomeClass {
        case .done, .callee, .refused, .hopeless: return .plain
        case .trunk, .config: return .bad
        case .stuck: return .warm
        }
    }
}

extension CalleeType {
    /// Whether the call was answered.
    fileprivate var isSomebody: Bool {
        switch self {
        case .voice, .answeringmachine, .fax, .unknown: true
        case .busy, .noanswer, .intercept, .none: false
        }
    }
}

extension String {
    fileprivate var spaced: String { replacing("_", with: " ") }
}
