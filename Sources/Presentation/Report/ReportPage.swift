package import CallspoolCore
internal import Charts
package import Spool

/// A campaign's report as one HTML file that needs nothing but itself.
package struct ReportPage {
    private let report: CampaignReport
    private let version: String
    private let now: Timestamp

    /// Makes the page.
    ///
    /// - Parameters:
    ///   - report: what it tells.
    ///   - version: the program's.
    ///   - now: the machine's time of day; other days are named.
    package init(_ report: CampaignReport, version: String, now: Timestamp) {
        self.report = report
        self.version = version
        self.now = now
    }

    /// The file.
    package var text: String {
        PageStyle.page(title: "\(report.campaign.name): report") { page in
            page.element("header") { header in
                header.element("h1", report.campaign.name)
                header.element("p", ["class": "soft"], course)
            }
            tiles(in: &page)
            for section in [
                statuses, section(.hours(report)), section(.course(report)), section(.outcomes(report)),
                section(.calleeTypes(report)), needed, spans, rejections, trunks, lags,
            ] {
                section(&page)
            }
            page.element("footer", "callspool \(version), from the journal up to \(report.latest.toMinute).")
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

    private func section(_ chart: ReportChart) -> (inout Markup) -> Void {
        section(chart.title, if: chart.isThere, chart.draw)
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
        section("ReportingLag and shipping", if: !report.lagSentences(now).isEmpty) { page in
            for sentence in report.lagSentences(now) { page.element("p", sentence.capitalisedFirst + ".") }
        }
    }
}

extension String {
    fileprivate var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
