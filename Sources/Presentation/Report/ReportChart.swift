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

    /// Attempts per quarter hour, stacked by outcome.
    package static func course(_ report: CampaignReport) -> ReportChart {
        let course = ReportCourse(report.quarters)
        let outcomes = CampaignReport.stacked.filter { outcome in course.rows.contains { $0.tally[outcome] > 0 } }
        return ReportChart(title: "Attempts per \(course.unit), UTC", isThere: !course.rows.isEmpty) { page in
            ColumnChart(
                title: "Attempts per \(course.unit)",
                labels: course.labels,
                names: course.rows.map { $0.at.toMinute },
                series: outcomes.map { outcome in
                    Series(outcome.words, outcome.colour, course.rows.map { $0.tally[outcome] })
                }
            )
            .draw(in: &page)
            FigureTable(
                title: "Attempts per \(course.unit)",
                columns: ["from", "attempts"] + outcomes.map(\.words) + ["answer rate"],
                rows: course.rows.filter { $0.tally.attempts > 0 }
                    .map { row in
                        let tally = row.tally
                        let figures = [tally.attempts] + outcomes.map { tally[$0] }
                        return [row.at.toMinute] + figures.map(\.grouped) + [tally.answered.share(of: tally.attempts)]
                    },
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
                        row.key.words,
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
        return ReportChart(title: "Who answered (last attempt)", isThere: !rows.isEmpty) { page in
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
    /// Outcomes as a chart stacks them, from below: what one hopes for, then what is nearest to it.
    fileprivate static let stacked: [Outcome] = [
        .answered, .noAnswer, .busy, .unreachable, .declined, .unwanted, .invalidNumber, .congestion, .carrierError,
        .blocked, .notPermitted, .mediaError, .engineError, .unknown, .canceled, .expired,
    ]

    /// Attempts as a chart stacks them where single outcomes would be too much.
    fileprivate static func series(_ tallies: [OutcomeTally]) -> [Series] {
        [
            Series("answered", .good, tallies.map(\.answered)),
            Series("not answered", .plain, tallies.map(\.unanswered)),
            Series("trunk failed", .bad, tallies.map(\.trunk)),
        ]
    }
}

extension OutcomeTally {
    fileprivate var cells: [String] {
        [attempts, answered, unanswered, trunk].map(\.grouped) + [answered.share(of: attempts)]
    }
}

extension Outcome {
    /// One for each outcome, of a hue for each class.
    fileprivate var colour: Series.Colour {
        switch self {
        case .answered: .good
        case .noAnswer: .plain
        case .busy: .plain2
        case .unreachable: .plain3
        case .declined: .mild
        case .unwanted: .mild2
        case .invalidNumber: .mild3
        case .congestion: .bad
        case .carrierError: .bad2
        case .blocked: .bad3
        case .notPermitted: .wrong
        case .mediaError: .wrong2
        case .engineError: .wrong3
        case .unknown: .warm
        case .canceled: .faint
        case .expired: .faint2
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
