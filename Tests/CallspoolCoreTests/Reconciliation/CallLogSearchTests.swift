import CallspoolCore
import Testing

@Suite("Stuck calls in a call log")
struct CallLogSearchTests {
    private let at = Timestamp(seconds: 1_795_000_000)

    private func call(_ index: Int, _ number: String, after: Duration = .zero) -> SoughtCall {
        SoughtCall(
            callID: "spring-k3v9qd-\(index)",
            attempt: 1,
            engineID: "tag-spring-k3v9qd-\(index)-1",
            phoneNumber: number,
            dialedAt: at + after
        )
    }

    private func entry(
        _ line: Int,
        id: String? = nil,
        number: String? = nil,
        after: Duration = .zero,
        _ disposition: String? = "BUSY"
    ) -> CallLogEntry {
        var entry = CallLogEntry(line: line)
        entry.id = id
        entry.number = number
        entry.startedAt = at + after
        entry.disposition = disposition
        return entry
    }

    private func found(_ calls: [SoughtCall], _ entries: [CallLogEntry]) -> [CallLogSearch.Found] {
        var search = CallLogSearch(calls, window: .seconds(5), prefix: "tag-")
        for entry in entries where search.concerns(id: entry.id, number: entry.number) { search.take(entry) }
        return search.results.map(\.found)
    }

    @Test("are found by our own id, whenever the entry is")
    func byID() {
        let one = entry(4, id: "tag-spring-k3v9qd-1-1", after: .seconds(9999))
        #expect(found([call(1, "+16175550101"), call(2, "+16175550102")], [one]) == [.entry(one, .busy), .nothing])
    }

    @Test("of several entries of one id the answered one counts; others must agree")
    func several() {
        let id = "tag-spring-k3v9qd-1-1"
        let (busy, answered, failed) = (entry(1, id: id), entry(2, id: id, "ANSWERED"), entry(3, id: id, "FAILED"))
        #expect(found([call(1, "+16175550101")], [busy, answered, failed]) == [.entry(answered, .answered)])
        #expect(found([call(1, "+16175550101")], [busy, failed]) == [.ambiguous([1, 3])])
        #expect(found([call(1, "+16175550101")], [busy, busy]) == [.entry(busy, .busy)])
    }

    @Test(
        "without an id by number and time, however the number is written",
        arguments: [
            "+16175550101", "16175550101", "6175550101", "0016175550101", "9,1 (617) 555-0101", "5550101",
        ]
    )
    func byNumber(written: String) {
        let one = entry(1, number: written, after: .seconds(-5))
        #expect(found([call(1, "+16175550101")], [one]) == [.entry(one, .busy)])
        let late = entry(1, number: written, after: .milliseconds(5001))
        #expect(found([call(1, "+16175550101")], [late]) == [.nothing])
    }

    @Test("by number and time only when exactly one entry could be it, and it alone the entry's")
    func ambiguous() {
        let (one, two) = (entry(1, number: "6175550101"), entry(2, number: "6175550101", after: .seconds(1)))
        #expect(found([call(1, "+16175550101")], [one, two]) == [.ambiguous([1, 2])])
        let twins = [call(1, "+16175550101"), call(2, "+16175550101", after: .seconds(3))]
        #expect(found(twins, [one]) == [.ambiguous([1]), .ambiguous([1])])
    }

    @Test("an entry that names another of our calls is none of theirs")
    func ofAnother() {
        let other = entry(1, id: "tag-autumn-zzzzzz-7-1", number: "6175550101")
        #expect(found([call(1, "+16175550101")], [other]) == [.nothing])
        let foreign = entry(1, id: "1795424798.30347", number: "6175550101")
        #expect(found([call(1, "+16175550101")], [foreign]) == [.entry(foreign, .busy)])
    }

    @Test("an entry that does not say how it ended leaves the call as it is")
    func silent() {
        let one = entry(1, id: "tag-spring-k3v9qd-1-1", "strange")
        #expect(found([call(1, "+16175550101")], [one]) == [.silent(one)])
    }

    @Test("an entry's word and codes mean what they mean everywhere")
    func outcomes() {
        func outcome(_ word: String?, sip: Int? = nil, cause: Int? = nil, talk: Duration? = nil) -> Outcome? {
            var entry = CallLogEntry(line: 1)
            (entry.disposition, entry.sipStatus, entry.cause, entry.talk) = (word, sip, cause, talk)
            return entry.outcome
        }
        #expect(outcome("ANSWERED", cause: 16) == .answered)
        #expect(outcome("NO ANSWER") == .noAnswer)
        #expect(outcome("NO ANSWER", cause: 1) == .invalidNumber, "the cause is the more exact")
        #expect(outcome("NO ANSWER", talk: .seconds(3)) == .noAnswer)
        #expect(outcome("CONGESTION") == .congestion)
        #expect(outcome("FAILED") == .carrierError)
        #expect(outcome("invalid_number") == .invalidNumber)
        #expect(outcome(nil, sip: 486) == .busy)
        #expect(outcome(nil, cause: 16, talk: .seconds(3)) == .answered)
        #expect(outcome(nil, cause: 16) == .unreachable)
        #expect(outcome("CANCEL", cause: 16) == .canceled)
        #expect(outcome(nil) == nil && outcome("unknown") == nil && outcome(nil, cause: 0) == nil)
    }

    @Test("an answered call gets its duration from the record, from whichever times it has")
    func duration() {
        let call = call(1, "+16175550101")
        var entry = CallLogEntry(line: 1)
        entry.startedAt = at
        entry.duration = .seconds(40)
        entry.talk = .seconds(34)
        let settlement = entry.settlement(of: call, .answered, by: "x")
        #expect(settlement.answeredAt == at + .seconds(6) && settlement.endedAt == at + .seconds(40))
        entry.duration = nil
        entry.answeredAt = at + .seconds(5)
        let other = entry.settlement(of: call, .answered, by: "x")
        #expect(other.endedAt == at + .seconds(39))
    }
}
