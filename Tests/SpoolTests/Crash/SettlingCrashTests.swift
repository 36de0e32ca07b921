import CallspoolCore
import CallspoolTesting
import Spool
import Testing

@Suite("Settling that is crashed at every operation of the disk")
struct SettlingCrashTests {
    @Test(
        "what was stuck is settled once when the engine's records are back, and each number told once",
        arguments: CampaignCrashTests.survivals
    )
    func fromRecords(survival: MemoryDisk.Survival) async throws {
        let total = try await run(diesAt: nil, survival)
        #expect(total > 10)
        for operation in 1...total { try await run(diesAt: operation, survival) }
    }

    @Test("a request of many settlements is carried out whole, once, and then is gone", arguments: [false, true])
    func request(diesAfter: Bool) async throws {
        let total = try await carryOut(diesAt: nil, diesAfter)
        for operation in 1...total { try await carryOut(diesAt: operation, diesAfter) }
    }

    /// A campaign that was killed with calls in progress, whose engine had forgotten them.
    private func stuckSpool(_ paper: PaperCampaign) async throws -> (MemoryDisk, PaperNetwork, Timestamp) {
        let disk = MemoryDisk()
        try paper.put(on: disk)
        var (network, now) = (PaperNetwork(), PaperCampaign.at)
        network.hasRecords = false
        for death in [30, 45, nil] {
            let begun = disk.operations
            disk.change { $0.diesAt = death.map { begun + $0 } }
            var life = SpoolLife(disk, warnings: Warnings())
            do { try await life.live(&network, &now) } catch { #expect(disk.isDead) }
            disk.crash(.synced)
            now = now + .seconds(5)
        }
        return (disk, network, now)
    }

    @discardableResult
    private func run(diesAt: Int?, _ survival: MemoryDisk.Survival) async throws -> Int {
        let paper = PaperCampaign()
        var (disk, network, now) = try await stuckSpool(paper)
        #expect(try stuck(disk) > 1)
        network.hasRecords = true
        let before = disk.operations
        disk.change { $0.diesAt = diesAt.map { before + $0 } }
        while true {
            var life = SpoolLife(disk, warnings: Warnings())
            do {
                try await life.live(&network, &now)
                if !disk.isDead { break }
            } catch {
                #expect(disk.isDead, "\(error)")
            }
            disk.crash(survival)
            now = now + .seconds(5)
        }
        let faults = try await SpoolAudit(disk, paper).faults(network)
        #expect(faults.isEmpty, "dies at \(diesAt ?? 0): \(faults)")
        return disk.operations - before
    }

    private func stuck(_ disk: MemoryDisk) throws -> Int {
        try JournalReplay(PaperCampaign.layout.campaign("spring").journal, on: disk).queue.counts.stuck
    }

    @discardableResult
    private func carryOut(diesAt: Int?, _ diesAfter: Bool) async throws -> Int {
        let paper = PaperCampaign()
        let (disk, _, now) = try await stuckSpool(paper)
        let place = try #require(try SpoolReader(PaperCampaign.layout, on: disk).campaign("spring"))
        let rows = try SpoolReader(PaperCampaign.layout, on: disk).stuckCalls(place)
        let findings = [Settlement.Finding.ended(.invalidNumber), .notPlaced]
        let settlements = rows.enumerated()
            .map { Settlement($1.job.callID, attempt: $1.call.attempt, findings[$0 % 2], by: "a person") }
        let desk = ControlFolder(PaperCampaign.layout, on: disk)
        try desk.put(ControlRequest(.settle, "settle-x", by: "a person", settlements: settlements))
        disk.settle()
        let before = disk.operations
        disk.change { faults in
            faults.diesAt = diesAt.map { before + $0 }
            faults.diesAfter = diesAfter
        }
        for _ in 0..<2 {
            let desk = ControlFolder(PaperCampaign.layout, on: disk)
            do { try await work(disk, desk, now) } catch { #expect(disk.isDead, "\(error)") }
            if !disk.isDead { break }
            disk.crash(.synced)
        }
        #expect(try stuck(disk) == 0)
        #expect(try disk.list(PaperCampaign.layout.control).isEmpty)
        let settled = disk.lines(PaperCampaign.layout.campaign("spring").journal).filter { $0.contains("\"settled\"") }
        #expect(settled.count == rows.count, "dies at \(diesAt ?? 0)")
        return disk.operations - before
    }

    private func work(_ disk: MemoryDisk, _ desk: ControlFolder, _ now: Timestamp) async throws {
        let store = LogQueueStore(
            PaperCampaign.layout,
            on: disk,
            tag: "paper",
            durability: Durability(waking: WakeSignal())
        ) { _ in }
        try await store.discover(now)
        for request in try await desk.pending() {
            _ = try await store.control(request, now: now)
            if let failure = await store.commit().failure { throw failure }
            try await desk.done(request)
        }
    }
}
