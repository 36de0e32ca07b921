import CallspoolCore
import CallspoolTesting
import Spool
import Testing

@Suite("A pickup that is crashed at every operation of the disk")
struct IntakeCrashTests {
    private static let layout = PaperCampaign.layout
    private static let wall = Timestamp(seconds: 1_795_000_000)

    /// The files that are dropped; the second has its region below its numbers, so it is read twice.
    private static let dropped = [
        "alpha.yaml": """
        campaign: alpha
        ani: "+16175550190"
        numbers:
          - 6175550101
          - 6175550102
          - 6175550101
          - nonsense
          - 6175550105

        """,
        "beta.yaml": """
        campaign: beta
        numbers:
          - "6175550111"
          - "6175550112"
        region: CA
        contacts: beta.csv
        do_not_call: beta.dnc

        """,
        "beta.dnc": "6175550114  # asked\n",
        "beta.csv": "destination,city\n6175550113,Boston\n6175550114,Salem\n",
    ]

    @Test(
        "leaves each file accepted once and whole, or where it was dropped",
        arguments: CampaignCrashTests.survivals,
        [false, true]
    )
    func everyOperation(survival: MemoryDisk.Survival, diesAfter: Bool) async throws {
        let total = try await run(diesAt: nil, survival, diesAfter)
        #expect(total > 30)
        for operation in 1...total { try await run(diesAt: operation, survival, diesAfter) }
    }

    @Test("takes everything in when an operation failed once for want of room")
    func everyOperationFails() async throws {
        let total = try await run(diesAt: nil, .everything, false)
        for operation in 1...total {
            let disk = try IntakeCrashTests.spool()
            let at = disk.operations + operation
            disk.change { faults in
                faults.failing = [at]
                faults.failure = 28
            }
            let tags = Tags()
            do {
                _ = try await intake(disk, tags).step(IntakeCrashTests.wall, wall: IntakeCrashTests.wall)
            } catch let error as StoreError {
                #expect(error.code == .full, "operation \(operation): \(error)")
            }
            _ = try await intake(disk, tags).step(IntakeCrashTests.wall, wall: IntakeCrashTests.wall)
            let left = try faults(disk, isOver: true)
            #expect(left.isEmpty, "operation \(operation): \(left)")
        }
    }

    @discardableResult
    private func run(diesAt: Int?, _ survival: MemoryDisk.Survival, _ diesAfter: Bool) async throws -> Int {
        let disk = try IntakeCrashTests.spool()
        let before = disk.operations
        disk.change { faults in
            faults.diesAt = diesAt.map { before + $0 }
            faults.diesAfter = diesAfter
        }
        let tags = Tags()
        do {
            _ = try await intake(disk, tags).step(IntakeCrashTests.wall, wall: IntakeCrashTests.wall)
            #expect(diesAt == nil || disk.isDead)
        } catch {
            #expect(disk.isDead, "\(error)")
        }
        let operations = disk.operations - before
        let plan = "dies at \(diesAt ?? 0) \(diesAfter ? "after" : "before"), \(survival)"
        disk.crash(survival)
        let halfway = try faults(disk, isOver: false)
        #expect(halfway.isEmpty, "\(plan), before the next pickup: \(halfway)")
        _ = try await intake(disk, tags).step(IntakeCrashTests.wall, wall: IntakeCrashTests.wall)
        let after = try faults(disk, isOver: true)
        #expect(after.isEmpty, "\(plan): \(after)")
        return operations
    }

    private static func spool() throws -> MemoryDisk {
        let disk = MemoryDisk()
        disk.set(time: (wall - .seconds(60)).milliseconds)
        for folder in layout.folders { try disk.makeFolder(folder) }
        for (name, text) in dropped { try disk.put("\(layout.incoming)/\(name)", text) }
        disk.settle()
        return disk
    }

    private func intake(_ disk: MemoryDisk, _ tags: Tags) -> SpoolIntake {
        SpoolIntake(IntakeCrashTests.layout, on: disk, settings: Settings()) { tags.next() }
    }

    /// What is wrong with the spool: a campaign that is half there, twice, or nowhere.
    private func faults(_ disk: MemoryDisk, isOver: Bool) throws -> [String] {
        let layout = IntakeCrashTests.layout
        var faults: [String] = []
        let queued = try disk.list(layout.queue).map(\.name).filter { !$0.hasPrefix(".") }.sorted()
        let waiting = try disk.list(layout.incoming).map(\.name)
        if isOver, queued != ["alpha", "beta"] { faults.append("queued are \(queued)") }
        // A contact list whose campaign file is gone may be left by a crash between the two removals: it is in nobody's
        // way, and the campaign keeps its own copy.
        let campaignFiles = waiting.filter { $0.hasSuffix(".yaml") }
        if isOver, !campaignFiles.isEmpty { faults.append("\(campaignFiles) still wait") }
        if !(try disk.list(layout.rejected).isEmpty) { faults.append("something was refused") }
        for name in ["alpha", "beta"] {
            guard queued.contains(name) else {
                if !waiting.contains("\(name).yaml") { faults.append("\(name) is nowhere") }
                continue
            }
            faults += try campaignFaults(name, disk)
        }
        for list in ["beta.csv", "beta.dnc"] where !queued.contains("beta") && !waiting.contains(list) {
            faults.append("\(list) is nowhere")
        }
        return faults + Set(queued).subtracting(["alpha", "beta"]).map { "\($0) is queued" }
    }

    private func campaignFaults(_ name: String, _ disk: MemoryDisk) throws -> [String] {
        let folder = IntakeCrashTests.layout.campaign(name)
        let replay = try JournalReplay(folder.journal, on: disk)
        var faults: [String] = []
        let (total, rejected) = name == "alpha" ? (5, 2) : (4, 1)
        if replay.acceptance.total != total { faults.append("\(name) has \(replay.acceptance.total) numbers") }
        if replay.queue.counts.rejected != rejected { faults.append("\(name) rejects \(replay.queue.counts.rejected)") }
        if disk.lines(folder.jobs).count != total { faults.append("\(name) has \(disk.lines(folder.jobs).count) jobs") }
        for (kept, dropped) in [("campaign.yaml", "\(name).yaml"), ("beta.csv", "beta.csv"), ("beta.dnc", "beta.dnc")]
        where name == "beta" || kept == "campaign.yaml" {
            if disk.read("\(folder.path)/\(kept)") != IntakeCrashTests.dropped[dropped].map({ Array($0.utf8) }) {
                faults.append("\(name) does not keep \(dropped) as it was dropped")
            }
        }
        return faults
    }
}
