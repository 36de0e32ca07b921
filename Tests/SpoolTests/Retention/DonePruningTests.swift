import CallspoolCore
import CallspoolTesting
import Testing

@testable import Spool

@Suite("Campaigns that are done for long")
struct DonePruningTests {
    private let layout = PaperCampaign.layout
    private let now = PaperCampaign.at + .seconds(100 * 86_400)

    /// A spool with campaigns that were reported so many days ago; `nil` is one whose journal does not say so.
    private func spool(_ ages: [Int?]) throws -> MemoryDisk {
        let disk = MemoryDisk()
        for folder in layout.folders { try disk.makeFolder(folder) }
        for (place, age) in ages.enumerated() {
            let name = "c\(place)"
            var paper = PaperCampaign(name)
            paper.campaign.name = name
            var writer = JSONLineWriter()
            let event: JournalEvent = age == nil ? .finished : .reported
            let at = now - .seconds((age ?? 90) * 86_400)
            writer.journalLine(JournalEntry(n: 2, at: at, event: event), callIDPrefix: "")
            let folder = layout.doneCampaign(name)
            try disk.put(folder.journal, String(decoding: paper.journal + writer.bytes, as: UTF8.self))
            try disk.put(folder.jobs, "x\n")
            try disk.put("\(folder.path)/added-x/campaign.yaml", "x\n")
            try disk.put(layout.status(name), "x\n")
        }
        disk.settle()
        return disk
    }

    private func pruning(_ disk: MemoryDisk, days: Int? = 30) -> DonePruning {
        DonePruning(layout, on: disk, age: days.map { .seconds($0 * 86_400) })
    }

    private func done(_ disk: MemoryDisk) throws -> [String] { try disk.list(layout.done).map(\.name).sorted() }

    @Test("go when they are older than the setting, and their results stay")
    func old() throws {
        let disk = try spool([29, 31, nil, 80])
        var pruning = pruning(disk)
        #expect(try pruning.step(now: now) == ["c1", "c3"])
        #expect(try done(disk) == ["c0", "c2"])
        #expect(try disk.list(layout.results).count == 4)
        // Not looked at again at once.
        #expect(try pruning.step(now: now + .seconds(2 * 86_400 - 90_000)) == [])
        #expect(try pruning.step(now: now + .seconds(2 * 86_400)) == ["c0"])
    }

    @Test("stay for ever without the setting")
    func never() throws {
        let disk = try spool([9999])
        var pruning = pruning(disk, days: nil)
        #expect(try pruning.step(now: now) == [])
        #expect(try done(disk) == ["c0"])
    }

    @Test("go a few at a time, and the next look goes on at once")
    func some() throws {
        let disk = try spool(Array(repeating: 40, count: 45))
        var pruning = pruning(disk)
        #expect(try (1...3).map { _ in try pruning.step(now: now).count } == [20, 20, 5])
    }

    @Test("are there whole or not at all, whatever operation it is that the disk dies in")
    func crashes() throws {
        var operation = 0
        var isOver = false
        while !isOver {
            operation += 1
            for survival in CampaignCrashTests.survivals {
                let disk = try spool([31, 10, 80])
                let last = disk.operations + operation
                disk.change { faults in
                    faults.diesAt = last
                    faults.diesAfter = operation.isMultiple(of: 2)
                }
                var pruning = pruning(disk)
                do {
                    _ = try pruning.step(now: now)
                    isOver = !disk.isDead
                } catch {
                    #expect(disk.isDead)
                }
                disk.crash(survival)
                for name in try done(disk) where !name.hasPrefix(".") {
                    #expect(disk.read(layout.doneCampaign(name).jobs) == Array("x\n".utf8), "operation \(operation)")
                }
                var again = self.pruning(disk)
                _ = try again.step(now: now)
                #expect(try done(disk) == ["c1"], "operation \(operation)")
            }
        }
        #expect(operation > 4)
    }
}
