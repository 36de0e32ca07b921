import CallspoolCore
import CallspoolTesting
import Foundation
import Spool

/// Reads what a campaign left, and says what is wrong with it.
struct SpoolAudit {
    private let disk: MemoryDisk
    private let paper: PaperCampaign
    private let layout = PaperCampaign.layout
    private var name: String { paper.campaign.name }
    private let folder: CampaignFolder

    init(_ disk: MemoryDisk, _ paper: PaperCampaign, isDone: Bool = false) {
        self.disk = disk
        self.paper = paper
        folder = isDone ? layout.doneCampaign(paper.campaign.name) : layout.campaign(paper.campaign.name)
    }

    func faults(_ network: PaperNetwork) async throws -> [String] {
        var faults = network.doubled.map { "\($0) was placed twice" }
        let entries = try journal()
        faults += numberFaults(entries) + attemptFaults(entries)
        let stuck = try stuckCalls()
        let told = try records(layout.status(name)).map { $0["call_id"] as? String ?? "" }
        if told.count != Set(told).count { faults.append("a number was told twice") }
        if told.count + stuck != paper.numbers { faults.append("\(told.count) were told and \(stuck) are stuck") }
        if network.hasRecords, stuck > 0 { faults.append("\(stuck) are stuck though the engine knew") }
        faults += try await retellingFaults()
        return faults
    }

    private func journal() throws -> [JournalEntry] {
        try disk.lines(folder.journal)
            .map { line in
                try Array(line.utf8).withUnsafeBytes { try JournalLine($0).entry() }
            }
    }

    private func numberFaults(_ entries: [JournalEntry]) -> [String] {
        entries.map(\.n) == Array(1...entries.count) ? [] : ["the journal's numbers are \(entries.map(\.n))"]
    }

    /// Each attempt is dialled once and ended at most once, and attempts count 1, 2, 3.
    private func attemptFaults(_ entries: [JournalEntry]) -> [String] {
        var dialled: [Int: [Int]] = [:]
        var ended: [Int: [Int]] = [:]
        for entry in entries {
            switch entry.event {
            case .dialing(let index, let attempt, _, _): dialled[index, default: []].append(attempt)
            case .ended(let index, let attempt, _, _), .lost(let index, let attempt, _):
                ended[index, default: []].append(attempt)
            // One that was never placed is settled without having been lost, one that was lost ends with it.
            case .settled(let index, let attempt, _, _, _) where ended[index]?.last != attempt:
                ended[index, default: []].append(attempt)
            default: continue
            }
        }
        var faults: [String] = []
        for (index, attempts) in dialled where attempts != Array(1...attempts.count) || ended[index] != attempts {
            faults.append("call \(index) was dialled \(attempts) and ended \(ended[index] ?? [])")
        }
        return faults
    }

    private func stuckCalls() throws -> Int {
        try JournalReplay(folder.journal, on: disk).queue.counts.stuck
    }

    private func records(_ path: String) throws -> [[String: Any]] {
        try disk.lines(path).map { try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] ?? [:] }
    }

    /// The result files are, byte for byte, those that the journal gives when it is told in one go.
    private func retellingFaults() async throws -> [String] {
        let other = MemoryDisk()
        for folder in layout.folders { try other.makeFolder(folder) }
        let copy = layout.campaign(name)
        for (path, source) in [(copy.journal, folder.journal), (copy.jobs, folder.jobs)] {
            try other.put(path, String(decoding: disk.read(source), as: UTF8.self))
        }
        let durability = Durability(waking: WakeSignal())
        durability.set(name, LogPosition(other.read(copy.journal).count))
        let writer = SpoolStatusWriter(layout, on: other, durability: durability, shipping: WakeSignal()) { _ in }
        while try await writer.step() {}
        return [layout.calls(name), layout.status(name)]
            .compactMap { path in
                disk.read(path) == other.read(path) ? nil : "\(path) differs from the journal"
            }
    }
}
