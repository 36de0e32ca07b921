internal import CallspoolCore
package import Spool

extension StuckRow {
    /// Why it is stuck, as far as what is known tells.
    package var why: String {
        let result = call.result
        if isUnasked { return "in progress when the program ended; the next one asks the engine what became of it" }
        if result.codes != EngineCodes() { return "the engine reported its end, and not how it ended" }
        if result.answeredAt != nil { return "answered; its end was never reported" }
        if result.ringingAt != nil { return "it rang; nothing was heard of it after that" }
        return "handed to the engine, or about to be; nothing was heard of it"
    }

    /// As an object.
    package var jsonLine: [UInt8] {
        var writer = JSONLineWriter()
        writer.line { line in
            line.field("call_id", job.callID)
            line.field("campaign", campaign)
            line.field("phone_number", job.phoneNumber)
            line.field("ani", callerID)
            line.field("message_reference", job.messageReference)
            line.field("attempt", call.attempt)
            line.field("trunk", call.trunk)
            line.field("engine", call.result.engine)
            line.field("engine_id", engineID)
            line.field("dialed_at", call.result.dialedAt)
            line.field("ringing_at", call.result.ringingAt)
            line.field("answered_at", call.result.answeredAt)
            line.field("lost_at", call.result.endedAt)
            line.field("why", why)
            line.field("given_up_at", givenUpAt)
        }
        return writer.bytes
    }
}
