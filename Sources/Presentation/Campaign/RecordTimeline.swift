internal import CallspoolCore
package import Spool

/// What became of a call's status record, for a person.
package struct RecordTimeline: Sendable {
    private let record: RecordHistory
    private let name: String

    /// Tells it.
    package init(_ tale: CallHistory) {
        record = tale.record
        name = tale.acceptance.campaign.name
    }

    /// Where the record is; `nil` while the call is not final.
    package var place: TimedText? {
        guard let n = record.n else { return nil }
        return record.state == .unreported
            ? "not reported yet" : "reported, n \(String(n)) in results/\(name).status.jsonl"
    }

    /// How it was sent: every try, then how it stands.
    package var shipping: [TimedText] {
        record.n == nil ? [] : tries + (standing.map { [$0] } ?? [])
    }

    /// Every try but the one that ended it, which `standing` tells.
    private var tries: [TimedText] {
        record.tries.filter { $0.event == .retry }
            .map { line in
                let next: TimedText = line.nextTry.map { ", next try \($0)" } ?? ""
                return "try \(line.tries) failed at \(line.at): \(line.why ?? "no reason given")\(next)"
            }
    }

    private var standing: TimedText? {
        let last = record.tries.last { $0.event != .retry }
        let undelivered = "results/\(name).undelivered.jsonl"
        switch record.state {
        case .none: return nil
        case .unreported: return "it is sent when it is reported"
        case .kept: return "off (no result_url)"
        case .waiting: return "not tried yet"
        case .retried:
            return "\(record.tries.count == 1 ? "1 try" : "\(record.tries.count) tries") failed; will keep trying"
        case .taken: return taken
        case .givenUp:
            let (tries, why) = (last?.tries ?? 0, last?.why.map { ": \($0)" } ?? "")
            let when: TimedText = last.map { " at \($0.at)" } ?? ""
            return "given up\(when) after \(tries == 1 ? "1 try" : "\(tries) tries")\(why); kept in \(undelivered)"
        case .gone: return "the receiver wants nothing more (HTTP status 410); kept in \(undelivered)"
        }
    }

    private var taken: TimedText {
        guard let line = record.tries.last(where: { $0.event?.isTaken == true }) else { return "the receiver has it" }
        let how = line.event == .replayed ? "when it was sent again by hand" : "on try \(line.tries)"
        let status = line.httpStatus.map { " (HTTP status \($0))" } ?? ""
        let batch = record.batch > 1 ? ", with \((record.batch - 1).counted("other record")) in one request" : ""
        return "taken at \(line.at) \(how)\(status)\(batch)"
    }
}
