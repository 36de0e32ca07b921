import CallspoolCore
import CallspoolTesting
import Testing

@testable import Spool

@Suite("Numbers that are added to a campaign, crashed at every operation of the disk")
struct AdditionCrashTests {
    private static let layout = PaperCampaign.layout

    /// When they are dropped: before the campaign's first call, or when its last one is over and it is not closed.
    enum Moment: CaseIterable, Sendable {
        case early, finished
    }

    /// Seven numbers, of which two are fit to be dialled: the others are twice here, in the campaign, or no numbers.
    private static let dropped = """
        add_to: spring
        numbers: ["+16175550181", "+16175550182", "+16175550181", "+16175551002", nonsense, "12", "+16175551001"]

        """

    @Test(
        "are each told once and dialled as the others are, or are still where they were dropped",
        arguments: CampaignCrashTests.survivals,
        Moment.allCases
    )
    func everyOperation(survival: MemoryDisk.Survival, moment: Moment) async throws {
        let total = try await run(diesAt: nil, survival, false, moment)
        #expect(total > 60)
        for operation in 1...total {
            try await run(diesAt: operation, survival, operation.isMultiple(of: 2), moment)
        }
    }

    @Test("go in when an operation failed once for want of room", arguments: Moment.allCases)
    func everyOperationFails(moment: Moment) async throws {
        let total = try await run(diesAt: nil, .everything, false, moment)
        for operation in 1...total { try await run(diesAt: nil, failsAt: operation, .everything, false, moment) }
    }

    @discardableResult
    private func run(
        diesAt: Int?,
        failsAt: Int? = nil,
        _ survival: MemoryDisk.Survival,
        _ diesAfter: Bool,
        _ moment: Moment
    ) async throws -> Int {
        let disk = MemoryDisk()
        let tags = Tags()
        var paper = PaperCampaign(numbers: 4)
        try paper.put(on: disk)
        disk.set(time: (PaperCampaign.at - .seconds(60)).milliseconds)
        var network = PaperNetwork()
        var now = PaperCampaign.at
        if moment == .finished { try await live(disk, tags, &network, &now, closes: false) }
        try disk.put("\(Self.layout.incoming)/more.yaml", Self.dropped)
        let before = disk.operations
        disk.change { faults in
            faults.diesAt = diesAt.map { before + $0 }
            faults.diesAfter = diesAfter
            if let failsAt { faults.failing = [before + failsAt] }
            faults.failure = 28
        }
        let plan = "dies at \(diesAt ?? 0) \(diesAfter ? "after" : "before"), fails at \(failsAt ?? 0), \(survival)"
        var lives = 0
        while try disk.entry(Self.layout.doneCampaign("spring").path) == nil {
            lives += 1
            try #require(lives < 10, "\(plan): it never ends")
            do {
                try await live(disk, tags, &network, &now)
            } catch {
                #expect(diesAt != nil || failsAt != nil, "\(plan): \(error)")
            }
            if disk.isDead { disk.crash(survival) }
            now = now + .seconds(5)
        }
        paper.numbers = 11
        let faults = try await SpoolAudit(disk, paper, isDone: true).faults(network) + self.faults(disk)
        #expect(faults.isEmpty, "\(plan), \(moment): \(faults)")
        return disk.operations - before
    }

    /// One life of the whole program.
    private func live(
        _ disk: MemoryDisk,
        _ tags: Tags,
        _ network: inout PaperNetwork,
        _ now: inout Timestamp,
        closes: Bool = true
    ) async throws {
        let intake = SpoolIntake(Self.layout, on: disk, settings: Settings()) { tags.next() }
        let report = try await intake.step(now, wall: now)
        #expect(report.refused.isEmpty)
        var life = SpoolLife(disk, warnings: Warnings())
        try await life.live(&network, &now)
        guard closes else { return }
        let outbox = SpoolOutbox(layout: Self.layout, disk: disk)
        try outbox.refresh(now: now)
        _ = try outbox.closeFinished(now: now)
    }

    private func faults(_ disk: MemoryDisk) throws -> [String] {
        let folder = Self.layout.doneCampaign("spring")
        let replay = try JournalReplay(folder.journal, on: disk)
        var faults: [String] = []
        if replay.queue.total != 11 { faults.append("there are \(replay.queue.total) numbers") }
        if replay.queue.counts.rejected != 5 { faults.append("\(replay.queue.counts.rejected) are rejected") }
        if disk.lines(folder.jobs).count != 11 { faults.append("there are \(disk.lines(folder.jobs).count) jobs") }
        let journal = disk.lines(folder.journal)
        if journal.count(where: { $0.contains("\"event\":\"added\"") }) != 1 { faults.append("it was not added once") }
        if journal.last?.contains("\"event\":\"reported\"") != true { faults.append("its journal ends otherwise") }
        let additions = try AdditionFolder.all(in: folder, on: disk)
        if additions.map({ String(decoding: disk.read($0.folder.file), as: UTF8.self) }) != [Self.dropped] {
            faults.append("the file is not kept as it was dropped")
        }
        if !(try disk.list(Self.layout.incoming).isEmpty) { faults.append("the file still waits") }
        return faults
    }
}
