internal import CallspoolCore
package import Spool

/// The answer to "when is this call going out?": for one that waits a prediction, for any other what became of it.
package struct CallAnswer {
    private let call: FoundCall
    private let row: CallRow
    private let holds: [CallHold]
    /// `nil` for a call that does not wait.
    private let outlook: Outlook?
    /// The campaigns of the outlook, in its order.
    private let campaigns: [String]
    /// Whether a program is seen running.
    private let isRunning: Bool
    /// The zone in which the callee's hours are judged; `nil` where there are no hours.
    private let zone: String?
    private let words: ForecastWords

    /// Works out the answer.
    ///
    /// - Throws: `DiskError`; `StoreError` when a file of a campaign's is damaged.
    package init(_ call: FoundCall, _ spool: SpoolForecast, on disk: any Disk) throws {
        self.call = call
        row = try call.row(on: disk)
        holds = spool.holds(on: call)
        campaigns = spool.campaigns.map(\.name)
        isRunning = spool.isRunning
        let campaign = spool.campaigns.first { $0.name == call.place.folder.name }
        outlook = holds.isEmpty ? nil : try spool.forecast(asked: call).outlook(stopsAtAsked: true)
        zone = campaign.flatMap { campaign in
            guard !campaign.windows.isAlwaysOpen else { return nil }
            let zone = campaign.acceptance.campaign.timezone
            return ZoneGuide().zones(of: call.job.phoneNumber, given: call.job.timezone, campaign: zone).zones.first
        }
        words = ForecastWords(now: spool.now)
    }

    /// The answer in some lines, the first of which says it.
    package var text: String {
        let name = "\(call.job.phoneNumber) (\(call.place.folder.name), \(call.job.callID))"
        return ([name + ": " + headline] + details.map { "  " + $0 }).map { $0.oneLine + "\n" }.joined()
    }

    private var headline: String {
        guard outlook != nil else { return standing }
        for case .listed(let listed) in holds { return "never: it is rejected when its turn comes: \(listed.sentence)" }
        if let span {
            let local = zone.flatMap { words.local(span.expected, in: $0) }
            return words.span(span) + (local.map { " (\($0))" } ?? "")
        }
        switch outlook?.middle.asked {
        case .closed(let at):
            let another = row.attempts == 0 ? "an" : "another"
            return "never: it is taken out of the queue at \(words.instant(at)) UTC without \(another) attempt"
        case .never, .placed, nil:
            let until = holds.compactMap(\.until).max()
            return "not while it is held" + (until.map { ", and not before \(words.instant($0)) UTC" } ?? "")
        }
    }

    /// The prediction; what holds the call holds it for certain.
    private var span: ForecastSpan? {
        guard var span = outlook?.asked else { return nil }
        for until in holds.compactMap(\.until) where until <= span.expected {
            span.earliest = max(span.earliest, until)
        }
        return span
    }

    private var details: [String] {
        guard let outlook else { return [] }
        var lines: [String] = []
        if let before = outlook.before {
            let list = zip(campaigns, before).filter { $0.1 > 0 }.map { "\($0) \($1.grouped)" }
            let total = before.reduce(0, +)
            lines.append(
                "place \((total + 1).grouped)" + (list.isEmpty ? "" : "; before it: \(list.joined(separator: ", "))")
            )
        }
        lines += holds.map { "held by: \($0.kind): \($0.sentence)" }
        if row.attempts > 0, let last = row.last {
            lines.append(
                "so far: \(row.attempts) attempt\(row.attempts == 1 ? "" : "s"), the last \(last.outcome.rawValue)"
            )
        }
        if outlook.asked != nil { lines.append(words.method(outlook)) }
        return lines
    }

    /// What became, or becomes, of a call that does not wait.
    private var standing: String {
        let attempts = "after \(row.attempts) attempt\(row.attempts == 1 ? "" : "s")"
        let ended = row.last.map { " at \(words.instant($0.endedAt)) UTC" } ?? ""
        let closed = row.closedAt.map { " at \(words.instant($0)) UTC" } ?? ""
        let outcome = row.last.map {
            ": \($0.outcome.rawValue)\($0.answeredAt == nil ? "" : ", \($0.calleeType.rawValue)")"
        }
        switch row.phase {
        case "dialing", "connected":
            let what = row.phase == "connected" ? "connected" : "in progress"
            if isRunning { return "\(what) now, attempt \(row.attempts)" }
            return "\(what), attempt \(row.attempts), when the last program left; the next one asks what became of it"
        case "stuck": return "stuck: the outcome of attempt \(row.attempts) was lost; see: callspool stuck"
        case "rejected": return "never: rejected: \(row.reason ?? "it cannot be dialled")"
        case "canceled": return row.attempts == 0 ? "never: canceled\(closed)" : "over: canceled\(closed) \(attempts)"
        case "failed" where row.closing == .expired:
            let held = row.reason.map { ": \($0)" } ?? ""
            return row.attempts == 0
                ? "never: the campaign expired\(closed) before it was attempted\(held)"
                : "over: the campaign expired\(closed) \(attempts) (\(row.last?.outcome.rawValue ?? "-"))\(held)"
        default: return "over: \(row.phase)\(ended) \(attempts)\(outcome ?? "")"
        }
    }

    /// The answer as one line of JSON.
    package var jsonLine: [UInt8] {
        var writer = JSONLineWriter()
        writer.line { line in
            line.field("campaign", call.place.folder.name)
            line.field("call_id", call.job.callID)
            line.field("phone_number", call.job.phoneNumber)
            line.field("status", row.phase)
            line.field("attempts", row.attempts)
            line.field("outcome", (row.closing ?? row.last?.outcome)?.rawValue)
            line.field("reason", row.reason)
            line.field("expected_at", span?.expected)
            line.field("earliest_at", span?.earliest)
            line.field("latest_at", span?.latest)
            line.field("place", outlook?.before.map { $0.reduce(1, +) })
            line.field("before", objects: before) { row, line in
                line.field("campaign", row.name)
                line.field("calls", row.calls)
            }
            line.holds(holds)
            line.field("runs", outlook?.runs.count)
        }
        return writer.bytes
    }

    private var before: [(name: String, calls: Int)] {
        zip(campaigns, outlook?.before ?? []).filter { $0.1 > 0 }.map { (name: $0.0, calls: $0.1) }
    }
}
