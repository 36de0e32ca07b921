import CallspoolCore
import CallspoolTesting
import Foundation
import Spool
import Testing

@Suite("The reporting of results")
struct StatusFollowerTests {
    private let layout = PaperCampaign.layout

    /// A campaign that was dialled to its end, its results told in one go.
    private func dialled() async throws -> MemoryDisk {
        let disk = MemoryDisk()
        var paper = PaperCampaign()
        paper.rejected = [2]
        try paper.put(on: disk)
        var network = PaperNetwork()
        var now = PaperCampaign.at
        var life = SpoolLife(disk, warnings: Warnings())
        try await life.live(&network, &now)
        return disk
    }

    /// The same spool before anything of it was told.
    private func unreported(_ disk: MemoryDisk) throws -> MemoryDisk {
        let other = MemoryDisk()
        for folder in layout.folders { try other.makeFolder(folder) }
        let folder = layout.campaign("spring")
        for path in [folder.journal, folder.jobs] {
            try other.put(path, String(decoding: disk.read(path), as: UTF8.self))
        }
        return other
    }

    /// - Returns: what was said of files that were moved, cut or edited.
    @discardableResult
    private func tell(_ disk: MemoryDisk, upTo length: Int) async throws -> [String] {
        let durability = Durability(waking: WakeSignal())
        let warnings = Warnings()
        durability.set("spring", LogPosition(length))
        let writer = SpoolStatusWriter(layout, on: disk, durability: durability, shipping: WakeSignal()) { warning in
            if warning.contains("was moved, cut or edited") {
                warnings.add(warning)
            } else if !disk.isDead {
                Issue.record(Comment(rawValue: warning))
            }
        }
        while try await writer.step() {}
        return warnings.list
    }

    private func lineEnds(_ disk: MemoryDisk) -> [Int] {
        let journal = disk.read(layout.campaign("spring").journal)
        return journal.indices.filter { journal[$0] == 0x0A }.map { $0 + 1 }
    }

    @Test("is the same when it is taken up again at every line of the journal")
    func everyLine() async throws {
        let whole = try await dialled()
        let disk = try unreported(whole)
        for end in lineEnds(whole) { try await tell(disk, upTo: end) }
        #expect(disk.read(layout.calls("spring")) == whole.read(layout.calls("spring")))
        #expect(disk.read(layout.status("spring")) == whole.read(layout.status("spring")))
    }

    @Test("never tells what is not durable in the journal")
    func durableOnly() async throws {
        let whole = try await dialled()
        let ends = lineEnds(whole)
        for (place, end) in ends.enumerated() {
            let disk = try unreported(whole)
            try await tell(disk, upTo: end)
            let told = disk.lines(layout.calls("spring")) + disk.lines(layout.status("spring"))
            let latest = try told.map { line in
                let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
                return object?["n"] as? Int ?? 0
            }
            #expect((latest.max() ?? 0) <= place + 1)
        }
    }

    @Test("goes on in a new file when the old one was moved away, and tells nothing twice", arguments: [4, 9, 17])
    func moved(after lines: Int) async throws {
        let whole = try await dialled()
        let disk = try unreported(whole)
        let ends = lineEnds(whole)
        try await tell(disk, upTo: ends[lines])
        for path in [layout.calls("spring"), layout.status("spring")] {
            try disk.rename(path, to: path + ".old")
        }
        var said: [String] = []
        for end in ends[lines...] { said += try await tell(disk, upTo: end) }
        #expect(said.count == 2, "it is said once of each file: \(said)")
        for path in [layout.calls("spring"), layout.status("spring")] {
            #expect(disk.lines(path + ".old") + disk.lines(path) == whole.lines(path))
        }
    }

    /// What people do to a file that they think is theirs.
    enum Deed: CaseIterable, Sendable {
        case move, copyAndCut, edit, remove
    }

    @Test(
        "goes on in what is there when a file is exchanged under its hands, and tells nothing twice",
        arguments: Deed.allCases
    )
    func exchanged(deed: Deed) async throws {
        let whole = try await dialled()
        let disk = try unreported(whole)
        let ends = lineEnds(whole)
        let durability = Durability(waking: WakeSignal())
        let warnings = Warnings()
        let writer = SpoolStatusWriter(layout, on: disk, durability: durability, shipping: WakeSignal()) {
            warnings.add($0)
        }
        durability.set("spring", LogPosition(ends[12]))
        while try await writer.step() {}
        let paths = [layout.calls("spring"), layout.status("spring")]
        let before = paths.map(disk.lines)
        for path in paths {
            let text = String(decoding: disk.read(path), as: UTF8.self)
            switch deed {
            case .move: try disk.rename(path, to: path + ".1")
            case .copyAndCut: try disk.openAppending(path).truncate(to: 0)
            case .edit: try disk.put(path, text.replacingOccurrences(of: "+1617", with: "+1999"))
            case .remove: try disk.remove(path)
            }
        }
        for end in ends[13...] {
            durability.set("spring", LogPosition(end))
            while try await writer.step() {}
        }
        for (path, old) in zip(paths, before) {
            let new = deed == .edit ? Array(disk.lines(path).dropFirst(old.count)) : disk.lines(path)
            #expect(old + new == whole.lines(path), "\(path)")
        }
        #expect(warnings.list.count == 2)
    }

    @Test("tells nothing twice when a file was moved away and the process died before it noted how far it was")
    func movedAndCrashed() async throws {
        let whole = try await dialled()
        let ends = lineEnds(whole)
        var operation = 1
        var isOver = false
        while !isOver {
            let disk = try unreported(whole)
            try await tell(disk, upTo: ends[17])
            for path in [layout.calls("spring"), layout.status("spring")] {
                try disk.rename(path, to: path + ".old")
            }
            let last = disk.operations + operation
            disk.change { $0.diesAt = last }
            do { try await tell(disk, upTo: ends[24]) } catch { #expect(disk.isDead) }
            isOver = !disk.isDead
            disk.crash(.everything)
            try await tell(disk, upTo: ends.last ?? 0)
            for path in [layout.calls("spring"), layout.status("spring")] {
                #expect(disk.lines(path + ".old") + disk.lines(path) == whole.lines(path), "operation \(operation)")
            }
            operation += 1
        }
        #expect(operation > 5)
    }

    @Test("a hint that cannot be read is not a hint", arguments: ["", "{", "nonsense", "{\"n\":\"x\"}"])
    func damagedHint(text: String) async throws {
        let whole = try await dialled()
        let disk = try unreported(whole)
        let ends = lineEnds(whole)
        try await tell(disk, upTo: ends[12])
        try disk.put(layout.campaign("spring").statusPosition, text)
        try await tell(disk, upTo: ends.last ?? 0)
        #expect(disk.read(layout.status("spring")) == whole.read(layout.status("spring")))
        #expect(disk.read(layout.calls("spring")) == whole.read(layout.calls("spring")))
    }

    @Test("every record has every key of the contract")
    func keys() async throws {
        let disk = try await dialled()
        let wanted: Set = [
            "n", "at", "campaign", "call_id", "phone_number", "ani", "message_reference", "call_parameters", "status",
            "outcome", "reason", "callee_type", "attempts", "max_attempts", "queued_timestamp",
            "last_attempt_timestamp", "start_timestamp", "end_timestamp", "reattempt_wait", "duration", "events",
        ]
        for line in disk.lines(layout.status("spring")) {
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            #expect(Set((object ?? [:]).keys) == wanted)
        }
        let wantedOfCalls: Set = [
            "n", "at", "campaign", "call_id", "phone_number", "ani", "message_reference", "attempt", "max_attempts",
            "outcome", "class", "callee_type", "dialed_at", "ringing_at", "answered_at", "ended_at", "duration",
            "sip_status", "q850_cause", "engine", "engine_cause", "next", "next_attempt_at",
        ]
        for line in disk.lines(layout.calls("spring")) {
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            #expect(Set((object ?? [:]).keys) == wantedOfCalls)
        }
    }
}
