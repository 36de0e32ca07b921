import CallspoolCore
import CallspoolTesting
import Foundation
import Spool
import Testing

@Suite("A campaign that is crashed at every operation of the disk")
struct CampaignCrashTests {
    static let survivals: [MemoryDisk.Survival] = [.everything, .synced, .some(seed: 1)]

    @Test("dials no attempt twice and tells every number once", arguments: survivals, [false, true])
    func everyOperation(survival: MemoryDisk.Survival, diesAfter: Bool) async throws {
        let total = try await run(CrashPlan(diesAt: nil, survival: survival, diesAfter: diesAfter, hasRecords: true))
        #expect(total > 100)
        for operation in 1...total {
            let hasRecords = !operation.isMultiple(of: 3)
            try await run(
                CrashPlan(diesAt: operation, survival: survival, diesAfter: diesAfter, hasRecords: hasRecords)
            )
        }
    }

    @Test("stays right when it is crashed again and again, a few operations on")
    func manyCrashes() async throws {
        for pause in 3...30 {
            try await run(
                CrashPlan(diesAt: pause, every: pause + 17, survival: .some(seed: UInt64(pause)), hasRecords: true)
            )
        }
    }

    /// Runs a campaign to its end through the crashes of a plan, and checks what it leaves.
    ///
    /// - Returns: how many operations it took.
    @discardableResult
    private func run(_ plan: CrashPlan) async throws -> Int {
        let disk = MemoryDisk()
        var paper = PaperCampaign()
        paper.rejected = [4, 11]
        try paper.put(on: disk)
        let before = disk.operations
        var network = PaperNetwork()
        network.hasRecords = plan.hasRecords
        var now = PaperCampaign.at
        var warnings = Warnings()
        var crashes = 0
        disk.change { faults in
            faults.diesAt = plan.diesAt.map { before + $0 }
            faults.diesAfter = plan.diesAfter
        }
        while true {
            // A life that ends on a dead disk may warn; the last one may not.
            warnings = Warnings()
            var life = SpoolLife(disk, warnings: warnings)
            do {
                try await life.live(&network, &now)
                if !disk.isDead { break }
            } catch {
                #expect(disk.isDead, "\(plan): \(error)")
                guard disk.isDead else { break }
            }
            crashes += 1
            disk.crash(plan.survival)
            now = now + .seconds(5)
            guard let every = plan.every, crashes < 25 else { continue }
            let next = disk.operations + every + crashes * 3
            disk.change { $0.diesAt = next }
        }
        let operations = disk.operations - before
        #expect(plan.diesAt == nil || crashes > 0, "\(plan): it was not crashed")
        let faults = try await SpoolAudit(disk, paper).faults(network) + warnings.list
        #expect(faults.isEmpty, "\(plan): \(faults)")
        return operations
    }
}

/// Where and how a campaign is crashed.
private struct CrashPlan: CustomStringConvertible {
    var diesAt: Int?
    var every: Int?
    var survival: MemoryDisk.Survival
    var diesAfter = false
    var hasRecords: Bool

    var description: String {
        "dies at \(diesAt ?? 0) \(diesAfter ? "after" : "before"), \(survival), records \(hasRecords)"
    }
}
