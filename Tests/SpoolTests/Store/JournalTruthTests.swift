import CallspoolCore
import CallspoolTesting
import Spool
import Testing

/// What a journal says is what happened, whatever the program would do now.
@Suite("The journal is the truth")
struct JournalTruthTests {
    private let disk = MemoryDisk()
    private let layout = PaperCampaign.layout
    private let now = PaperCampaign.at + .seconds(60)

    private func store(_ warnings: Warnings = Warnings()) -> LogQueueStore {
        let durability = Durability(waking: WakeSignal())
        return LogQueueStore(layout, on: disk, tag: "paper", durability: durability) { warnings.add($0) }
    }

    private func edit(_ name: String, _ change: (String) -> String) throws {
        let path = layout.campaign(name).journal
        let text = String(decoding: disk.read(path), as: UTF8.self)
        let changed = change(text)
        #expect(changed != text)
        try disk.remove(path)
        try disk.put(path, changed)
        disk.settle()
    }

    private func rows(_ file: String) -> [Substring] {
        String(decoding: disk.read("\(layout.results)/\(file)"), as: UTF8.self).split(separator: "\n")
    }

    @Test("a record's caller id is the one that was recorded before the call, also over a restart")
    func callerID() async throws {
        try PaperCampaign(numbers: 2).put(on: disk)
        let first = store()
        try await first.discover(now)
        try await first.claim([nil, nil], now: now)
        #expect(await first.commit().attempts.map(\.callerID) == ["+16175550190", "+16175550191"])
        // The rotation would give another one.
        try edit("spring") {
            $0.replacing("\"attempt\":1,\"ani\":\"+16175550190\"", with: "\"attempt\":1,\"ani\":\"+16175550199\"")
        }
        let second = store()
        try await second.discover(now)
        let left = await second.unaccounted()
        #expect(left.map(\.attempt.callerID) == ["+16175550199", "+16175550191"])
        let result = AttemptResult(
            outcome: .answered,
            calleeType: .voice,
            codes: EngineCodes(),
            engine: "paper",
            dialedAt: now,
            answeredAt: now,
            endedAt: now
        )
        let facts = left.map { one in
            CallFact(key: one.attempt.key, attempt: 1, at: now, event: .ended(result, .final(.completed)))
        }
        try await second.record(facts, now: now)
        try await second.tidy(now)
        #expect(await second.commit().failure == nil)
        let durability = Durability(waking: WakeSignal())
        durability.set("spring", LogPosition(disk.read(layout.campaign("spring").journal).count))
        let writer = SpoolStatusWriter(layout, on: disk, durability: durability, shipping: WakeSignal()) {
            Issue.record(Comment(rawValue: $0))
        }
        while try await writer.step() {}
        for file in ["spring.calls.jsonl", "spring.status.jsonl"] {
            let rows = rows(file)
            #expect(rows.count == 2)
            #expect(rows.first?.contains("\"ani\":\"+16175550199\"") == true, "\(rows)")
            #expect(rows.last?.contains("\"ani\":\"+16175550191\"") == true, "\(rows)")
        }
    }

    @Test("a journal of a later format is left as it is, in plain words, and the other campaigns are dialled")
    func format() async throws {
        try PaperCampaign("newer", numbers: 1).put(on: disk)
        try PaperCampaign("spring", numbers: 1).put(on: disk)
        try edit("newer") { $0.replacing("\"format\":1", with: "\"format\":2") }
        let before = disk.read(layout.campaign("newer").journal)
        let warnings = Warnings()
        let store = store(warnings)
        try await store.discover(now)
        try await store.claim([nil, nil], now: now)
        #expect(await store.commit().attempts.map(\.campaignRef.campaign.name) == ["spring"])
        #expect(warnings.list.count == 1)
        let said = "has format 2, and this version reads formats up to 1"
        #expect(warnings.list.first?.contains(said) == true, "\(warnings.list)")
        #expect(disk.read(layout.campaign("newer").journal) == before)
    }
}
