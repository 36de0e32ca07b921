import CallspoolCore
import Presentation
import Spool
import Stages

/// A campaign's report for a person, with small charts.
struct ReportText {
    /// How many reasons of rejection are shown.
    private static let mostReasons = 10

    private let report: CampaignReport
    private let hasBlocks: Bool

    init(_ report: CampaignReport, hasBlocks: Bool) {
        self.report = report
        self.hasBlocks = hasBlocks
    }

    /// The report, the answer first; sections without anything are left out.
    var text: String {
        ([headline] + [
            statuses, outcomes, attempts, calleeTypes, needed, hours, curve, spans, rejections, trunks, lags,
        ])
        .filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private var headline: String {
        let name = report.campaign.name
        var lines = ["\(name): \(report.numbers.all.counted("number")), accepted \(report.acceptedAt.toMinute)"]
        if let first = report.firstAttemptAt, let last = report.lastAttemptAt, let duration = report.duration {
            let end = report.finishedAt.map { "finished \($0.toMinute)" } ?? "not finished"
            lines.append(
                "\(report.placed.counted("attempt")) from \(first.toMinute) to \(last.toMinute), \(end); \(duration.inWords)"
            )
        } else {
            lines.append(report.finishedAt.map { "finished \($0.toMinute), without an attempt" } ?? "not dialled yet")
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private func section(_ title: String, _ rows: [FigureChart.Row], most: Int? = nil) -> String {
        guard !rows.isEmpty else { return "" }
        return "\(title):\n" + FigureChart(rows: rows, most: most, hasBlocks: hasBlocks).text
    }

    private func row(_ label: String, _ count: Int, of all: Int) -> FigureChart.Row {
        FigureChart.Row(label: label, figures: [count.grouped, count.share(of: all)], length: count)
    }

    private var statuses: String {
        let all = report.numbers.all
        return section("numbers", report.statusRows.filter { $0.calls > 0 }.map { row($0.name, $0.calls, of: all) })
    }

    private var outcomes: String {
        let rows = report.outcomes.filter { $0.calls > 0 }.sorted { $0.calls > $1.calls }
        let all = rows.reduce(0) { $0 + $1.calls }
        return section("how calls ended", rows.map { row($0.key.rawValue, $0.calls, of: all) })
    }

    private var attempts: String {
        let rows = report.outcomes.filter { $0.attempts > 0 }
        let all = report.attempts.attempts
        return section(
            "how attempts ended (with the class that decided what followed)",
            rows.map { row("\($0.key.rawValue) (\($0.key.outcomeClass.rawValue))", $0.attempts, of: all) }
        )
    }

    private var calleeTypes: String {
        let rows = report.calleeTypes.filter { $0.calls > 0 }.sorted { $0.calls > $1.calls }
        let all = rows.reduce(0) { $0 + $1.calls }
        return section("who answered (last attempt)", rows.map { row($0.key.rawValue, $0.calls, of: all) })
    }

    private var needed: String {
        let rows = report.attemptsNeeded.filter { $0.calls > 0 && $0.attempts > 0 }
        return section(
            "attempts needed (calls, and of these the answered)",
            rows.map { row in
                FigureChart.Row(
                    label: row.attempts.counted("attempt"),
                    figures: [row.calls.grouped, row.completed.grouped],
                    length: row.calls
                )
            }
        )
    }

    private var hours: String {
        let rows = report.hours.enumerated().filter { $0.element.attempts > 0 }
        return section(
            "answer rate by hour of the day in \(report.campaign.timezone) (attempts, answered)",
            rows.map { hour, tally in
                FigureChart.Row(
                    label: hour.clockHour,
                    figures: [tally.attempts.grouped, tally.answered.share(of: tally.attempts)],
                    length: Int((tally.answerRate ?? 0) * 1000)
                )
            },
            most: 1000
        )
    }

    private var curve: String {
        guard let curve = report.curve else { return "" }
        let chart = CurveChart(curve, hasBlocks: hasBlocks)
        return "attempts per \(chart.unit), UTC:\n" + chart.text
    }

    private var spans: String {
        let rows = report.spanRows.filter { $0.spans.count > 0 }
        guard !rows.isEmpty else { return "" }
        var table = Table([
            ("time", .left), ("calls", .right), ("median", .right), ("95 %", .right), ("mean", .right),
            ("longest", .right), ("in all", .right),
        ])
        for row in rows {
            let figures = [row.spans.median, row.spans.percentile95, row.spans.mean, row.spans.most, row.spans.total]
            table.add([row.name, row.spans.count.grouped] + figures.map { $0?.toTenths ?? "-" })
        }
        return table.plain
    }

    private var rejections: String {
        let shown = report.rejections.prefix(ReportText.mostReasons)
        guard !shown.isEmpty else { return "" }
        let left = report.rejections.count - shown.count
        let lines = shown.map { "  \($0.calls.grouped)  \($0.reason.oneLine)\n" }.joined()
        return "why numbers were rejected:\n" + lines + (left > 0 ? "  and \(left.counted("other reason"))\n" : "")
    }

    private var trunks: String {
        guard !report.trunks.isEmpty else { return "" }
        var table = Table([
            ("trunk", .left), ("attempts", .right), ("share", .right), ("answered", .right), ("rate", .right),
        ])
        for trunk in report.trunks {
            table.add([
                trunk.name, trunk.attempts.grouped, trunk.attempts.share(of: report.placed), trunk.answered.grouped,
                trunk.answered.share(of: trunk.attempts),
            ])
        }
        return table.plain
    }

    private var lags: String {
        report.lagSentences(SystemClock().wall).map { $0 + "\n" }.joined()
    }
}
