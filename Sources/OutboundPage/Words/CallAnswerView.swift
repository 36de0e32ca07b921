internal import CallspoolCore
internal import Presentation
internal import Spool

/// When one call goes out, and what holds it; of one that does not wait, what became of it.
struct CallAnswerView: Sendable {
    var row: RowWords
    /// The answer.
    var answer: Sentence
    /// What makes the answer, a sentence each.
    var facts: [Sentence] = []

    /// Works out the answer.
    ///
    /// - Throws: `DiskError`; `StoreError` when a file of a campaign's is damaged.
    init(_ call: FoundCall, _ tale: CallHistory, _ forecast: SpoolForecast, _ mask: NumberMask) throws {
        row = RowWords(tale.row, of: call.place.folder.name, mask)
        let holds = forecast.holds(on: call)
        guard !holds.isEmpty else {
            answer = CallAnswerView.standing(tale.row, row, isRunning: forecast.isRunning)
            return
        }
        let outlook = try forecast.forecast(asked: call).outlook(stopsAtAsked: true)
        answer = CallAnswerView.prediction(call, tale.row, holds, outlook, forecast)
        if let before = outlook.before {
            let list = zip(forecast.campaigns, before).filter { $0.1 > 0 }.map { "\($0.0.name) \($0.1.grouped)" }
            let place = (before.reduce(0, +) + 1).grouped
            facts.append(
                "Place \(place) in the queue\(list.isEmpty ? "" : "; before it: " + list.joined(separator: ", "))."
            )
        }
        facts += holds.map { $0 == .turn ? "It waits for its turn." : Sentence($0, mask) }
        if tale.row.attempts > 0, let last = tale.row.last {
            facts.append("So far \(tale.row.attempts.counted("attempt")), the last \(last.outcome.words).")
        }
    }

    /// For a call that waits.
    private static func prediction(
        _ call: FoundCall,
        _ row: CallRow,
        _ holds: [CallHold],
        _ outlook: Outlook,
        _ forecast: SpoolForecast
    ) -> Sentence {
        if holds.contains(where: { if case .listed = $0 { true } else { false } }) {
            return "Never: the number is on a do-not-call list, and is rejected when its turn comes."
        }
        if var span = outlook.asked {
            // What holds the call holds it for certain.
            for until in holds.compactMap(\.until) where until <= span.expected {
                span.earliest = max(span.earliest, until)
            }
            let local = local(span.expected, of: call, forecast)
            let range: Sentence =
                span.earliest.toMinute == span.latest.toMinute
                ? "" : ", between \(minute: span.earliest) and \(minute: span.latest)"
            return "About \(minute: span.expected)\(range)\(local)."
        }
        switch outlook.middle.asked {
        case .closed(let at):
            return
                "Never: it is taken out of the queue at \(at) without \(row.attempts == 0 ? "an" : "another") attempt."
        case .never, .placed, nil:
            let until: Sentence = holds.compactMap(\.until).max().map { ", and not before \($0)" } ?? ""
            return "Not while it is held\(until)."
        }
    }

    /// The clock on the callee's wall, where hours are judged by it.
    private static func local(_ at: Timestamp, of call: FoundCall, _ forecast: SpoolForecast) -> String {
        guard let campaign = forecast.campaigns.first(where: { $0.name == call.place.folder.name }),
            !campaign.windows.isAlwaysOpen
        else { return "" }
        let own = campaign.acceptance.campaign.timezone
        let zones = ZoneGuide().zones(of: call.job.phoneNumber, given: call.job.timezone, campaign: own).zones
        guard let name = zones.first, let zone = Zone(name) else { return "" }
        return " (\(zone.wall(at: at).iso8601.dropFirst(11).prefix(5)) in \(name))"
    }

    /// For a call that does not wait.
    private static func standing(_ row: CallRow, _ words: RowWords, isRunning: Bool) -> Sentence {
        let attempts = "after \(row.attempts.counted("attempt"))"
        switch CallPhase(rawValue: row.phase) {
        case .dialing, .connected:
            let what = row.phase == CallPhase.connected.rawValue ? "It is connected" : "It is in progress"
            return isRunning
                ? "\(what) now, attempt \(row.attempts)."
                : "\(what), attempt \(row.attempts), when the last program left; the next one asks what became of it."
        case .stuck:
            return "It is stuck: the outcome of attempt \(row.attempts) was lost. It is not redialled automatically."
        case .rejected: return "Never: it was rejected. \(words.info)"
        case .canceled: return row.attempts == 0 ? "Never: it was canceled." : "It is over: canceled \(attempts)."
        case .failed where row.closing == .expired:
            let held: Sentence = row.reason == nil ? "" : " \(words.info)"
            return row.attempts == 0
                ? "Never: the campaign expired before it was attempted.\(held)"
                : "It is over: the campaign expired \(attempts).\(held)"
        case .completed, .failed, .queued, nil:
            let ended: Sentence = row.last.map { " at \($0.endedAt)" } ?? ""
            return "It is over: \(row.phase)\(ended) \(attempts), \(row.last?.outcome.words ?? "–")."
        }
    }
}
