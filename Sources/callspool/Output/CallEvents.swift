import CallspoolCore
import Presentation
import Spool
import Stages

/// The events of a campaign's calls as lines a person can read.
struct CallEvents {
    private let spool: OpenSpool
    private let tail: JournalTail
    private let isJSON: Bool
    private let filter: CallFilter
    private let numbers: NumberFilter?

    init(_ spool: OpenSpool, _ place: CampaignPlace, _ filter: CallFilter, isJSON: Bool) throws {
        self.spool = spool
        self.isJSON = isJSON
        self.filter = filter
        let tail = try JournalTail(place, fromStart: true, on: spool.disk)
        self.tail = tail
        numbers = filter.number.map { NumberFilter($0, region: tail.acceptance.campaign.region) }
    }

    /// Shows each event as it is written, until the campaign is over.
    func follow(_ reader: SpoolReader) async throws {
        var isOver = false
        var day = today
        while !isOver {
            try tail.next { entry, job in
                if picks(entry, job) { show(entry, job, &day) }
                if case .finished = entry.event { isOver = true }
            }
            if !isOver { try await Task.sleep(for: .milliseconds(200)) }
        }
    }

    private func picks(_ entry: JournalEntry, _ job: CallJob?) -> Bool {
        if let numbers, let job, !numbers.picks(job.phoneNumber) { return false }
        return filter.picks(entry)
    }

    private var today: String { SystemClock().wall.day }

    /// Shows an event, below its day where that is another than the one shown last.
    private func show(_ entry: JournalEntry, _ job: CallJob?, _ day: inout String) {
        if isJSON {
            var writer = JSONLineWriter()
            writer.journalLine(entry, callIDPrefix: tail.acceptance.callIDPrefix)
            Terminal.write(writer.bytes)
            return
        }
        if entry.at.day != day { Terminal.write("\(entry.at.day)\n") }
        day = entry.at.day
        let time = entry.at.iso8601.dropFirst(11).dropLast(1)
        let name = entry.event.name.description
        let space = String(repeating: " ", count: max(0, 10 - name.count))
        Terminal.write(
            "\(time)  \(name)\(space)  \(job?.phoneNumber ?? tail.acceptance.campaign.name)\(entry.event.words)\n"
        )
    }
}

extension JournalEvent {
    /// What a person wants to know of it, besides its name.
    fileprivate var words: String {
        switch self {
        case .accepted(let acceptance): "  \(acceptance.total.counted("number"))"
        case .dialing(_, let attempt, let callerID, let trunk):
            "  attempt \(attempt)\(callerID.map { " from \($0)" } ?? "")\(trunk.map { " through \($0)" } ?? "")"
        case .expired(_, let reason): reason.map { "  \($0)" } ?? ""
        case .ended(_, _, let result, let disposition): "  \(result.words), \(disposition.words)"
        case .settled(_, _, let result, let disposition, let by): "  \(result.words), \(disposition.words) (\(by))"
        case .lost: "  outcome lost, stuck"
        case .canceled(_, let by), .suspended(let by, _, _), .resumed(let by): "  (\(by))"
        case .rejected(_, let reason): "  \(reason)"
        case .stopped(let canceled, let inProgress, let by):
            "  \(canceled) canceled, \(inProgress) in progress" + (by.map { "  (\($0))" } ?? "")
        case .added(let addition): "  \(addition.count.counted("number")) from \(addition.file)"
        case .started, .ringing, .connected, .finished, .reported: ""
        }
    }
}

extension AttemptResult {
    fileprivate var words: String {
        let codes = [
            codes.sipStatus.map { "SIP \($0)" }, codes.q850Cause.map { "cause \($0)" }, codes.engineCause,
        ]
        .compactMap { $0 }
        let detail = codes.isEmpty ? "" : " (\(codes.joined(separator: ", ")))"
        let talk = answeredAt == nil ? "" : " \(calleeType.rawValue), \(duration.milliseconds / 1000) s"
        return "\(outcome.rawValue)\(talk)\(detail)"
    }
}

extension Disposition {
    fileprivate var words: String {
        switch self {
        case .final(let status): status.rawValue
        case .retry(let at): "again at \(at.iso8601.dropFirst(11).prefix(8))"
        case .stuck: "stuck"
        }
    }
}
