internal import CallspoolCore
package import Spool

extension CallHistory {
    /// What became of its status record as one line of JSON, with every try.
    package var recordLine: [UInt8] {
        var writer = JSONLineWriter()
        writer.line { line in
            line.field("call_id", row.job.callID)
            line.field("status", row.phase)
            line.field("record", record.n)
            line.field("shipping", record.state.word)
            line.field("next_try_at", record.state == .retried ? record.tries.last?.nextTry : nil)
            line.field("records_in_request", record.batch)
            line.field("tries", objects: record.tries) { entry, line in
                line.field("at", entry.at)
                line.field("event", entry.event?.rawValue)
                line.field("tries", entry.tries)
                line.field("http_status", entry.httpStatus)
                line.field("next_try_at", entry.nextTry)
                line.field("why", entry.why)
            }
        }
        return writer.bytes
    }
}

extension RecordHistory.State {
    /// For scripts.
    fileprivate var word: String {
        switch self {
        case .none: "none"
        case .unreported: "unreported"
        case .kept: "no_result_url"
        case .waiting: "waiting"
        case .retried: "retry"
        case .taken: "taken"
        case .givenUp: "given_up"
        case .gone: "gone"
        }
    }
}
