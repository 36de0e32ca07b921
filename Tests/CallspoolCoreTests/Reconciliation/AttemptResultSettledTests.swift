import Testing

@testable import CallspoolCore

@Suite("A lost attempt's result, settled")
struct AttemptResultSettledTests {
    private let at = Timestamp(seconds: 1_795_000_000)

    /// Dialled, answered after 4 s, given up two hours later.
    private var lost: AttemptResult {
        AttemptResult(
            outcome: .unknown,
            calleeType: .unknown,
            codes: EngineCodes(),
            engine: "simulator",
            dialedAt: at,
            ringingAt: at + .seconds(1),
            answeredAt: at + .seconds(4),
            endedAt: at + .seconds(7204)
        )
    }

    @Test("by a word alone: an answered call's duration is not known, and is not the two hours of waiting")
    func byWord() {
        let result = lost.settled(Settlement("x-1", .ended(.answered), by: "p"))
        #expect(result.outcome == .answered && result.answeredAt == lost.answeredAt)
        #expect(result.duration == .zero)
    }

    @Test("what the settlement contradicts goes: an unanswered call has no answer, one not placed never rang")
    func contradicted() {
        let busy = lost.settled(Settlement("x-1", .ended(.busy), by: "p"))
        #expect(busy.answeredAt == nil && busy.ringingAt == lost.ringingAt && busy.calleeType == .busy)
        let never = lost.settled(Settlement("x-1", .notPlaced, by: "p"))
        #expect(never.outcome == .engineError && never.ringingAt == nil && never.answeredAt == nil)
        #expect(never.duration == .zero)
    }

    @Test("by a record: its times, its codes, its duration")
    func byRecord() {
        var settlement = Settlement("x-1", .ended(.answered), by: "Master.csv line 3")
        settlement.answeredAt = at + .seconds(5)
        settlement.endedAt = at + .seconds(39)
        settlement.codes = EngineCodes(q850Cause: 16)
        let result = lost.settled(settlement)
        #expect(result.duration == .seconds(34) && result.codes.q850Cause == 16)
        #expect(result.endedAt == at + .seconds(39))
    }

    @Test("a record whose clock is behind keeps the call's length, and puts nothing before its dialling")
    func clockBehind() {
        var settlement = Settlement("x-1", .ended(.answered), by: "r")
        settlement.answeredAt = at - .seconds(2)
        settlement.endedAt = at + .seconds(10)
        let result = lost.settled(settlement)
        #expect(result.answeredAt == at && result.duration == .seconds(12))
    }

    @Test("one that was not placed goes back at once, whatever the budgets, until its numbers are used up")
    func notPlaced() {
        let now = at + .milliseconds(1)
        #expect(Disposition.notPlaced(tries: Tries(counted: 9, trunk: 14), now) == .retry(at: at + .seconds(1)))
        #expect(Disposition.notPlaced(tries: Tries(trunk: 15), now) == .final(.failed))
    }
}
