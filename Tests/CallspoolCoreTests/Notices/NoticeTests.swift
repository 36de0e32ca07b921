import Testing

@testable import CallspoolCore

@Suite("Notices")
struct NoticeTests {
    private let at = Timestamp(seconds: 1_795_000_000)

    private func acceptance(_ name: String) -> Acceptance {
        Acceptance(
            campaign: Campaign(name: name),
            tag: "k3v9qd",
            total: 3,
            digest: "0123",
            file: "\(name).yaml",
            inode: 7
        )
    }

    private func notice(_ event: JournalEvent, n: Int = 4, name: String = "spring") -> Notice? {
        var counts = QueueCounts()
        (counts.completed, counts.stuck) = (2, 1)
        let entry = JournalEntry(n: n, at: at, event: event)
        return Notice(entry, of: acceptance(name), to: "http://127.0.0.1/", secrets: [], counts: counts)
    }

    @Test("tell what a campaign comes to, with how its calls stand then")
    func body() throws {
        let finished = try #require(notice(.finished))
        let words =
            #"{"event":"campaign.finished","at":"2026-11-18T11:06:40.000Z","campaign":"spring","file":"spring.yaml","#
            + #""total":3,"pending":0,"dialing":0,"completed":2,"failed":0,"canceled":0,"rejected":0,"stuck":1}"#
        #expect(String(decoding: finished.body, as: UTF8.self) == words)
    }

    @Test("tell of a suspension only when nobody asked for it, and why")
    func suspended() throws {
        #expect(notice(.suspended(by: "callspool suspend", inProgress: 2)) == nil)
        let word = try #require(notice(.suspended(by: "10 calls in a row", inProgress: 2, isAutomatic: true)))
        #expect(String(decoding: word.body, as: UTF8.self).hasSuffix(#""reason":"10 calls in a row"}"#))
    }

    @Test("have an id of their own, that no record and no other notice has, and no dot in it")
    func ids() throws {
        let events: [JournalEvent] = [.accepted(acceptance("spring")), .started, .finished, .reported]
        let ids = events.enumerated().compactMap { place, event in notice(event, n: place + 1)?.id }
        #expect(Set(ids).count == 4 && ids[2] == "msg_spring-k3v9qd-finished-3")
        #expect(notice(.finished, n: 9)?.id != notice(.finished, n: 8)?.id)
        #expect(notice(.finished, name: "a.b_c")?.id == "msg_aX2Eb_c-k3v9qd-finished-4")
    }

    @Test("go out under their id, the body as it is")
    func delivery() throws {
        let delivery = try #require(notice(.started)).delivery(tries: 2)
        #expect(delivery.id == "msg_spring-k3v9qd-started-4" && delivery.tries == 2)
        #expect(delivery.target.url == "http://127.0.0.1/" && delivery.target.secrets.isEmpty)
    }
}
