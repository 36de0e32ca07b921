import CallspoolCore
import Presentation
import Spool

/// What `plan` says.
struct PlanReport {
    private let answer: PlanAnswer
    private let words: ForecastWords

    init(_ answer: PlanAnswer) {
        self.answer = answer
        words = ForecastWords(now: answer.spool.now)
    }

    private var spool: SpoolForecast { answer.spool }
    private var outlook: Outlook { answer.outlook }
    private var run: ForecastRun { answer.run }

    /// The plan for a person, the answer first.
    var text: TerminalText {
        TerminalText(lines: headline + "\n\n") + campaigns + TerminalText(lines: rest)
    }

    /// What stands below the table of campaigns.
    private var rest: String {
        let chart = CurveChart(run.curve, hasBlocks: Terminal.isOutput)
        var text = ""
        for place in run.campaigns.indices { text += skipped(place) }
        if run.placed > 0 { text += "\ncalls per \(chart.unit), UTC:\n" + chart.text }
        text +=
            "\nmost calls in progress at once: \(run.top.calls.grouped), first at \(words.instant(run.top.at)) UTC\n"
        text += words.method(outlook) + "\n"
        if !spool.isRunning {
            text += "the dialler is not running: dialling begins at the next tick, \(words.instant(spool.begins)) UTC\n"
        }
        return text
    }

    private var headline: String {
        guard let span = outlook.span(\.end) else { return "no call would be placed" }
        let open = run.campaigns.filter { $0.finish == nil }
        var text = "the last call ends \(words.span(span)); \(run.placed.grouped) calls"
        if run.isCut {
            text +=
                ", and more after that: no further than \(Forecast.horizon.components.seconds / 86_400) days is foreseen"
        }
        for campaign in open where campaign.counts.pending > 0 {
            text += "\n\(campaign.name) has no end date while suspended: \(campaign.counts.pending.grouped) calls wait"
        }
        return text
    }

    private var campaigns: TerminalText {
        var table = Table([
            ("campaign", .left), ("numbers", .right), ("skipped", .right), ("calls", .right), ("answered", .right),
            ("failed", .right), ("expired", .right), ("first call", .left), ("end", .left),
        ])
        for (place, campaign) in run.campaigns.enumerated() {
            let source = answer.source(place)
            let end = outlook.span { $0.campaigns[place].finish }
            table.add([
                campaign.name, campaign.counts.all.grouped, campaign.counts.rejected.grouped, campaign.placed.grouped,
                (campaign.counts.completed - source.before.completed).grouped,
                (campaign.counts.failed - source.before.failed - campaign.expired).grouped, campaign.expired.grouped,
                campaign.first.map(words.instant) ?? "-", end.map { words.instant($0.expected) } ?? "-",
            ])
        }
        return table.text
    }

    private func skipped(_ place: Int) -> String {
        let rows = answer.reasons(place).map { "  \($0.count.grouped)  \($0.reason.oneLine)\n" }
        return rows.isEmpty ? "" : "\nskipped of \(run.campaigns[place].name):\n" + rows.joined()
    }
}
