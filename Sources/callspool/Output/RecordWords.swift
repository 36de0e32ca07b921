import CallspoolCore
import Spool

/// What became of a call's status record, in lines for a person and in a line of JSON.
struct RecordWords {
    private let record: RecordTale
    private let tale: CallTale

    init(_ tale: CallTale) {
        self.tale = tale
        record = tale.record
    }

    private var name: String { tale.acceptance.campaign.name }

    /// The lines; none while the call is not final.
    var lines: [String] {
        guard let n = record.n else { return [] }
        let file = "results/\(name).status.jsonl"
        let told = record.state == .untold ? "not told yet" : "told, n \(n) in \(file)"
        return ["record: \(told)"] + tries + (standing.map { ["shipping: \($0)"] } ?? [])
    }

    /// Every try but the one that ended it, which `standing` tells.
    private var tries: [String] {
        record.tries.filter { $0.event == .retry }
            .map { line in
                let next = line.nextTry.map { ", next try \($0.clock)" } ?? ""
                return "shipping: try \(line.tries) failed at \(line.at.clock): \(line.why ?? "no reason told")\(next)"
            }
    }

    private var standing: String? {
        let last = record.tries.last { $0.event != .retry }
        let batch = record.batch > 1 ? ", with \((record.batch - 1).counted("other record")) in one request" : ""
        let undelivered = "results/\(name).undelivered.jsonl"
        switch record.state {
        case .none: return nil
        case .untold: return "it is sent when it is told"
        case .kept: return "nowhere: the campaign has no result_url"
        case .waiting: return "not tried yet"
        case .retried: return "tried \(record.tries.count.counted("time")) in vain, and goes on"
        case .taken:
            let taken = record.tries.last { $0.event?.isTaken == true }
            let status = taken?.httpStatus.map { " (HTTP status \($0))" } ?? ""
            let how = taken?.event == .replayed ? "when it was sent again by hand" : "on try \(taken?.tries ?? 1)"
            return "taken at \(taken?.at.clock ?? "-") \(how)\(status)\(batch)"
        case .givenUp:
            let tries = last?.tries ?? 0
            let why = last?.why.map { ": \($0)" } ?? ""
            return "given up at \(last?.at.clock ?? "-") after \(tries == 1 ? "1 try" : "\(tries) tries")\(why);"
                + " kept in \(undelivered)"
        case .gone: return "the receiver wants nothing more (HTTP status 410); kept in \(undelivered)"
        }
    }
}
