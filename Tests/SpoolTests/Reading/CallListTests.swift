import CallspoolCore
import CallspoolTesting
import Testing

@testable import Spool

@Suite("The list of a campaign's calls")
struct CallListTests {
    /// Of nine numbers: 1 answered, 2 and 3 failed (busy, declined), 4 waits after busy, 5 is in progress, 6 is stuck,
    /// 7 rejected, 8 canceled, 9 never dialled.
    private func journal() -> PaperJournal {
        var journal = PaperJournal()
        journal.add(0, .rejected(index: 7, reason: "\"12345\" is too short"))
        journal.attempt(2, at: 10, .busy, then: .final(.failed))
        journal.attempt(3, at: 20, .declined, then: .final(.failed))
        journal.attempt(4, at: 30, .busy, then: .retry(at: journal.at(91)))
        journal.attempt(1, at: 40, ring: 5, talk: 20, .answered, .voice, then: .final(.completed))
        journal.add(70, .dialing(index: 6, attempt: 1, callerID: nil))
        journal.add(75, .lost(index: 6, attempt: 1, journal.result(at: 70, .unknown)))
        journal.add(80, .canceled(index: 8, by: "somebody"))
        journal.add(90, .dialing(index: 5, attempt: 1, callerID: nil))
        return journal
    }

    private func list(_ change: (inout CallSelection) -> Void = { _ in }) throws -> CallList {
        let journal = journal()
        var selection = CallSelection()
        change(&selection)
        return try CallList(try journal.put(), selection, on: journal.disk)
    }

    private func indices(_ rows: [CallRow]) -> [Int] {
        rows.compactMap { $0.job.callID.split(separator: "-").last.flatMap { Int($0) } }
    }

    @Test("has those that are not final first, then the newest that are")
    func order() throws {
        let list = try list()
        #expect(indices(list.pending) == [5, 6, 4, 9])
        #expect(indices(list.final) == [8, 1, 3, 2, 7])
        #expect(list.matching == 9)
        let short = try self.list { ($0.pending, $0.final) = (1, 2) }
        #expect(indices(short.pending) == [5] && indices(short.final) == [8, 1])
    }

    @Test(
        "is picked by status, over the whole campaign and within the same limits",
        arguments: zip(
            CallPhase.allCases,
            [[4, 9], [5], [], [6], [1], [3, 2], [8], [7]]
        )
    )
    func phases(phase: CallPhase, wanted: [Int]) throws {
        let list = try list { $0.filter.phases = [phase] }
        #expect(indices(list.pending + list.final) == wanted)
        #expect(list.matching == wanted.count)
    }

    @Test("is picked by the outcome of the last attempt, or by what ended a call without one")
    func outcomes() throws {
        let busy = try list { $0.filter.outcomes = [.busy] }
        #expect(indices(busy.pending) == [4] && indices(busy.final) == [2])
        #expect(indices(try list { $0.filter.outcomes = [.unknown, .canceled] }.pending) == [6])
        let both = try list { ($0.filter.outcomes, $0.filter.phases) = ([.busy, .declined], [.failed]) }
        #expect(indices(both.final) == [3, 2] && both.pending.isEmpty)
    }

    @Test("says how many match, also those past the limits")
    func limits() throws {
        let list = try list { ($0.filter.phases, $0.final) = ([.failed], 1) }
        #expect(indices(list.final) == [3])
        #expect(list.matching == 2)
    }

    @Test("is picked by a number in any form, or by a part of its digits")
    func numbers() throws {
        for text in ["+16175551004", "617 555 1004", "tel:+1-617-555-1004", "51004"] {
            let list = try list { $0.filter.number = text }
            #expect(indices(list.pending + list.final) == [4], "\(text)")
        }
        let some = try list { ($0.filter.number, $0.filter.phases) = ("555100", [.failed]) }
        #expect(indices(some.final) == [3, 2] && some.matching == 2)
        #expect(try list { $0.filter.number = "999" }.matching == 0)
    }

    @Test("tells which attempt it is, and how many do not count")
    func attempts() throws {
        var journal = PaperJournal()
        journal.attempt(1, at: 10, .congestion, then: .retry(at: journal.at(71)))
        journal.attempt(1, 2, at: 80, .busy, then: .retry(at: journal.at(141)))
        journal.add(150, .dialing(index: 1, attempt: 3, callerID: nil))
        let list = try CallList(try journal.put(), CallSelection(), on: journal.disk)
        let row = try #require(list.pending.first)
        #expect(row.attempts == 3 && row.uncounted == 1 && row.maxAttempts == 3)
        #expect(row.live?.dialedAt == journal.at(150) && row.last?.outcome == .busy)
    }

    @Test("a number that was listed after an attempt has failed, and keeps its outcome")
    func listed() throws {
        var journal = PaperJournal()
        journal.attempt(1, at: 10, .busy, then: .retry(at: journal.at(71)))
        journal.add(80, .rejected(index: 1, reason: "On the list"))
        var selection = CallSelection()
        (selection.filter.phases, selection.filter.outcomes) = ([.failed], [.busy])
        let list = try CallList(try journal.put(), selection, on: journal.disk)
        #expect(indices(list.final) == [1] && list.final.first?.reason == "On the list")
    }
}

@Suite("A filter of numbers")
struct NumberFilterTests {
    @Test(
        "picks a whole number alone, a part of the digits anywhere, and words where there are no digits",
        arguments: [
            ("6175550101", "+16175550101", true), ("6175550101", "+16175550102", false),
            ("(617) 555", "+16175550101", true), ("0101", "+16175550101", true), ("0101", "+16175550110", false),
            ("12345", "12345", true), ("front desk", "Front Desk", true), ("desk", "+16175550101", false),
        ]
    )
    func picks(text: String, number: String, wanted: Bool) {
        #expect(NumberFilter(text, region: "US").picks(number) == wanted)
    }

    @Test("reads a number as its region writes it")
    func regions() {
        #expect(NumberFilter("030 1234567", region: "DE").picks("+49301234567"))
        #expect(!NumberFilter("030 1234567", region: "US").picks("+49301234567"))
    }
}
