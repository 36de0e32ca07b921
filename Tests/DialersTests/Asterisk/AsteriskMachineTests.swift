import CallspoolCore
import CallspoolTesting
import Testing

@testable import Dialers

@Suite("A machine with an Asterisk that goes away and comes back")
struct AsteriskMachineTests {
    private let attempt = Attempt.sample()

    private func end(_ reports: [AttemptReport]) throws -> (end: AttemptEnd, at: Timestamp) {
        let report = try #require(reports.last)
        guard case .ended(let end) = report.event else { throw NoEnd() }
        return (end, report.at)
    }

    private struct NoEnd: Error {}

    @Test("a call whose end was not heard ended when the connection was lost, not when it came back")
    func lostWithTheConnection() throws {
        var stage = LinkStage()
        try stage.connect()
        try stage.answer(attempt)
        stage.now = stage.now + .seconds(2)
        let lostAt = stage.now
        #expect(stage.machine.closed("it closed the connection", stage.now).isEmpty)
        stage.now = stage.now + .seconds(8)
        let (end, at) = try end(stage.connect().reports)
        #expect(end.outcome == .answered && at == lostAt)
        #expect(end.codes.engineCause?.contains("while the connection to Asterisk was lost") == true)
    }

    @Test(
        "one of a server that fell silent ended when it was last heard, and tries to connect in between change nothing"
    )
    func fellSilent() throws {
        var stage = LinkStage()
        try stage.connect()
        try stage.answer(attempt)
        let heardAt = stage.now
        for second in Int64(1)...40 { _ = stage.machine.tick(heardAt + .seconds(second)) }
        stage.now = heardAt + .seconds(41)
        _ = stage.machine.closed("it closed the connection", stage.now)
        for _ in 0..<3 {
            stage.now = stage.now + .seconds(5)
            stage.machine.opened(stage.now)
            _ = stage.machine.closed("it closed the connection", stage.now)
        }
        let (end, at) = try end(stage.connect().reports)
        #expect(end.outcome == .answered && at == heardAt)
    }

    @Test("given up after too long without a connection it ended when that was lost, too")
    func abandoned() throws {
        var stage = LinkStage()
        try stage.connect()
        try stage.answer(attempt)
        let lostAt = stage.now + .seconds(1)
        _ = stage.machine.closed("it closed the connection", lostAt)
        let (end, at) = try end(stage.machine.tick(lostAt + .seconds(301)))
        #expect(end.outcome == .answered && at == lostAt)
    }

    @Test("with call records that have none of it, it ended then as well")
    func noRecord() throws {
        var stage = LinkStage(cdr: "/nowhere")
        try stage.connect()
        try stage.answer(attempt)
        let lostAt = stage.now
        _ = stage.machine.closed("it closed the connection", lostAt)
        stage.now = lostAt + .seconds(8)
        #expect(try stage.connect().reports.isEmpty)
        #expect(stage.machine.found([:], stage.now + .seconds(4)).isEmpty)
        let (end, at) = try end(stage.machine.found([:], stage.now + .seconds(6)))
        #expect(end.outcome == .answered && at == lostAt)
    }

    @Test("who answered is asked of each channel that is followed, and what was heard since is not overwritten")
    func whoAnswered() throws {
        for heardSince in [false, true] {
            var stage = LinkStage()
            try stage.connect()
            try stage.answer(attempt)
            _ = stage.machine.closed("it closed the connection", stage.now)
            let asked = try stage.connect([LinkStage.listed(attempt)]).asked
            for variable in ["AMDSTATUS", "AMDCAUSE", "CALLSPOOL_CALLEE"] {
                let question = "Action: Getvar\r\nActionID: callspool:var:\(variable):\(attempt.id)\r\n"
                #expect(asked.contains("\(question)Channel: PJSIP/trunk-00000007\r\nVariable: \(variable)\r\n\r\n"))
            }
            if heardSince {
                _ = try stage.hear("Event: VarSet\r\nUniqueid: \(attempt.id)\r\nVariable: AMDSTATUS\r\nValue: HUMAN")
            }
            func answer(_ variable: String, _ value: String) -> String {
                "Response: Success\r\nActionID: callspool:var:\(variable):\(attempt.id)\r\nVariable: \(variable)\r\nValue: \(value)"
            }
            _ = try stage.hear(answer("AMDSTATUS", "MACHINE"))
            _ = try stage.hear(answer("CALLSPOOL_CALLEE", ""))
            let hangup = "Event: Hangup\r\nUniqueid: \(attempt.id)\r\nCause: 16\r\nCause-txt: Normal Clearing"
            let (end, _) = try end(stage.hear(hangup))
            #expect(end.calleeType == (heardSince ? .voice : .answeringmachine))
        }
    }

    @Test("a call that only rings is not asked about, nor one of another process until somebody asks for it")
    func notAsked() throws {
        var stage = LinkStage()
        #expect(try !stage.connect([LinkStage.listed(attempt)]).asked.contains("Getvar"))
        #expect(stage.machine.inquire(attempt, stage.now).0 == .live)
        #expect(String(decoding: stage.machine.takeOutbox(), as: UTF8.self).contains("Action: Getvar"))
        var ringing = LinkStage()
        #expect(try !ringing.connect([LinkStage.listed(attempt, "Ringing")]).asked.contains("Getvar"))
        _ = ringing.machine.inquire(attempt, ringing.now)
        #expect(!String(decoding: ringing.machine.takeOutbox(), as: UTF8.self).contains("Getvar"))
    }

    @Test(
        "while Asterisk finds the trunk's contact unreachable calls are the trunk's failure, and go out when it answers"
    )
    func contacts() throws {
        var stage = LinkStage()
        let asked = try stage.connect().asked
        #expect(asked.contains("Action: PJSIPShowEndpoint\r\nActionID: callspool:contacts\r\nEndpoint: trunk\r\n"))
        func contact(_ event: String, _ key: String, _ status: String, of endpoint: String = "trunk") -> String {
            "Event: \(event)\r\nAOR: \(endpoint)\r\nURI: sip:127.0.0.1:5070\r\n\(key): \(status)\r\nEndpointName: \(endpoint)"
        }
        let order = try OriginateOrder(attempt, stage.settings)
        _ = try stage.hear(contact("ContactStatusDetail", "Status", "Unreachable", of: "another"))
        _ = try stage.hear(contact("ContactStatusDetail", "Status", "Unreachable"))
        guard case .refused(let error) = stage.machine.place(order, stage.now) else {
            Issue.record("it was placed")
            return
        }
        #expect(error.outcome == .carrierError && error.isSilent && error.message.contains("`trunk`"))
        #expect(stage.machine.takeNotes().count == 1)
        _ = try stage.hear(contact("ContactStatus", "ContactStatus", "Reachable"))
        #expect(stage.machine.place(order, stage.now) == .placed)
        #expect(stage.machine.takeNotes().count == 1)
    }

    @Test(
        "the endpoint is the dial string's, where it goes by the endpoint's contact",
        arguments: [
            ("PJSIP/{number}@trunk", "trunk"), ("PJSIP/trunk/sip:{number}@sip.carrier.example", nil),
            ("Local/{number}@outbound/n", nil), ("DAHDI/g1/{digits}", nil),
        ] as [(String, String?)]
    )
    func endpoint(channel: String, endpoint: String?) {
        #expect(TrunkContacts(dialling: channel).endpoint == endpoint)
    }
}
