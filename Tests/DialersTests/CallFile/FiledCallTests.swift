import CallspoolCore
import CallspoolTesting
import Testing

@testable import Dialers

@Suite("A call in Asterisk's folders")
struct FiledCallTests {
    private let start = Timestamp(seconds: 1_763_892_900)
    private var settings: CallFileSettings {
        CallFileSettings(directory: "/d", channel: "PJSIP/{number}@t", answer: .application("Hangup", data: ""))
    }

    private func call() -> FiledCall { FiledCall(.sample(), filedAt: start) }

    private func trace(_ status: String? = nil, startedAt: Timestamp? = nil) -> CallFileTrace {
        var text = "Channel: PJSIP/1@t\n"
        if let startedAt { text += "\nStartRetry: 4711 1 (\(startedAt.seconds + 86_400))\n" }
        if let status { text += "Status: \(status)\n" }
        return CallFileTrace(Array(text.utf8))
    }

    private func record(_ word: String, _ seconds: Int = 0) -> CallRecord? {
        CallRecord("\"k3v9qd-sample-k3v9qd-1-1\",,,,,,,,,,,,9,\(seconds),\"\(word)\",,".utf8, by: .account)
    }

    @Test("what Asterisk writes into a file is read, also half written and among other lines")
    func traces() {
        let text = """
            # callspool boot b-1
            Channel: PJSIP/1@t

            StartRetry: 4711 1 (1763979300)

            Retry: 1
            Status: Completed

            """
        let trace = CallFileTrace(Array(text.utf8))
        #expect(trace.boot == "b-1" && trace.status == .completed)
        #expect(trace.startedAt == Timestamp(seconds: 1_763_892_900))
        for count in 0..<text.utf8.count { _ = CallFileTrace(Array(text.utf8.prefix(count))) }
        #expect(CallFileTrace(Array("Status: Comp".utf8)).status == nil)
        #expect(CallFileTrace(Array("StartRetry: 1 1 (99999999999999999999)".utf8)).startedAt == nil)
    }

    @Test("an answered call: begun, its one attempt used up, archived; the record says since when")
    func answered() {
        var (call, settings) = (call(), settings)
        settings.cdr = "/cdr"
        #expect(call.saw(.init(outgoing: trace()), settings, start) == .wait)
        let begun = trace(startedAt: start + .seconds(1))
        #expect(call.saw(.init(outgoing: begun), settings, start + .seconds(1)) == .spend)
        #expect(call.saw(.init(outgoing: begun), settings, start + .seconds(600)) == .wait)
        let end = start + .seconds(700)
        let archived = (trace("Completed", startedAt: start + .seconds(1)), end)
        #expect(call.saw(.init(archived: archived), settings, end) == .wait)
        let told = AttemptEnd(
            outcome: .answered,
            codes: EngineCodes(engineCause: "Completed, ANSWERED"),
            answeredAt: end - .seconds(60)
        )
        let look = FiledCall.Look(archived: archived, record: record("ANSWERED", 60))
        #expect(call.saw(look, settings, end + .seconds(1)) == .end(told, at: end))
    }

    @Test(
        "what a file and a record come to",
        arguments: [
            ("Completed", nil, 5, Outcome.answered), ("Completed", "ANSWERED", 5, .answered),
            ("Completed", "NO ANSWER", 5, .answered), ("Expired", nil, 30, .noAnswer), ("Expired", nil, 29, .noAnswer),
            ("Expired", nil, 5, .unreachable), ("Expired", "NO ANSWER", 30, .noAnswer),
            ("Expired", "NO ANSWER", 5, .unreachable), ("Expired", "ANSWERED", 5, .unreachable),
            ("Expired", "BUSY", 5, .busy), ("Expired", "CONGESTION", 5, .congestion),
            ("Expired", "FAILED", 5, .carrierError), ("Failed", nil, 0, .engineError),
            (nil, "BUSY", 5, .busy), (nil, "ANSWERED", 5, .answered), (nil, "NO ANSWER", 30, .noAnswer),
        ] as [(String?, String?, Int, Outcome)]
    )
    func outcomes(status: String?, disposition: String?, seconds: Int, outcome: Outcome) {
        let trace = self.trace(status, startedAt: start)
        let record = disposition.flatMap { self.record($0, 2) }
        let end = FiledCall.end(trace, record, .seconds(30), start - .seconds(100), start + .seconds(seconds))
        #expect(end.outcome == outcome)
        #expect((end.answeredAt != nil) == (outcome == .answered && disposition == "ANSWERED"))
    }

    @Test("without call records it ends as soon as it is archived, and nothing says since when it was answered")
    func withoutRecords() {
        var call = call()
        let end = start + .seconds(9)
        let told = AttemptEnd(outcome: .answered, codes: EngineCodes(engineCause: "Completed"))
        #expect(call.saw(.init(archived: (trace("Completed"), end)), settings, end) == .end(told, at: end))
    }

    @Test("a record that does not come is not waited for in vain, nor is the `Status` of a file that just was archived")
    func lateRecords() {
        var (call, settings) = (call(), settings)
        settings.cdr = "/cdr"
        #expect(call.saw(.init(archived: (trace(), start)), settings, start) == .wait)
        let archived = (trace("Expired"), start)
        #expect(call.saw(.init(archived: archived), settings, start + .seconds(4)) == .wait)
        #expect(call.saw(.init(archived: archived), settings, start + .seconds(5)).outcome == .unreachable)
        var other = self.call()
        _ = other.saw(.init(archived: (trace(), start)), settings, start)
        #expect(other.saw(.init(archived: (trace(), start)), settings, start + .seconds(5)).outcome == .unknown)
    }

    @Test("a file that Asterisk leaves alone is taken back, and then was not placed")
    func leftAlone() {
        var call = call()
        #expect(call.saw(.init(outgoing: trace()), settings, start + .seconds(29)) == .wait)
        #expect(call.saw(.init(outgoing: trace()), settings, start + .seconds(30)) == .withdraw)
        #expect(call.saw(.init(withdrawn: trace()), settings, start + .seconds(31)) == .wait)
        #expect(call.saw(.init(withdrawn: trace()), settings, start + .seconds(33)).outcome == .carrierError)
    }

    @Test("one that Asterisk had begun in that instant is given back, or turns up again by itself, and goes on")
    func begunMeanwhile() {
        var call = call()
        _ = call.saw(.init(outgoing: trace()), settings, start + .seconds(30))
        let begun = trace(startedAt: start + .seconds(30))
        #expect(call.saw(.init(withdrawn: begun), settings, start + .seconds(31)) == .giveBack)
        #expect(call.saw(.init(outgoing: begun), settings, start + .seconds(32)) == .spend)
        var other = self.call()
        _ = other.saw(.init(outgoing: trace()), settings, start + .seconds(30))
        let both = FiledCall.Look(outgoing: begun, withdrawn: trace())
        #expect(other.saw(both, settings, start + .seconds(31)) == .spend)
        #expect(other.saw(both, settings, start + .seconds(60)) == .wait)
    }

    @Test("a file that is nowhere is looked for again, and then is lost; its record alone tells as much")
    func vanished() {
        var call = call()
        #expect(call.saw(.init(), settings, start) == .wait)
        #expect(call.saw(.init(), settings, start + .seconds(4)) == .wait)
        #expect(call.saw(.init(outgoing: trace()), settings, start + .seconds(4)) == .wait)
        #expect(call.saw(.init(), settings, start + .seconds(5)) == .wait)
        #expect(call.saw(.init(), settings, start + .seconds(10)).outcome == .unknown)
        var told = self.call()
        _ = told.saw(.init(), settings, start)
        #expect(told.saw(.init(record: record("BUSY")), settings, start + .seconds(5)).outcome == .busy)
    }

    @Test("a call that never ends is lost after four hours")
    func endless() {
        var call = call()
        _ = call.saw(.init(outgoing: trace(startedAt: start)), settings, start)
        let begun = FiledCall.Look(outgoing: trace(startedAt: start))
        #expect(call.saw(begun, settings, start + .seconds(14_399)) == .wait)
        #expect(call.saw(begun, settings, start + .seconds(14_400)).outcome == .unknown)
    }
}

extension FiledCall.Action {
    fileprivate var outcome: Outcome? {
        if case .end(let end, _) = self { end.outcome } else { nil }
    }
}
