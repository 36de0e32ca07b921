package import CallspoolCore
package import Spool

/// What would happen with some campaign files.
package struct PlanAnswer {
    /// The spool as it is.
    package let spool: SpoolForecast
    /// The files.
    package let planned: [PlannedCampaign]
    /// What is foreseen of both.
    package let outlook: Outlook

    /// Puts the parts of a plan together; the outlook is that of the spool's campaigns and then of the files'.
    package init(_ spool: SpoolForecast, _ planned: [PlannedCampaign], _ outlook: Outlook) {
        self.spool = spool
        self.planned = planned
        self.outlook = outlook
    }

    /// Names that pickup would refuse because a file before has them; those of the queue are judged with each file.
    package static func takenNames(_ planned: [PlannedCampaign]) -> [Diagnostic] {
        var files: Set<String> = []
        var taken: [Diagnostic] = []
        for plan in planned where plan.forecast != nil && plan.findings.addTo == nil {
            guard let name = plan.findings.name, name == plan.findings.campaign?.name else { continue }
            if !files.insert(name).inserted {
                let words = "a file before is named `\(name)`, too; give this one another name"
                taken.append(Diagnostic(.error, file: plan.file, at: nil, words))
            }
        }
        return taken
    }

    /// The run in the middle.
    package var run: ForecastRun { outlook.middle }

    /// A campaign of the forecast with what it came from.
    package func source(_ place: Int) -> (before: QueueCounts, plan: PlannedCampaign?) {
        let queued = spool.campaigns.count
        if place < queued { return (spool.campaigns[place].queue.counts, nil) }
        let plan = planned[place - queued]
        return (plan.forecast?.queue.counts ?? QueueCounts(), plan)
    }

    /// Why numbers of a file are not dialled: what pickup finds, and what would be found when their turn comes.
    package func reasons(_ place: Int) -> [(reason: String, count: Int)] {
        guard let plan = source(place).plan else { return [] }
        let later = run.campaigns[place].counts.rejected - source(place).before.rejected
        guard later > 0 else { return plan.skipped }
        return plan.skipped + [("no hour is inside the calling hours in all zones of the callee", later)]
    }

    /// The plan as lines of JSON: one for each campaign, one for each quarter hour with calls, and one of all.
    package var jsonLines: [UInt8] {
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
            line.field("at_work", spool.isRunning)
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
