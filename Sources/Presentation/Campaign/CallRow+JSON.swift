internal import CallspoolCore
package import Spool

extension CallRow {
    /// The row as one line of JSON.
    package var jsonLine: [UInt8] {
        var writer = JSONLineWriter()
        writer.line { line in
            line.field("call_id", job.callID)
            line.field("phone_number", job.phoneNumber)
            line.field("ani", callerID)
            line.field("message_reference", job.messageReference)
            line.field("status", phase)
            line.field("attempts", attempts)
            line.field("uncounted_attempts", uncounted)
            line.field("max_attempts", maxAttempts)
            line.field("outcome", (closing ?? last?.outcome)?.rawValue)
            line.field("callee_type", last?.calleeType.rawValue)
            line.field("sip_status", last?.codes.sipStatus)
            line.field("q850_cause", last?.codes.q850Cause)
            line.field("dialed_at", last?.dialedAt)
            line.field("ended_at", last?.endedAt)
            line.field("duration", last?.duration.inSeconds ?? 0)
            line.field("next_attempt_at", nextAttempt)
            line.field("reason", reason)
            line.field("still_goes_out", stillGoesOut)
        }
        return writer.bytes
    }
}
