import CallspoolCore
import CallspoolTesting
import Testing

@testable import Spool

@Suite("One call's story")
struct CallHistoryTests {
    /// Calls 1 to 4 are final in the lines 3, 5, 7 and 9; the fifth is not.
    private func journal(resultURL: String? = "http://127.0.0.1:9/") -> PaperJournal {
        var paper = PaperCampaign(numbers: 5)
        paper.campaign.resultURL = resultURL
        var journal = PaperJournal(paper)
        for index in 1...4 { journal.attempt(index, at: Double(index) * 10, .busy, then: .final(.failed)) }
        return journal
    }

    private func tale(_ journal: PaperJournal, _ index: Int, told: Int = 9) throws -> CallHistory {
        try #require(try journal.reader.tales(try journal.put(told: told), of: [index]).first)
    }

    private func line(
        _ journal: PaperJournal,
        _ n: Int,
        _ event: String,
        tries: Int = 1,
        last: Int? = nil
    ) -> (inout JSONLineWriter) -> Void {
        { line in
            line.field("n", n)
            line.field("at", journal.at(60))
            line.field("event", event)
            line.field("tries", tries)
            if let last { line.field("last", last) }
            if let last { line.field("count", (last - n) / 2 + 1) }
        }
    }

    @Test("has every event of the call and of no other, also when many are asked for at once")
    func entries() throws {
        var journal = PaperJournal()
        journal.attempt(1, at: 10, .busy, then: .retry(at: journal.at(71)))
        journal.attempt(2, at: 10, .busy, then: .final(.failed))
        journal.attempt(1, 2, at: 80, ring: 2, talk: 3, .answered, .voice, then: .final(.completed))
        let tales = try journal.reader.tales(try journal.put(), of: [1, 2, 3])
        #expect(tales.map { $0.entries.map(\.n) } == [[2, 3, 6, 7], [4, 5], []])
        #expect(tales.map(\.row.phase) == ["completed", "failed", "queued"])
        #expect(tales.map(\.row.attempts) == [2, 1, 0])
        #expect(try journal.reader.tales(try journal.put(), of: [0, 10]).isEmpty)
    }

    @Test("follows the record: none yet, not told, nowhere to send it, not tried")
    func before() throws {
        #expect(try tale(journal(), 5).record.state == .none)
        #expect(try tale(journal(), 4, told: 8).record.state == .unreported)
        #expect(try tale(journal(resultURL: nil), 4).record.state == .kept)
        let waiting = try tale(journal(), 4).record
        #expect(waiting.state == .waiting && waiting.n == 9 && waiting.tries.isEmpty)
    }

    @Test("follows the record: tried again, taken, given up, and taken when it was sent again")
    func tried() throws {
        var journal = journal()
        journal.ship(line(journal, 3, "retry"))
        #expect(try tale(journal, 1).record.state == .retried)
        journal.ship(line(journal, 3, "taken", tries: 2))
        #expect(try tale(journal, 1).record.state == .taken)
        #expect(try tale(journal, 1).record.tries.map(\.tries) == [1, 2])
        journal.ship(line(journal, 5, "given_up", tries: 10))
        #expect(try tale(journal, 2).record.state == .givenUp)
        journal.ship(line(journal, 5, "replayed"))
        #expect(try tale(journal, 2).record.state == .taken)
        #expect(try tale(journal, 3).record.state == .waiting)
    }

    @Test("knows that nothing more is sent after a 410, whatever the record is")
    func gone() throws {
        var journal = journal()
        journal.ship(line(journal, 7, "retry"))
        journal.ship(line(journal, 3, "gone"))
        #expect(try [1, 2, 3].map { try tale(journal, $0).record.state } == [.gone, .gone, .gone])
    }

    @Test("takes what became of a batch for each of its records, and of no other")
    func batch() throws {
        var journal = journal()
        journal.ship(line(journal, 3, "batch", last: 7))
        #expect(try tale(journal, 2).record.state == .waiting)
        journal.ship(line(journal, 3, "taken", last: 7))
        let states = try (1...4).map { try tale(journal, $0).record }
        #expect(states.map(\.state) == [.taken, .taken, .taken, .waiting])
        #expect(states.map(\.batch) == [3, 3, 3, 1])
    }

    @Test("a line that somebody's editor left in between is passed over")
    func damaged() throws {
        var journal = journal()
        journal.ship(line(journal, 3, "taken"))
        let place = try journal.put(told: 9)
        let lines = String(decoding: try journal.disk.contents(place.folder.shipping) ?? [], as: UTF8.self)
        try journal.disk.put(place.folder.shipping, "oops\n{}\n" + lines)
        #expect(try journal.reader.tales(place, of: [1]).first?.record.state == .taken)
    }

    @Test("a call is meant by its id, or by its number in any form; a number that stands there twice means both")
    func search() throws {
        var paper = PaperCampaign(numbers: 5)
        paper.number = { $0 == 5 ? "+16175551002" : "+1617555\(1000 + $0)" }
        let journal = PaperJournal(paper)
        let place = try journal.put()
        #expect(try journal.reader.calls(place, meantBy: "617-555-1002").map(\.index) == [2, 5])
        #expect(try journal.reader.calls(place, meantBy: "spring-k3v9qd-3").map(\.index) == [3])
        #expect(try journal.reader.calls(place, meantBy: "spring-k3v9qd-6").isEmpty)
        #expect(try journal.reader.calls(place, meantBy: "6175559999").isEmpty)
    }
}
