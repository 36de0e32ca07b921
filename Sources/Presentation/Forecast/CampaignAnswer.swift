internal import CallspoolCore
package import Spool

/// The answer to "when is this campaign through?".
package struct CampaignAnswer {
    private let campaign: QueuedCampaign
    private let outlook: Outlook
    /// The campaigns of the outlook, in its order.
    private let campaigns: [String]
    /// What holds all its calls.
    private let holds: [CallHold]
    /// What each of its calls waits for.
    private let waiting: WaitingCalls
    private let words: ForecastWords
    private let place: Int

    /// Works out the answer; `nil` when no such campaign is in the queue.
    ///
    /// - Throws: `DiskError`; `StoreError` when a file of a campaign's is damaged.
    package init?(_ name: String, _ spool: SpoolForecast) throws {
        guard let place = spool.campaigns.firstIndex(where: { $0.name == name }) else { return nil }
        self.place = place
        campaign = spool.campaigns[place]
        campaigns = spool.campaigns.map(\.name)
        outlook = try spool.forecast().outlook()
        holds = spool.holds(on: campaign)
        waiting = try spool.waiting(of: campaign)
        words = ForecastWords(now: spool.now)
    }

    private func span(_ instant: (CampaignForecast) -> Timestamp?) -> ForecastSpan? {
        outlook.span { instant($0.campaigns[place]) }
    }
    private var middle: CampaignForecast { outlook.middle.campaigns[place] }

    /// The answer in some lines, the first of which says it.
    package var text: String {
        ([campaign.name + ": " + headline] + details.map { "  " + $0 }).map { $0.oneLine + "\n" }.joined()
    }

    private var headline: String {
        if let span = span(\.finish) { return "ends \(words.span(span))" }
        if middle.counts.pending > 0 {
            return "has no end date while suspended; \(middle.counts.pending.grouped) calls wait"
        }
        return "has no end date: \(middle.counts.stuck.grouped) calls are stuck; see: callspool stuck"
    }

    private var details: [String] {
        let counts = campaign.queue.counts
        let list = waiting.rows.filter { $0.calls > 0 }.map { "\($0.calls.grouped) \($0.words)" }
        let detail = list.isEmpty ? "" : " (\(list.joined(separator: ", ")))"
        var lines = ["now: \(counts.pending.grouped) waiting\(detail), \(counts.dialing.grouped) in progress"]
        if let next = span(\.first) {
            let list = before.map { "\($0.name) \($0.calls.grouped)" }
            let total = before.reduce(0) { $0 + $1.calls }
            let others = list.isEmpty ? "" : "; before it: \(list.joined(separator: ", "))"
            lines.append("next call: \(words.span(next)); place \((total + 1).grouped)\(others)")
        }
        lines += holds.map { "held by: \($0.kind): \($0.sentence)" }
        var expected = "\(middle.placed.grouped) calls"
        expected += ", \((middle.counts.completed - counts.completed).grouped) answered"
        expected += ", \((middle.counts.failed - counts.failed - middle.expired).grouped) failed"
        if middle.expired > 0 { expected += ", \(middle.expired.grouped) expired" }
        // Where nothing is foreseen there is neither a count nor a range.
        if middle.finish == nil, middle.placed == 0, counts.dialing == 0 { return lines }
        lines.append("to come: \(expected)")
        return lines + [words.method(outlook)]
    }

    private var before: [(name: String, calls: Int)] {
        zip(campaigns, middle.before).filter { $0.1 > 0 }.map { (name: $0.0, calls: $0.1) }
    }

    /// The answer as one line of JSON.
    package var jsonLine: [UInt8] {
        var writer = JSONLineWriter()
        writer.line { line in
            line.field("campaign", campaign.name)
            line.field("pending", campaign.queue.counts.pending)
            line.field("dialing", campaign.queue.counts.dialing)
            line.spans("next_call", span(\.first))
            line.spans("finish", span(\.finish))
            line.field("place", middle.first == nil ? nil : before.reduce(1) { $0 + $1.calls })
            line.field("before", objects: before) { row, line in
                line.field("campaign", row.name)
                line.field("calls", row.calls)
            }
            line.holds(holds)
            line.field(
                "waiting",
                object: { line in
                    for row in waiting.rows { line.field(row.key, row.calls) }
                }
            )
            line.field("calls", middle.placed)
            line.field("answered", middle.counts.completed - campaign.queue.counts.completed)
            line.field("failed", middle.counts.failed - campaign.queue.counts.failed - middle.expired)
            line.field("expired", middle.expired)
            line.field("runs", outlook.runs.count)
        }
        return writer.bytes
    }
}

extension WaitingCalls {
    /// The counts, each with its key and its words.
    fileprivate var rows: [(key: StaticString, words: String, calls: Int)] {
        [
            ("ready", "ready to go", ready), ("retry", "for another attempt", retry),
            ("hours", "outside the calling hours", hours), ("limit", "above an attempt limit", limit),
            ("refused", "to be rejected", refused),
        ]
    }
}
