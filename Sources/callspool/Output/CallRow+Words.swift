import CallspoolCore
import Spool

extension CallRow {
    /// What a person wants to know of the call besides where it is.
    private var info: String {
        if let closing { return "\(closing.rawValue)\(reason.map { ": \($0)" } ?? "")" }
        if let reason { return reason }
        if isInterrupted { return "in progress when the program ended; the next one asks what became of it" }
        if let live { return info(live) }
        guard let last else { return nextAttempt.map { "next at \($0.clock)" } ?? "" }
        var parts = [last.outcome.rawValue]
        if let status = last.codes.sipStatus { parts.append("SIP \(status)") }
        if last.answeredAt != nil, last.outcome != .unknown { parts.append("\(last.duration.milliseconds / 1000) s") }
        if isHeld, phase == CallPhase.queued.rawValue {
            parts.append("again when the campaign is resumed")
        } else {
            parts.append(nextAttempt.map { "next at \($0.clock)" } ?? "at \(last.endedAt.clock)")
        }
        return parts.joined(separator: ", ")
    }

    /// Since when it is where it is, and how the attempt before this one ended.
    private func info(_ live: InProgress) -> String {
        if stillGoesOut { return "in progress before the hold; will still complete" }
        let before = last.map { "; before: \($0.outcome.rawValue)" } ?? ""
        if let answeredAt = live.answeredAt { return "answered at \(answeredAt.clock)\(before)" }
        return "\(live.ringingAt.map { "rings since \($0.clock)" } ?? "placed at \(live.dialedAt.clock)")\(before)"
    }

    /// Which attempt of how many there may be, `2 of 3`, and how many besides that do not count, `+1`.
    private var attempt: String {
        guard attempts > 0 else { return "-" }
        return "\(attempts - uncounted) of \(maxAttempts)"
            + (uncounted > 0 ? ", \(uncounted.counted("trunk failure"))" : "")
    }

    /// The cells of a table.
    var cells: [String] {
        [
            job.phoneNumber, callerID ?? "-", phase, attempt,
            live == nil ? last?.calleeType.rawValue ?? "-" : "-", info, job.callID,
        ]
    }
}
