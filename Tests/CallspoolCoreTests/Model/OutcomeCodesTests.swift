import CallspoolCore
import Testing

/// A row of a table of codes: codes, what was seen before the end, and what that means.
private struct Row: Sendable, CustomTestStringConvertible {
    var codes: [Int]
    var signs = AttemptSigns()
    var outcome: Outcome

    init(_ codes: Int..., signs: AttemptSigns = AttemptSigns(), means outcome: Outcome) {
        self.codes = codes
        self.signs = signs
        self.outcome = outcome
    }

    var testDescription: String { "\(codes) means \(outcome.rawValue)" }
}

@Suite("Outcomes from SIP statuses and Q.850 causes")
struct OutcomeCodesTests {
    private static let sip: [Row] = [
        Row(200, means: .answered),
        Row(486, 600, means: .busy),
        Row(480, signs: AttemptSigns(ringing: true), means: .noAnswer),
        Row(480, means: .unreachable),
        Row(408, signs: AttemptSigns(ringing: true), means: .unreachable),
        Row(408, means: .carrierError),
        Row(487, signs: AttemptSigns(ringing: true, ringLimitReached: true), means: .noAnswer),
        Row(487, signs: AttemptSigns(ringing: true), means: .canceled),
        Row(603, means: .declined),
        Row(603, signs: AttemptSigns(phrase: "Decline"), means: .declined),
        Row(603, signs: AttemptSigns(phrase: "Network Blocked"), means: .blocked),
        Row(607, means: .unwanted),
        Row(608, means: .blocked),
        Row(404, 410, 484, 485, 604, means: .invalidNumber),
        Row(401, 402, 403, 407, 428, 429, 436, 437, 438, means: .notPermitted),
        Row(415, 488, 606, 580, means: .mediaError),
        Row(503, means: .congestion),
        Row(433, means: .declined),
        Row(300, 301, 302, 305, 380, 399, means: .unreachable),
        Row(
            400,
            405,
            406,
            413,
            414,
            416,
            420,
            421,
            423,
            430,
            439,
            470,
            481,
            482,
            483,
            489,
            491,
            493,
            means: .carrierError
        ),
        Row(500, 501, 502, 504, 505, 513, 555, 599, 601, 605, 699, means: .carrierError),
    ]

    private static let q850: [Row] = [
        Row(17, means: .busy),
        Row(19, means: .noAnswer),
        Row(18, 20, 23, 26, 27, means: .unreachable),
        Row(21, 54, 55, means: .declined),
        Row(1, 22, 28, means: .invalidNumber),
        Row(34, 42, 44, 47, means: .congestion),
        Row(2, 3, 5, 25, 31, 38, 41, 43, 63, 69, 79, 81, means: .carrierError),
        Row(95, 96, 97, 98, 99, 100, 101, 102, 103, 111, 127, means: .carrierError),
        Row(58, 65, 88, means: .mediaError),
        Row(29, 50, 52, 57, means: .notPermitted),
        Row(66, means: .engineError),
        Row(16, signs: AttemptSigns(answered: true), means: .answered),
        Row(16, signs: AttemptSigns(ringing: true, endedByUs: true), means: .canceled),
        Row(16, signs: AttemptSigns(ringing: true), means: .noAnswer),
        Row(16, means: .unreachable),
        Row(0, signs: AttemptSigns(ringLimitReached: true), means: .noAnswer),
        Row(0, signs: AttemptSigns(ringing: true), means: .unknown),
    ]

    @Test("each row of the SIP table", arguments: sip)
    private func sipRow(row: Row) {
        for status in row.codes {
            #expect(Outcome(sipStatus: status, signs: row.signs) == row.outcome, "SIP \(status)")
            #expect(Outcome(codes: EngineCodes(sipStatus: status), signs: row.signs) == row.outcome, "SIP \(status)")
        }
    }

    @Test("each row of the Q.850 table", arguments: q850)
    private func q850Row(row: Row) {
        for cause in row.codes {
            #expect(Outcome(q850Cause: cause, signs: row.signs) == row.outcome, "cause \(cause)")
            #expect(Outcome(codes: EngineCodes(q850Cause: cause), signs: row.signs) == row.outcome, "cause \(cause)")
        }
    }

    @Test("signs that a code does not ask about change nothing")
    func idleSigns() {
        let everything = AttemptSigns(ringing: true, answered: true, ringLimitReached: true, phrase: "Network Blocked")
        for status in 200...699 where ![480, 408, 487, 603].contains(status) {
            #expect(Outcome(sipStatus: status, signs: everything) == Outcome(sipStatus: status, signs: AttemptSigns()))
        }
        for cause in 1...127 where cause != 16 {
            #expect(Outcome(q850Cause: cause, signs: everything) == Outcome(q850Cause: cause, signs: AttemptSigns()))
        }
    }

    @Test("with no code the outcome is unknown, whatever the engine's own word")
    func noCodes() {
        let signs = AttemptSigns(ringing: true, answered: true, ringLimitReached: true)
        #expect(Outcome(codes: EngineCodes(), signs: signs) == .unknown)
        #expect(Outcome(codes: EngineCodes(engineCause: "USER_BUSY"), signs: signs) == .unknown)
    }

    @Test(
        "603, 480 and 500 give way to a cause that is more exact and of another class",
        arguments: [
            (603, 17, Outcome.busy), (603, 19, .noAnswer), (603, 1, .invalidNumber), (603, 28, .invalidNumber),
            (480, 1, .invalidNumber), (480, 28, .invalidNumber), (480, 17, .busy), (480, 19, .noAnswer),
            (500, 17, .busy), (500, 19, .noAnswer), (500, 1, .invalidNumber), (500, 28, .invalidNumber),
        ]
    )
    func exactCause(sip: Int, cause: Int, outcome: Outcome) {
        #expect(Outcome(codes: EngineCodes(sipStatus: sip, q850Cause: cause), signs: AttemptSigns()) == outcome)
    }

    @Test(
        "else SIP decides",
        arguments: [
            (486, 34, Outcome.busy), (503, 17, .congestion), (404, 16, .invalidNumber), (200, 41, .answered),
            (603, 34, .declined), (603, 22, .declined), (480, 34, .unreachable), (500, 21, .carrierError),
            (502, 17, .carrierError), (408, 1, .carrierError), (607, 17, .unwanted), (608, 21, .blocked),
            (404, 22, .invalidNumber), (486, 19, .busy),
        ]
    )
    func sipDecides(sip: Int, cause: Int, outcome: Outcome) {
        #expect(Outcome(codes: EngineCodes(sipStatus: sip, q850Cause: cause), signs: AttemptSigns()) == outcome)
    }

    @Test("of every two codes the outcome is one's or the other's, and the cause's only by the rule")
    func everyPair() {
        for ringing in [false, true] {
            let signs = AttemptSigns(ringing: ringing)
            for status in 200...699 {
                let sip = Outcome(sipStatus: status, signs: signs)
                for cause in 0...127 {
                    let both = Outcome(codes: EngineCodes(sipStatus: status, q850Cause: cause), signs: signs)
                    guard both != sip else { continue }
                    let other = Outcome(q850Cause: cause, signs: signs)
                    // One expectation for 128,000 pairs costs seconds; a failing one is told whole.
                    if both != other
                        || ![603, 480, 500].contains(status) || ![17, 19, 1, 28].contains(cause)
                    {
                        Issue.record("SIP \(status) with cause \(cause) is \(both.rawValue)")
                    }
                }
            }
        }
    }
}
