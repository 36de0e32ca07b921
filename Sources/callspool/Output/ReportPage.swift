import CallspoolCore
import Charts
import Spool

/// A campaign's report as one HTML file that needs nothing but itself.
struct ReportPage {
    private let report: CampaignReport

    init(_ report: CampaignReport) {
        self.report = report
    }

    /// The file.
    var text: String {
        PageStyle.page(title: "\(report.campaign.name): report") { page in
            page.element("header") { header in
                header.element("h1", report.campaign.name)
                header.element("p", ["class": "soft"], course)
            }
            tiles(in: &page)
            for section in [statuses, hours, times, endings, calleeTypes, needed, spans, rejections, trunks, lags] {
                section(&page)
            }
            page.element("footer", "callspool \(programVersion), from the journal up to \(report.latest.toMinute).")
        }
    }

    private var course: String {
        guard let first = report.firstAttemptAt, let duration = report.duration else {
            return "Accepted \(report.acceptedAt.toMinute), not dialled."
        }
        let end = report.finishedAt.map { "finished \($0.toMinute)" } ?? "not finished"
        return "Accepted \(report.acceptedAt.toMinute), first attempt \(first.toMinute), \(end); \(duration.inWords)."
    }

    private func tiles(in page: inout Markup) {
        let attempts = report.attempts
        let numbers = report.numbers
        let all: [(name: String, figure: String, note: String)] = [
            ("Numbers", numbers.all.grouped, "\(report.final.grouped) of them final"),
            ("Completed", numbers.completed.grouped, "\(numbers.completed.share(of: report.final)) of the final"),
            ("Attempts", report.placed.grouped, perCall),
            ("Answer rate", attempts.answered.share(of: attempts.attempts), "of the attempts"),
            ("Talk time", report.talk.median?.toTenths ?? "-", "median; \(report.talk.total.inWords) in all"),
        ]
        page.element("dl", ["class": "tiles"]) { list in
            for tile in all {
                list.element("div") { item in
                    item.element("dt", tile.name)
                    item.element("dd") { figure in
                        figure.text(tile.figure)
                        figure.element("small", tile.note)
                    }
                }
            }
        }
    }

    private var perCall: String {
        let dialled = report.attemptsNeeded.filter { $0.attempts > 0 }
        let calls = dialled.reduce(0) { $0 + $1.calls }
        guard calls > 0 else { return "none is final yet" }
        let tenths = (dialled.reduce(0) { $0 + $1.calls * $1.attempts } * 10 + calls / 2) / calls
        return "\(tenths / 10).\(tenths % 10) for a number"
    }

    /// A section with its title; left out where it is to have nothing in it.
    private func section(
        _ title: String,
        if isThere: Bool = true,
        _ content: @escaping (inout Markup) -> Void
    ) -> (inout Markup) -> Void {
        { page in
            guard isThere else { return }
            page.element("section") { section in
                section.element("h2", title)
                content(&section)
            }
        }
    }

    private var statuses: (inout Markup) -> Void {
        let colours: [String: Series.Colour] = [
            "completed": .good, "failed": .plain, "canceled": .faint, "rejected": .bad, "stuck": .warm,
        ]
        let rows = report.statusRows.filter { $0.calls > 0 }
        let all = report.numbers.all
        return section("Numbers by status") { page in
            let series = rows.map { Series($0.name, colours[$0.name] ?? .faint, [$0.calls]) }
            ShareBar(title: "Numbers by status", series: series).draw(in: &page)
            FigureTable(
                title: "Numbers by status",
                columns: ["status", "numbers", "share"],
                rows: rows.map { [$0.name, $0.calls.grouped, $0.calls.share(of: all)] }
            )
            .draw(in: &page)
        }
    }

    private var endings: (inout Markup) -> Void {
        let all = report.attempts.attempts
        return section("How attempts and calls ended", if: !report.outcomes.isEmpty) { page in
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

    private var calleeTypes: (inout Markup) -> Void {
        let rows = report.calleeTypes.filter { $0.calls > 0 }.sorted { $0.calls > $1.calls }
        let all = rows.reduce(0) { $0 + $1.calls }
        return section("Who or what was met last", if: !rows.isEmpty) { page in
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

    private var needed: (inout Markup) -> Void {
        let rows = report.attemptsNeeded.filter { $0.calls > 0 && $0.attempts > 0 }
        return section("Attempts needed", if: !rows.isEmpty) { page in
            BarRows(
                title: "Final calls by the attempts that they took",
                columns: ["attempts", "calls", "completed"],
                rows: rows.map { row in
                    BarRows.Row(
                        "\(row.attempts)",
                        [row.calls.grouped, row.completed.grouped],
                        [(value: row.completed, colour: .good), (value: row.calls - row.completed, colour: .plain)]
                    )
                }
            )
            .draw(in: &page)
            page.element("p", ["class": "note"], "The blue part of a bar: completed.")
        }
    }

    private var hours: (inout Markup) -> Void {
        let zone = report.campaign.timezone
        return section("Attempts and answer rate by hour of the day, \(zone)", if: report.attempts.attempts > 0) {
            page in
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

    private var times: (inout Markup) -> Void {
        let course = ReportCourse(report.quarters)
        return section("Attempts per \(course.unit), UTC", if: course.rows.count > 1) { page in
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

    private var spans: (inout Markup) -> Void {
        let rows = report.spanRows.filter { $0.spans.count > 0 }
        return section("Ringing and talking", if: !rows.isEmpty) { page in
            FigureTable(
                title: "Ring and talk times",
                columns: ["time", "calls", "median", "95 %", "mean", "longest", "in all"],
                rows: rows.map { row in
                    let spans = row.spans
                    let all = [spans.median, spans.percentile95, spans.mean, spans.most, spans.total]
                    return [row.name, spans.count.grouped] + all.map { $0?.toTenths ?? "-" }
                }
            )
            .draw(in: &page)
            page.element("p", ["class": "note"], "Median and 95th percentile are off by at most 0.8 %.")
        }
    }

    private var rejections: (inout Markup) -> Void {
        section("Why numbers were rejected", if: !report.rejections.isEmpty) { page in
            FigureTable(
                title: "Reasons of rejection",
                columns: ["reason", "numbers"],
                rows: report.rejections.prefix(20).map { [$0.reason, $0.calls.grouped] }
            )
            .draw(in: &page)
        }
    }

    private var trunks: (inout Markup) -> Void {
        section("Trunks", if: !report.trunks.isEmpty) { page in
            BarRows(
                title: "Attempts by trunk",
                columns: ["trunk", "attempts", "share", "answered"],
                rows: report.trunks.map { trunk in
                    BarRows.Row(
                        trunk.name,
                        [
                            trunk.attempts.grouped, trunk.attempts.share(of: report.placed),
                            trunk.answered.share(of: trunk.attempts),
                        ],
                        [
                            (value: trunk.answered, colour: .good),
                            (value: trunk.attempts - trunk.answered, colour: .plain),
                        ]
                    )
                }
            )
            .draw(in: &page)
        }
    }

    private var lags: (inout Markup) -> Void {
        section("Telling and shipping", if: !report.lagSentences.isEmpty) { page in
            for sentence in report.lagSentences { page.element("p", sentence.capitalisedFirst + ".") }
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

    fileprivate var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
