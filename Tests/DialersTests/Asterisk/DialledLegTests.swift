import CallspoolCore
import CallspoolTesting
import Testing

@testable import Dialers

/// What is heard of the channel that the dialplan of a `Local` channel dials on to, and what the call comes to.
struct LegCase: Sendable, CustomTestStringConvertible {
    var rings = false
    var status: String?
    var cause: Int?
    var sip: Int?
    var outcome: Outcome
    var isSilent = false

    var testDescription: String {
        "\(status ?? "no DialEnd"), cause \(cause ?? -1), SIP \(sip ?? 0): \(outcome.rawValue)"
    }

    // One row a line, as a table is read.
    // swift-format-ignore
    static let all: [LegCase] = [
        .init(status: "BUSY", cause: 17, sip: 486, outcome: .busy),
        .init(status: "BUSY", cause: 17, outcome: .busy),
        .init(status: "BUSY", cause: 0, outcome: .busy),
        .init(status: "CONGESTION", cause: 34, sip: 503, outcome: .congestion),
        .init(status: "CONGESTION", cause: 0, outcome: .congestion),
        .init(status: "CHANUNAVAIL", cause: 20, outcome: .unreachable),
        .init(status: "CHANUNAVAIL", cause: 0, outcome: .carrierError),
        .init(rings: true, status: "NOANSWER", cause: 0, outcome: .noAnswer),
        .init(rings: true, status: "NOANSWER", cause: 16, outcome: .noAnswer),
        .init(rings: true, status: "NOANSWER", cause: 19, outcome: .noAnswer),
        .init(status: "NOANSWER", cause: 0, outcome: .unreachable, isSilent: true),
        .init(status: "NOANSWER", cause: 16, outcome: .unreachable, isSilent: true),
        .init(rings: true, status: "NOANSWER", cause: 16, sip: 487, outcome: .noAnswer),
        .init(status: "NOANSWER", cause: 16, sip: 487, outcome: .unreachable),
        .init(status: "NOANSWER", cause: 1, sip: 404, outcome: .invalidNumber),
        .init(rings: true, status: "NOANSWER", cause: 21, sip: 603, outcome: .declined),
        .init(status: "NOANSWER", cause: 18, sip: 408, outcome: .carrierError, isSilent: true),
        .init(status: "NOANSWER", cause: 0, sip: 607, outcome: .unwanted),
        .init(rings: true, status: nil, cause: 0, outcome: .carrierError),
    ]
}

@Suite("A Local channel whose dialplan dials on ends as the channel that it dials")
struct DialledLegTests {
    private static let start = Timestamp(seconds: 1_763_892_900)
    private let attempt = Attempt.sample()

    /// The messages of a call, in the order in which Asterisk tells them; the inner channel is the carrier's.
    private func messages(_ leg: LegCase, reason: Int = 0, half: Int = 16) -> [String] {
        let (one, two) = (attempt.id, attempt.id + "-b")
        func channel(_ event: String, _ id: String, _ more: String) -> String {
            "Event: \(event)\r\nChannel: C-\(id)\r\nUniqueid: \(id)\r\nLinkedid: \(one)\r\n\(more)\r\n\r\n"
        }
        func dial(_ event: String, _ id: String, _ more: String) -> String {
            "Event: \(event)\r\nDestChannel: C-\(id)\r\nDestUniqueid: \(id)\r\nDestLinkedid: \(one)\r\n\(more)\r\n\r\n"
        }
        var texts = [
            channel("Newchannel", one, "ChannelStateDesc: Down"), channel("Newchannel", two, "ChannelStateDesc: Ring"),
            dial("DialBegin", one, "DialString: x"), channel("Newchannel", "77.1", "ChannelStateDesc: Down"),
            dial("DialBegin", "77.1", "DialString: y"),
        ]
        if leg.rings { texts.append(channel("Newstate", "77.1", "ChannelStateDesc: Ringing")) }
        if let status = leg.status { texts.append(dial("DialEnd", "77.1", "DialStatus: \(status)")) }
        let sip = leg.sip.map { "\r\nTechCause: \($0)" } ?? ""
        if let cause = leg.cause {
            texts.append(channel("Hangup", "77.1", "Cause: \(cause)\r\nCause-txt: the leg's\(sip)"))
        }
        return texts + [
            channel("VarSet", two, "Variable: DIALSTATUS\r\nValue: \(leg.status ?? "")"),
            channel("Hangup", two, "Cause: \(half)\r\nCause-txt: Normal Clearing"),
            "Event: OriginateResponse\r\nActionID: \(one)\r\nResponse: Failure\r\nReason: \(reason)\r\n\r\n",
            channel("Hangup", one, "Cause: 0\r\nCause-txt: Unknown"),
        ]
    }

    /// What the calls' machine makes of messages.
    private func hear(_ texts: [String]) throws -> [AttemptReport] {
        var calls = AsteriskCalls()
        _ = calls.begin(AsteriskCall(attempt, ids: AsteriskIDs(attempt, isLocal: true)), DialledLegTests.start)
        var parser = ManagerParser()
        parser.append("Asterisk Call Manager/11.0.0\r\n".utf8)
        parser.append(texts.joined().utf8)
        var reports: [AttemptReport] = []
        while let message = try parser.next() {
            if let event = AsteriskEvent(message) { reports += calls.heard(event, DialledLegTests.start + .seconds(3)) }
        }
        reports += calls.expired(DialledLegTests.start + .seconds(60))
        #expect(calls.count == 0)
        return reports
    }

    private func end(_ reports: [AttemptReport]) throws -> AttemptEnd {
        let ends = reports.compactMap { report in if case .ended(let end) = report.event { end } else { nil } }
        #expect(ends.count == 1)
        return try #require(ends.first)
    }

    @Test("by its DialEnd and its hangup, and not by the half's cause 16", arguments: LegCase.all)
    func outcome(leg: LegCase) throws {
        let reports = try hear(messages(leg))
        let end = try end(reports)
        #expect(end.outcome == leg.outcome && end.isSilent == leg.isSilent)
        #expect(end.codes.sipStatus == leg.sip)
        if let cause = leg.cause { #expect(end.codes.q850Cause == cause && end.codes.engineCause == "the leg's") }
        #expect(reports.contains { $0.event == .ringing } == leg.rings)
    }

    @Test("whatever order they are told in", arguments: 1...20 as ClosedRange<UInt64>)
    func anyOrder(seed: UInt64) throws {
        var random = SeededRandom(seed)
        for leg in LegCase.all where leg.status != nil {
            // Who rings says so before the end.
            let texts = messages(leg)
            let (first, rest) = (texts.prefix(leg.rings ? 6 : 5), texts.dropFirst(leg.rings ? 6 : 5))
            let end = try end(hear(Array(first) + rest.shuffled(using: &random)))
            #expect(end.outcome == leg.outcome, "\(leg.testDescription), seed \(seed)")
        }
    }

    @Test("our own limit goes before: it rang, or it did not")
    func ownLimit() throws {
        for rings in [true, false] {
            let leg = LegCase(rings: rings, status: "CANCEL", cause: 16, outcome: .noAnswer)
            let end = try end(hear(messages(leg, reason: 3, half: 19)))
            #expect(end.outcome == (rings ? .noAnswer : .unreachable) && end.isSilent == !rings)
        }
    }

    @Test("of several that are dialled one after the other the last tells; one that was left for another does not")
    func several() throws {
        let one = messages(LegCase(status: "CONGESTION", cause: 34, outcome: .congestion))
        let two = messages(LegCase(rings: true, status: "BUSY", cause: 17, outcome: .busy))
            .map { $0.replacing("77.1", with: "77.2") }
        let inner = two.filter { $0.contains("77.2") }
        #expect(try end(hear(Array(one.dropLast(4)) + inner + one.suffix(4))).outcome == .busy)
        let left = inner.map { $0.replacing("DialStatus: BUSY", with: "DialStatus: CANCEL") }
        #expect(try end(hear(Array(one.dropLast(4)) + left + one.suffix(4))).outcome == .congestion)
    }

    @Test("a Dial() that can make no channel was certainly not placed")
    func unplaced() throws {
        let texts = messages(LegCase(status: "CHANUNAVAIL", outcome: .engineError)).filter { !$0.contains("77.1") }
        #expect(try end(hear(texts)).outcome == .engineError)
    }

    @Test("without Dial() a plain hangup before an answer rang in vain, or met nobody; it is not canceled")
    func plain() throws {
        let texts = messages(LegCase(outcome: .unreachable))
            .filter { !$0.contains("77.1") && !$0.contains("DIALSTATUS") }
        #expect(try end(hear(texts)).outcome == .unreachable)
        let ringing = "Event: Newstate\r\nUniqueid: \(attempt.id)\r\nChannelStateDesc: Ringing\r\n\r\n"
        #expect(try end(hear(Array(texts.prefix(3)) + [ringing] + texts.dropFirst(3))).outcome == .noAnswer)
    }
}
