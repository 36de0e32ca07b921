import CallspoolCore
import Spool

/// What `plan` says.
struct PlanReport {
    private let spool: SpoolForecast
    private let planned: [PlannedCampaign]
    private let outlook: Outlook
    private let words: ForecastWords

    init(_ spool: SpoolForecast, _ planned: [PlannedCampaign], _ outlook: Outlook) {
        self.spool = spool
        self.planned = planned
        self.outlook = outlook
        words = ForecastWords(now: spool.now)
    }

    private var run: ForecastRun { outlook.middle }

    /// A campaign of the forecast with what it came from.
    private func source(_ place: Int) -> (before: QueueCounts, plan: PlannedCampaign?) {
        let queued = spool.campaigns.count
        if place < queued { return (spool.campaigns[place].queue.counts, nil) }
        let plan = planned[place - queued]
        return (plan.forecast?.queue.counts ?? QueueCounts(), plan)
    }

    /// The plan for a person, the answer first.
    var text: String {
        let chart = CurveChart(run.curve, hasBlocks: Terminal.isOutput)
        var text = headline + "\n\n" + campaigns
        for place in run.campaigns.indices { text += skipped(place) }
        if run.placed > 0 { text += "\ncalls per \(chart.unit), UTC:\n" + chart.text }
        text += "\nmost calls under way at once: \(run.top.calls.grouped), first at \(words.instant(run.top.at)) UTC\n"
        text += words.method(outlook) + "\n"
        if !spool.isAtWork {
            text += "no program is at work: dialling begins at the next tick, \(words.instant(spool.begins)) UTC\n"
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
            text += "\n\(campaign.name) has no end while it is held: \(campaign.counts.pending.grouped) calls wait"
        }
        return text
    }

    private var campaigns: String {
        var table = Table([
            ("campaign", .left), ("numbers", .right), ("skipped", .right), ("calls", .right), ("answered", .right),
            ("failed", .right), ("expired", .right), ("first call", .left), ("end", .left),
        ])
        for (place, campaign) in run.campaigns.enumerated() {
            let source = source(place)
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

    /// Why numbers of a file are not dialled: what pickup finds, and what would be found when their turn comes.
    private func reasons(_ place: Int) -> [(reason: String, count: Int)] {
        guard let plan = source(place).plan else { return [] }
        let later = run.campaigns[place].counts.rejected - source(place).before.rejected
        guard later > 0 else { return plan.skipped }
        return plan.skipped + [("no hour is inside the calling hours in all zones of the callee", later)]
    }

    private func skipped(_ place: Int) -> String {
        let rows = reasons(place).map { "  \($0.count.grouped)  \($0.reason)\n" }
        return rows.isEmpty ? "" : "\nskipped of \(run.campaigns[place].name):\n" + rows.joined()
    }

    /// The plan as lines of JSON: one for each campaign, one for each quarter hour with calls, and one of all.
    var jsonLines: [UInt8] {
        var writer = JSONLineWriter()
        for place in run.campaigns.indices { write(place, &writer) }
        for (place, calls) in run.curve.calls.enumerated() where calls > 0 {
            writer.line { line in
                line.field("quarter", run.curve.begin + CallCurve.step * place)
                line.field("calls", calls)
            }
        }
        writer.line { line in
            line.spans("end", outlook.span(\.end))
            line.field("calls", run.placed)
            line.field("top_concurrent", run.top.calls)
            line.field("top_concurrent_at", run.top.at)
            line.field("begins_at", spool.begins)
            line.field("at_work", spool.isAtWork)
            line.field("runs", outlook.runs.count)
        }
        return writer.bytes
    }

    private func write(_ place: Int, _ writer: inout JSONLineWriter) {
        let (campaign, source) = (run.campaigns[place], source(place))
        writer.line { line in
            line.field("campaign", campaign.name)
            line.field("file", source.plan?.file)
            line.field("arrives_at", source.plan?.arrives)
            line.field("numbers", campaign.counts.all)
            line.field("skipped", objects: reasons(place)) { row, line in
                line.field("reason", row.reason)
                line.field("numbers", row.count)
            }
            line.field("calls", campaign.placed)
            line.field("answered", campaign.counts.completed - source.before.completed)
            line.field("failed", campaign.counts.failed - source.before.failed - campaign.expired)
            line.field("expired", campaign.expired)
            line.field("rejected", campaign.counts.rejected)
            line.field("waiting", campaign.counts.pending)
            line.field("first_call_at", campaign.first)
            line.field("last_call_at", campaign.last)
            line.spans("finish", outlook.span { $0.campaigns[place].finish })
        }
    }
}
