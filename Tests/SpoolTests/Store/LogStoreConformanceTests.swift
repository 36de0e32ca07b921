import CallspoolCore
import CallspoolTesting
import Foundation
import Testing

@testable import Spool

@Suite("The store over logs conforms")
struct LogStoreConformanceTests {
    @Test(
        "on a disk that forgets what was not synced",
        arguments: [MemoryDisk.Survival.synced, .everything, .some(seed: 3)]
    )
    func memory(survival: MemoryDisk.Survival) async throws {
        let suite = StoreConformance { LogStoreConformanceTests.memoryRig(survival) }
        let violations = try await suite.violations()
        #expect(violations.isEmpty, "\(violations)")
    }

    @Test("on the machine's own disk")
    func machine() async throws {
        let root = FileManager.default.temporaryDirectory.path + "/callspool-" + UUID().uuidString
        defer { #expect(throws: Never.self) { try PosixDisk().remove(root) } }
        let suite = StoreConformance {
            let layout = SpoolLayout(root: root + "/" + UUID().uuidString)
            return StoreRig {
                LogStoreConformanceTests.store(layout, PosixDisk())
            } accept: { campaign, numbers in
                var paper = PaperCampaign(campaign.name, numbers: numbers)
                paper.campaign = campaign
                let disk = PosixDisk()
                for folder in layout.folders { try disk.makeFolder(folder) }
                let folder = layout.campaign(campaign.name)
                try disk.makeFolder(folder.path)
                try disk.replace(folder.jobs, with: paper.jobs)
                try disk.replace(folder.journal, with: paper.journal)
                return paper.acceptance.callIDPrefix
            } add: { campaign, numbers, rejected in
                try LogStoreConformanceTests.add(numbers, rejected, to: layout.campaign(campaign), PosixDisk())
            }
        }
        // A process that dies leaves what it wrote; only the claims that were never written are gone.
        let violations = try await suite.violations()
        #expect(violations.isEmpty, "\(violations)")
    }

    @Test(
        "with its logs in memory, gathered on a disk that forgets what was not synced",
        arguments: [MemoryDisk.Survival.synced, .everything, .some(seed: 3)]
    )
    func gathered(survival: MemoryDisk.Survival) async throws {
        let suite = StoreConformance {
            let (disk, storage) = (MemoryDisk(), MemoryLogStorage())
            var rig = LogStoreConformanceTests.memoryRig(survival, on: disk)
            rig.open = {
                disk.crash(survival)
                let layout = PaperCampaign.layout
                let logs = MemoryLogs(
                    storage,
                    home: layout,
                    on: disk,
                    durability: Durability(waking: WakeSignal())
                )
                let lists = SpoolDoNotCall(layout, Settings(), on: disk)
                return LogQueueStore(logs: logs, lists: lists, tag: "paper", settings: Settings()) { _ in }
            }
            rig.setBroken = { storage.setBroken($0) }
            return rig
        }
        let violations = try await suite.violations()
        #expect(violations.isEmpty, "\(violations)")
    }

    @Test("the suite catches a store that gives out claims before they are durable")
    func caught() async throws {
        let suite = StoreConformance {
            var rig = LogStoreConformanceTests.memoryRig(.synced)
            let open = rig.open
            rig.open = { HastyStore(sound: try await open()) }
            return rig
        }
        let violations = try await suite.violations()
        #expect(violations.contains { $0.hasPrefix("a failed commit undoes claims") }, "\(violations)")
        #expect(violations.contains { $0.hasPrefix("what came out of commit") } == false, "\(violations)")
    }

    private static func store(_ layout: SpoolLayout, _ disk: some Disk) -> any QueueStore {
        LogQueueStore(layout, on: disk, tag: "paper", durability: Durability(waking: WakeSignal())) { _ in }
    }

    /// What pickup leaves beside a campaign.
    private static func add(
        _ numbers: Int,
        _ rejected: [Int],
        to campaign: CampaignFolder,
        _ disk: some Disk
    ) throws {
        let count = try AdditionFolder.all(in: campaign, on: disk).count
        let one = AdditionFolder("t\(count)", in: campaign).folder
        var jobs = JSONLineWriter()
        for index in 1...numbers {
            jobs.jobLine(
                phoneNumber: "+1617555\(2000 + count * 10 + index)",
                callerID: nil,
                messageReference: nil,
                parameters: [],
                timezone: nil,
                postDial: nil
            )
        }
        let reasons = rejected.map { "{\"index\":\($0),\"reason\":\"It is not a number.\"}\n" }.joined()
        let addition = Addition(tag: "t\(count)", count: numbers, digest: "\(count)", file: "more.yaml", inode: count)
        try disk.makeFolder(one.path)
        try disk.replace(one.jobs, with: jobs.bytes)
        try disk.replace(one.rejections, with: Array(reasons.utf8))
        try disk.replace(one.addition, with: AdditionNote(addition, at: PaperCampaign.at).line)
        try disk.syncFolder(campaign.path)
    }

    private static func memoryRig(_ survival: MemoryDisk.Survival, on disk: MemoryDisk = MemoryDisk()) -> StoreRig {
        let layout = PaperCampaign.layout
        return StoreRig {
            disk.crash(survival)
            return store(layout, disk)
        } accept: { campaign, numbers in
            var paper = PaperCampaign(campaign.name, numbers: numbers)
            paper.campaign = campaign
            try paper.put(on: disk)
            return paper.acceptance.callIDPrefix
        } add: { campaign, numbers, rejected in
            try add(numbers, rejected, to: layout.campaign(campaign), disk)
            disk.settle()
        } setBroken: { isBroken in
            disk.change { $0.room = isBroken ? 20 : nil }
        }
    }
}

/// A store that hides that a commit failed, and hands out what it would have.
private struct HastyStore: QueueStore {
    let sound: any QueueStore

    func discover(_ now: Timestamp) async throws { try await sound.discover(now) }
    func claim(_ trunks: [String?], now: Timestamp) async throws { try await sound.claim(trunks, now: now) }
    func record(_ facts: [CallFact], now: Timestamp) async throws { try await sound.record(facts, now: now) }
    func commit() async -> Commit { Commit(attempts: await sound.commit().attempts) }
    func tidy(_ now: Timestamp) async throws { try await sound.tidy(now) }
    func control(_ request: ControlRequest, now: Timestamp) async throws -> ControlAnswer {
        try await sound.control(request, now: now)
    }
    func stuck() async -> [AttemptInProgress] { await sound.stuck() }
    func unaccounted() async -> [AttemptInProgress] { await sound.unaccounted() }
    func nextDue(_ now: Timestamp) async -> Timestamp? { await sound.nextDue(now) }
    func backlog() async -> [CampaignBacklog] { await sound.backlog() }
    func hold() async -> String? { await sound.hold() }
    func lastDialing() async -> Timestamp? { await sound.lastDialing() }
}
