import CallspoolCore
import CallspoolTesting
import Testing

@testable import Spool

/// Campaigns that wait, by the hundred.
@Suite("A queue of many campaigns")
struct RestingStoreTests {
    private let memory = MemoryDisk()
    private let layout = PaperCampaign.layout
    private let now = PaperCampaign.at

    private func put(_ count: Int) throws {
        for place in 1...count { try PaperCampaign("c\(place)", numbers: 2).put(on: memory) }
    }

    private func store(
        _ disk: any Disk,
        _ warnings: Warnings = Warnings(),
        _ durability: Durability = Durability(waking: WakeSignal())
    ) -> LogQueueStore {
        LogQueueStore(layout, on: disk, tag: "paper", durability: durability) { warnings.add($0) }
    }

    @Test("holds no descriptor between turns, on neither side, and a handful within one")
    func descriptors() async throws {
        try put(200)
        let disk = CountingDisk(memory)
        let durability = Durability(waking: WakeSignal())
        let store = store(disk, Warnings(), durability)
        let writer = SpoolStatusWriter(layout, on: disk, durability: durability, shipping: WakeSignal()) { _ in }
        let outbox = SpoolOutbox(layout: layout, disk: disk)
        try await store.discover(now)
        #expect(disk.open == 0)
        // Every campaign is written to in one turn.
        try await store.claim(Array(repeating: nil, count: 400), now: now)
        #expect(await store.commit().attempts.count == 400)
        #expect(disk.open == 0)
        _ = try await store.control(ControlRequest(.stop, .all, by: "x"), now: now)
        #expect(await store.commit().failure == nil)
        while try await writer.step() {}
        try outbox.refresh(now: now)
        #expect(disk.open == 0)
        #expect(disk.most < 10)
    }

    @Test("a call goes out of the one that may place it, among those that start later, rest, are held and are over")
    func amongOthers() async throws {
        for place in 1...40 {
            var paper = PaperCampaign("c\(place)", numbers: 2)
            if place % 4 == 0 { paper.campaign.start = now + .seconds(3600) }
            if place % 4 == 1 { paper.campaign.expires = now - .seconds(1) }
            if place % 4 == 2 { paper.campaign.limits.concurrentCalls = 1 }
            try paper.put(on: memory)
        }
        let store = store(memory)
        try await store.discover(now)
        for place in 1...40 where place % 4 == 3 && place != 39 {
            _ = try await store.control(ControlRequest(.suspend, "c\(place)", by: "x"), now: now)
        }
        try await store.claim(Array(repeating: nil, count: 99), now: now)
        let claimed = await store.commit().attempts.map(\.job.callID).sorted()
        let wanted = (1...40).filter { $0 % 4 == 2 }.map { "c\($0)-k3v9qd-1" } + (1...2).map { "c39-k3v9qd-\($0)" }
        #expect(claimed == wanted.sorted())
        try await store.claim(Array(repeating: nil, count: 99), now: now + .seconds(3600))
        #expect(await store.commit().attempts.count == 20)
    }

    @Test("a campaign that is asked for is opened, and no other")
    func one() async throws {
        try put(3)
        let store = store(memory)
        try store.open(["c2", "nobody"])
        #expect(await store.backlog().map(\.name) == ["c2"])
        let answer = try await store.control(ControlRequest(.stop, .all, by: "x"), now: now)
        #expect(answer.rows.map(\.campaign) == ["c2"])
    }

    @Test("one whose journal somebody has taken away is skipped, and the others go on")
    func removed() async throws {
        try put(3)
        let warnings = Warnings()
        let store = store(memory, warnings)
        try await store.discover(now)
        try memory.remove(layout.campaign("c2").path)
        try await store.claim(Array(repeating: nil, count: 6), now: now)
        let commit = await store.commit()
        #expect(commit.failure == nil)
        #expect(
            Set(commit.attempts.map(\.job.callID))
                == Set(["c1", "c3"].flatMap { c in (1...2).map { "\(c)-k3v9qd-\($0)" } })
        )
        #expect(warnings.list.contains { $0.hasPrefix("campaign c2 is ") })
    }
}
