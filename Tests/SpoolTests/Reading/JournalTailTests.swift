import CallspoolCore
import CallspoolTesting
import Testing

@testable import Spool

@Suite("A journal that is followed")
struct JournalTailTests {
    private let memory = MemoryDisk()
    private let layout = PaperCampaign.layout
    private let now = PaperCampaign.at

    @Test("is followed into done/, each line once, and holds no descriptor between two looks")
    func moved() async throws {
        try PaperCampaign("spring", numbers: 2).put(on: memory)
        let disk = CountingDisk(memory)
        let place = try #require(try SpoolReader(layout, on: disk).campaign("spring"))
        let tail = try JournalTail(place, fromStart: false, on: disk)
        #expect(disk.open == 0)
        let store = LogQueueStore(layout, on: memory, tag: "paper", durability: Durability(waking: WakeSignal())) {
            _ in
        }
        try store.open(["spring"])
        _ = try await store.control(ControlRequest(.stop, "spring", by: "x"), now: now)
        #expect(await store.commit().failure == nil)
        var seen: [Int] = []
        try tail.next { entry, _ in seen.append(entry.n) }
        try await store.tidy(now)
        #expect(await store.commit().failure == nil)
        try memory.rename(layout.campaign("spring").path, to: layout.doneCampaign("spring").path)
        var calls: [String] = []
        try tail.next { entry, job in
            seen.append(entry.n)
            if let job { calls.append(job.callID) }
        }
        try tail.next { entry, _ in seen.append(entry.n) }
        #expect(seen == Array(2...(seen.last ?? 0)) && seen.count >= 4)
        #expect(calls == ["spring-k3v9qd-1", "spring-k3v9qd-2"])
        #expect(disk.open == 0)
    }
}
