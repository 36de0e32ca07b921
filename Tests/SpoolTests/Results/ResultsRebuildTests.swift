import CallspoolCore
import CallspoolTesting
import Testing

@testable import Spool

@Suite("Results that are written again")
struct ResultsRebuildTests {
    private let layout = PaperCampaign.layout

    /// A campaign that was dialled to its end, with a call of which nobody knew at first and that was settled.
    private func dialled() async throws -> MemoryDisk {
        let disk = MemoryDisk()
        var paper = PaperCampaign()
        paper.rejected = [2]
        paper.campaign.onLost = .fail
        try paper.put(on: disk)
        var network = PaperNetwork()
        var now = PaperCampaign.at
        let start = disk.operations
        disk.change { $0.diesAt = start + 40 }
        network.hasRecords = false
        for _ in 1...2 {
            var life = SpoolLife(disk, warnings: Warnings())
            do { try await life.live(&network, &now) } catch { disk.crash(.everything) }
        }
        #expect(disk.lines(layout.campaign("spring").journal).contains { $0.contains("\"event\":\"settled\"") })
        disk.settle()
        return disk
    }

    private var files: [String] { [layout.calls("spring"), layout.status("spring")] }

    private func place(_ disk: MemoryDisk) throws -> CampaignPlace {
        try #require(try SpoolReader(layout, on: disk).campaign("spring"))
    }

    @Test("are the same bytes, whatever was done to the files", arguments: ["moved", "cut", "edited", "untouched"])
    func sameBytes(what: String) async throws {
        let disk = try await dialled()
        let before = files.map(disk.read)
        for path in files {
            switch what {
            case "moved": try disk.rename(path, to: path + ".1")
            case "cut": try disk.openAppending(path).truncate(to: disk.read(path).count / 2)
            case "edited": try disk.put(path, String(decoding: disk.read(path), as: UTF8.self).uppercased())
            default: break
            }
        }
        let warnings = try SpoolReader(layout, on: disk).resultRemarks(place(disk))
        #expect(warnings.count == (what == "untouched" ? 0 : 2), "\(warnings)")
        let findings = try ResultsCheck(layout, on: disk).check(place(disk)).map(\.finding)
        switch what {
        case "moved": #expect(findings == [.missing, .missing])
        case "cut": #expect(findings.allSatisfy { if case .short = $0 { true } else { false } })
        case "edited": #expect(findings == [.different(line: 1), .different(line: 1)])
        default: #expect(findings == [.same, .same])
        }
        try ResultsRebuild(layout, on: disk).rebuildAlone(place(disk))
        #expect(files.map(disk.read) == before)
        #expect(try ResultsCheck(layout, on: disk).check(place(disk)).map(\.finding) == [.same, .same])
        #expect(try disk.list(layout.results).count == (what == "moved" ? 4 : 2))
        let position = try FollowPosition(layout.campaign("spring").statusPosition, on: disk)
        #expect(try SpoolReader(layout, on: disk).resultRemarks(place(disk)) == [])
        #expect(position.calls.isWhole && position.status.isWhole)
        #expect(try position.tells(JournalEnd(layout.campaign("spring"), on: disk)))
    }

    @Test("a line too many, or a line less, is found", arguments: [1, 3, 8])
    func oneLine(line: Int) async throws {
        let disk = try await dialled()
        let lines = disk.lines(layout.status("spring"))
        var more = lines
        more.insert(lines[0], at: line)
        try disk.put(layout.status("spring"), more.map { $0 + "\n" }.joined())
        #expect(try ResultsCheck(layout, on: disk).check(place(disk))[1].finding == .different(line: line + 1))
        var less = lines
        less.remove(at: line)
        try disk.put(layout.status("spring"), less.map { $0 + "\n" }.joined())
        #expect(try ResultsCheck(layout, on: disk).check(place(disk))[1].finding == .different(line: line + 1))
    }

    @Test(
        "a crash at any operation leaves each file as it was or whole, and another try makes both whole",
        arguments: CampaignCrashTests.survivals
    )
    func crashes(survival: MemoryDisk.Survival) async throws {
        let whole = try await dialled()
        let wanted = files.map(whole.read)
        var operation = 0
        var isOver = false
        while !isOver {
            operation += 1
            let disk = try await dialled()
            for path in files { try disk.put(path, "cut\n") }
            let last = disk.operations + operation
            disk.change { faults in
                faults.diesAt = last
                faults.diesAfter = operation.isMultiple(of: 2)
            }
            do {
                try ResultsRebuild(layout, on: disk).rebuildAlone(place(disk))
                isOver = true
            } catch {
                #expect(disk.isDead)
            }
            disk.crash(survival)
            for (path, bytes) in zip(files, wanted) {
                let left = disk.read(path)
                #expect(left == bytes || left == Array("cut\n".utf8), "operation \(operation): \(path)")
            }
            try ResultsRebuild(layout, on: disk).rebuildAlone(place(disk))
            #expect(files.map(disk.read) == wanted, "operation \(operation)")
        }
        #expect(operation > 8)
    }

    @Test(
        "while a program is running: by the status side on request, and it goes on after them",
        arguments: [5, 12, 20]
    )
    func onRequest(after lines: Int) async throws {
        let whole = try await dialled()
        let journal = whole.read(layout.campaign("spring").journal)
        let ends = journal.indices.filter { journal[$0] == 0x0A }.map { $0 + 1 }
        let disk = MemoryDisk()
        for folder in layout.folders { try disk.makeFolder(folder) }
        let folder = layout.campaign("spring")
        for path in [folder.journal, folder.jobs] {
            try disk.put(path, String(decoding: whole.read(path), as: UTF8.self))
        }
        let durability = Durability(waking: WakeSignal())
        let warnings = Warnings()
        let writer = SpoolStatusWriter(layout, on: disk, durability: durability, shipping: WakeSignal()) {
            warnings.add($0)
        }
        durability.set("spring", LogPosition(ends[lines]))
        while try await writer.step() {}
        for path in files { try disk.rename(path, to: path + ".1") }
        durability.set("spring", LogPosition(ends[lines + 3]))
        while try await writer.step() {}
        #expect(warnings.list.count == 2)
        let requests = RebuildRequests(layout, on: disk)
        try requests.put("spring")
        try requests.put("nobody")
        durability.set("spring", LogPosition(ends[lines + 5]))
        while try await writer.step() {}
        #expect(try requests.pending().isEmpty)
        durability.set("spring", LogPosition(journal.count))
        while try await writer.step() {}
        #expect(files.map(disk.read) == files.map(whole.read))
        #expect(warnings.list.count == 3)
    }
}
