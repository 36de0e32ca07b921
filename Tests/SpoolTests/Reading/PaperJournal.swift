import CallspoolCore
import CallspoolTesting

@testable import Spool

/// A campaign whose journal is written by hand: each event at a second after the campaign was accepted.
struct PaperJournal {
    let disk = MemoryDisk()
    var paper: PaperCampaign
    let layout = PaperCampaign.layout
    private var entries: [JournalEntry] = []
    private var shipping = JSONLineWriter()

    init(_ paper: PaperCampaign = PaperCampaign(numbers: 9)) {
        self.paper = paper
        entries = [JournalEntry(n: 1, at: PaperCampaign.at, event: .accepted(paper.acceptance))]
    }

    var folder: CampaignFolder { layout.campaign(paper.campaign.name) }
    var reader: SpoolReader { SpoolReader(layout, on: disk) }

    func at(_ seconds: Double) -> Timestamp { PaperCampaign.at + .milliseconds(Int64(seconds * 1000)) }

    /// Adds an event.
    mutating func add(_ seconds: Double, _ event: JournalEvent) {
        // Where the call's last attempt is told, as the dialling side notes it.
        var previous: LogPosition?
        var writer = JSONLineWriter()
        for entry in entries {
            if let index = entry.event.index, index == event.index, AttemptRecord(entry) != nil {
                if case .lost = entry.event {} else { previous = LogPosition(writer.bytes.count) }
            }
            writer.journalLine(entry, callIDPrefix: paper.acceptance.callIDPrefix)
        }
        entries.append(JournalEntry(n: entries.count + 1, at: at(seconds), event: event, previous: previous))
    }

    /// Adds an attempt from its placing to its end.
    mutating func attempt(
        _ index: Int,
        _ number: Int = 1,
        at placed: Double,
        ring: Double? = nil,
        talk: Double? = nil,
        _ outcome: Outcome,
        _ type: CalleeType? = nil,
        trunk: String? = nil,
        then disposition: Disposition
    ) {
        let result = result(at: placed, ring: ring, talk: talk, outcome, type)
        add(placed, .dialing(index: index, attempt: number, callerID: nil, trunk: trunk))
        add(
            Double((result.endedAt - PaperCampaign.at).milliseconds) / 1000,
            .ended(index: index, attempt: number, result, disposition)
        )
    }

    func result(
        at placed: Double,
        ring: Double? = nil,
        talk: Double? = nil,
        _ outcome: Outcome,
        _ type: CalleeType? = nil
    ) -> AttemptResult {
        AttemptResult(
            outcome: outcome,
            calleeType: type ?? outcome.usualCalleeType,
            codes: EngineCodes(sipStatus: 486, q850Cause: 17),
            engine: "paper",
            dialedAt: at(placed),
            ringingAt: ring.map { _ in at(placed + 1) },
            answeredAt: talk.map { _ in at(placed + 1 + (ring ?? 0)) },
            endedAt: at(placed + 1 + (ring ?? 0) + (talk ?? 0))
        )
    }

    /// Adds lines to `shipping.jsonl`.
    mutating func ship(_ line: (inout JSONLineWriter) -> Void) {
        shipping.line(line)
    }

    /// Writes all of it, told up to a line, and hands over the place.
    func put(told: Int = 0) throws -> CampaignPlace {
        var journal = JSONLineWriter()
        for entry in entries { journal.journalLine(entry, callIDPrefix: paper.acceptance.callIDPrefix) }
        try disk.put(folder.jobs, String(decoding: paper.jobs, as: UTF8.self))
        try disk.put(folder.journal, String(decoding: journal.bytes, as: UTF8.self))
        if !shipping.bytes.isEmpty { try disk.put(folder.shipping, String(decoding: shipping.bytes, as: UTF8.self)) }
        if told > 0 { try disk.put(layout.status(paper.campaign.name), "{\"n\":\(told)}\n") }
        return CampaignPlace(folder: folder, isDone: false, modified: PaperCampaign.at)
    }
}
