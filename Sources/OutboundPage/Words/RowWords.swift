internal import CallspoolCore
internal import Presentation
internal import Spool

/// A call as a row of a table.
struct RowWords: Sendable {
    var id: String
    var campaign: String
    var number: String
    var ani: String
    var status: String
    var tone: String
    var attempt: String
    var calleeType: String
    var info: Sentence
    var reference: String?

    init(_ row: CallRow, of campaign: String, _ mask: NumberMask) {
        self.init(shown: row.masked(mask), of: campaign)
    }

    /// A row as who looks may see it.
    init(shown row: CallRow, of campaign: String) {
        self.campaign = campaign
        id = row.job.callID
        number = row.job.phoneNumber
        ani = row.callerID ?? "–"
        status = row.phase
        tone = RowWords.tone(row.phase)
        attempt = RowWords.attempt(row)
        calleeType = row.live == nil ? row.last?.calleeType.rawValue ?? "–" : "–"
        info = RowWords.info(row)
        reference = row.job.messageReference
    }

    /// How the tag of a phase looks.
    static func tone(_ phase: String) -> String {
        switch CallPhase(rawValue: phase) {
        case .completed: "good"
        case .failed, .stuck: "bad"
        case .dialing, .connected: "live"
        case .rejected: "warn"
        case .queued, .canceled, nil: ""
        }
    }

    /// Which attempt of how many there may be, `2 of 3`, and how many besides that do not count, `, 1 trunk failure`.
    static func attempt(_ row: CallRow) -> String {
        guard row.attempts > 0 else { return "–" }
        return "\(row.attempts - row.uncounted) of \(row.maxAttempts)"
            + (row.uncounted > 0 ? ", \(row.uncounted.counted("trunk failure"))" : "")
    }

    private static func info(_ row: CallRow) -> Sentence {
        let reason = row.reason
        if let closing = row.closing { return "\(closing.rawValue)\(reason.map { ": \($0)" } ?? "")" }
        if let reason { return "\(reason)" }
        if row.isInterrupted { return "in progress when the program ended; the next one asks what became of it" }
        if let live = row.live { return info(row, live) }
        guard let last = row.last else { return row.nextAttempt.map { "not before \($0)" } ?? "" }
        var info: Sentence = "\(last.outcome.words)"
        if let status = last.codes.sipStatus { info = info + Sentence(", SIP \(status)") }
        if last.answeredAt != nil, last.outcome != .unknown { info = info + ", \(last.duration.toTenths)" }
        if row.isHeld, row.phase == CallPhase.queued.rawValue { return info + ", again when the campaign is resumed" }
        return info + (row.nextAttempt.map { ", next at \($0)" } ?? ", at \(last.endedAt)")
    }

    /// Since when it is where it is, and how the attempt before this one ended.
    private static func info(_ row: CallRow, _ live: InProgress) -> Sentence {
        if row.stillGoesOut { return "in progress before the hold; will still complete" }
        let before = row.last.map { "; before: \($0.outcome.words)" } ?? ""
        if let at = live.answeredAt { return "answered at \(at)\(before)" }
        if let at = live.ringingAt { return "rings since \(at)\(before)" }
        return "placed at \(live.dialedAt)\(before)"
    }
}
