internal import CallspoolCore
internal import Spool

/// What a run left, read for the audit: the record of what truly happened, and what the spool says of it.
struct SimulationEvidence {
    /// A campaign as the spool tells it at the end.
    struct Told {
        var plan: SimulatedCampaign
        var isDone: Bool
        var entries: [JournalEntry] = []
        var records: [StatusRow] = []
        var calls: [StatusRow] = []
        var undelivered: Set<Int> = []
        var tag = ""
        /// The files of what was added to it, in that order.
        var added: [String] = []
        /// The placings of its calls, in order.
        var placements: [SimulationRecord.Placement] = []

        func callID(_ index: Int) -> String { "\(plan.name)-\(tag)-\(index)" }
    }

    /// What the audit needs of a line in a result file.
    struct StatusRow {
        var n = 0
        var callID = ""
        var status = ""
        var outcome = ""
        var attempts = 0
        var reason = ""
    }

    private struct Unreadable: Error {
        var line: String
    }

    let plan: SimulationPlan
    let record: SimulationRecord
    let disk: MemoryDisk
    private(set) var told: [Told] = []
    /// What could not be read.
    private(set) var faults: [String] = []

    init(_ plan: SimulationPlan, _ record: SimulationRecord, _ disk: MemoryDisk) {
        self.plan = plan
        self.record = record
        self.disk = disk
        let placements = Dictionary(grouping: record.placements, by: \.campaign)
        for campaign in plan.campaigns {
            do {
                guard var one = try read(campaign) else { continue }
                one.placements = placements[campaign.name] ?? []
                told.append(one)
            } catch {
                faults.append("reading: what the spool says of \(campaign.name) cannot be read: \(error)")
            }
        }
    }

    private func read(_ campaign: SimulatedCampaign) throws -> Told? {
        let layout = SimulatedWorld.layout
        let done = disk.read(layout.doneCampaign(campaign.name).journal)
        let journal = done.isEmpty ? disk.read(layout.campaign(campaign.name).journal) : done
        guard !journal.isEmpty else { return nil }
        var one = Told(plan: campaign, isDone: !done.isEmpty)
        one.entries = try lines(journal) { line in try JournalLine(line).entry() }
        if case .accepted(let acceptance)? = one.entries.first?.event { one.tag = acceptance.tag }
        for entry in one.entries {
            guard case .added(let addition) = entry.event else { continue }
            one.added.append(addition.file)
            // What is in the plan, not what the program made of it.
            one.plan.numbers += plan.additions.first { $0.file == addition.file }?.numbers ?? []
        }
        one.records = try lines(disk.read(layout.status(campaign.name))) { try StatusRow($0) }
        one.calls = try lines(disk.read(layout.calls(campaign.name))) { try StatusRow($0) }
        one.undelivered = Set(try lines(disk.read(layout.undelivered(campaign.name))) { try StatusRow($0).n })
        return one
    }

    private func lines<Line>(_ bytes: [UInt8], _ read: (UnsafeRawBufferPointer) throws -> Line) throws -> [Line] {
        try bytes.split(separator: UInt8(ascii: "\n"))
            .map { line in
                do {
                    return try line.withUnsafeBytes { try read($0) }
                } catch {
                    throw Unreadable(line: String(decoding: line, as: UTF8.self))
                }
            }
    }
}

extension SimulationEvidence.StatusRow {
    init(_ line: UnsafeRawBufferPointer) throws {
        var fields = JSONFields(line)
        while let field = try fields.next() {
            if field.isNamed("n") { n = field.value.int ?? 0 }
            if field.isNamed("call_id") { callID = field.value.string ?? "" }
            if field.isNamed("status") { status = field.value.string ?? "" }
            if field.isNamed("outcome") { outcome = field.value.string ?? "" }
            if field.isNamed("reason") { reason = field.value.string ?? "" }
            if field.isNamed("attempts") { attempts = field.value.int ?? 0 }
        }
    }
}
