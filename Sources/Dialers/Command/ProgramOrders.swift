internal import CallspoolCore

/// What is in progress to a program's standard input: the only place where its lines are made.
///
/// Every value is a JSON text, so that whatever a campaign file holds, it stays inside of its quotes.
struct ProgramOrders: Sendable {
    /// The protocol's version.
    static let version = 1

    private var writer = JSONLineWriter()

    /// The lines that were written and not taken.
    var isEmpty: Bool { writer.bytes.isEmpty }

    /// Takes the lines.
    mutating func take() -> [UInt8] {
        defer { writer.removeAll() }
        return writer.bytes
    }

    /// Forgets them.
    mutating func removeAll() {
        writer.removeAll()
    }

    /// The first line to each process.
    mutating func hello() {
        writer.line { line in
            line.field("do", "hello")
            line.field("protocol", Self.version)
        }
    }

    /// Asks for a call.
    mutating func place(_ attempt: Attempt) {
        let (job, campaign) = (attempt.job, attempt.campaignRef.campaign)
        writer.line { line in
            line.field("do", "place")
            line.field("id", attempt.id)
            line.field("number", job.phoneNumber)
            line.field("ani", attempt.callerID)
            line.field("ring_timeout", Int(campaign.ringTimeout.components.seconds))
            line.field("callee_detection", campaign.calleeDetection)
            line.field("start_url", campaign.startURL)
            line.field("answer", campaign.answer)
            line.field("postd", job.postDial)
            line.field("campaign", campaign.name)
            line.field("call_id", job.callID)
            line.field("attempt", attempt.number)
            line.field("message_reference", job.messageReference)
            line.field("campaign_parameters", campaign.parameters)
            line.field("call_parameters", job.parameters)
        }
    }

    /// Asks for the end of a call that rings too long.
    mutating func cancel(_ id: String) {
        writer.line { line in
            line.field("do", "cancel")
            line.field("id", id)
        }
    }

    /// Asks what became of an attempt.
    mutating func inquire(_ id: String) {
        writer.line { line in
            line.field("do", "inquire")
            line.field("id", id)
        }
    }
}
