internal import CallspoolCore
package import Spool

extension WaitingFile {
    /// How it waits, in a word.
    package var state: String { suspendedBy == nil ? "waiting" : "suspended" }

    /// The file as one line of JSON, beside those of campaigns.
    package var jsonLine: [UInt8] {
        var writer = JSONLineWriter()
        writer.line { line in
            line.field("campaign", campaign)
            line.field("state", state)
            line.noCalls()
            line.field("file", name)
            line.field("since", since)
            line.field("suspended_by", suspendedBy)
        }
        return writer.bytes
    }
}

extension RefusedFile {
    /// The file as one line of JSON, beside those of campaigns.
    package var jsonLine: [UInt8] {
        var writer = JSONLineWriter()
        writer.line { line in
            line.field("campaign", String?.none)
            line.field("state", isWithdrawn ? "withdrawn" : "refused")
            line.noCalls()
            line.field("file", name)
            line.field("since", at)
            line.field("why", why)
        }
        return writer.bytes
    }
}

extension JSONLineWriter {
    /// The counts of what has no calls yet, so that every row has them.
    fileprivate mutating func noCalls() {
        let counts: [StaticString] = [
            "pending", "dialing", "completed", "failed", "canceled", "rejected", "stuck", "unreported", "unshipped",
        ]
        for count in counts { field(count, 0) }
    }
}
