internal import CallspoolCore

/// A number `… 555-01NN` and what it does.
///
/// These numbers are set aside for fiction in the North American plan, so that no telephone has one; in the simulator
/// they choose their outcome.
struct FictionalNumber: Sendable {
    /// Its last two digits.
    let digits: Int
    /// What it does, as the page of the engine says it; a test compares the two.
    let meaning: String
    /// What its first, second … attempt does; the last also stands for all that follow.
    let acts: [ScriptedOutcome]

    /// What an attempt, counted from 1, does.
    func act(attempt: Int) -> ScriptedOutcome {
        acts[min(max(attempt, 1), acts.count) - 1]
    }

    /// The row that a phone number chooses; `nil` when its last seven digits are not 555 01NN, or NN has no row.
    static func chosen(by phoneNumber: String) -> FictionalNumber? {
        var tail: UInt64 = 0
        var length = 0
        for byte in phoneNumber.utf8 {
            tail = tail << 8 | UInt64(byte)
            length += 1
        }
        guard length >= 7, tail & 0xFF_FFFF_FFFF_0000 == 0x35_3535_3031_0000 else { return nil }
        let tens = Int(tail >> 8 & 0xFF) - 0x30
        let ones = Int(tail & 0xFF) - 0x30
        guard (0...9).contains(tens), (0...9).contains(ones) else { return nil }
        return byDigits[tens * 10 + ones]
    }

    private static let byDigits: [FictionalNumber?] = (0...99).map { digits in all.first { $0.digits == digits } }

    /// The table.
    static let all: [FictionalNumber] =
        (0...9).map { FictionalNumber($0, "answered by a person", .answered(by: .voice)) } + [
            FictionalNumber(10, "answered by a machine", .answered(by: .answeringmachine)),
            FictionalNumber(11, "answered by a fax", .answered(by: .fax)),
            FictionalNumber(12, "answered, detection cannot tell by whom", .answered(by: .unknown)),
            FictionalNumber(13, "answered just before the ring limit", .answeredLate),
            FictionalNumber(14, "answered at once, hung up in under a second", .answeredBriefly),
            FictionalNumber(15, "answered, a call of ten minutes", .answeredLong),
            FictionalNumber(
                16,
                "answered; only the end is reported, with the time of the answer",
                .answeredUnannounced
            ),

            FictionalNumber(20, "`busy`", .ends(.busy)),
            FictionalNumber(21, "`no_answer`", .ends(.noAnswer)),
            FictionalNumber(22, "`unreachable`", .ends(.unreachable)),
            FictionalNumber(23, "`declined`", .ends(.declined)),
            FictionalNumber(24, "`unwanted`", .ends(.unwanted)),
            FictionalNumber(25, "`blocked`, SIP 608", .ends(.blocked)),
            FictionalNumber(26, "`blocked`, SIP 603 \"Network Blocked\"", .blockedByPhrase),
            FictionalNumber(27, "`invalid_number`", .ends(.invalidNumber)),
            FictionalNumber(28, "`congestion`", .ends(.congestion)),
            FictionalNumber(29, "`carrier_error`", .ends(.carrierError)),
            FictionalNumber(30, "`media_error`", .ends(.mediaError)),
            FictionalNumber(31, "`not_permitted`", .ends(.notPermitted)),
            FictionalNumber(32, "`canceled`", .ends(.canceled)),
            FictionalNumber(33, "`unknown`: it ends, and the engine does not know how", .ends(.unknown)),

            FictionalNumber(40, "`busy` once, then answered", .ends(.busy), person),
            FictionalNumber(41, "`no_answer` twice, then answered", .ends(.noAnswer), .ends(.noAnswer), person),
            FictionalNumber(42, "`congestion` once, then answered", .ends(.congestion), person),

            FictionalNumber(50, "answered, its end is lost for good", .lost(known: false)),
            FictionalNumber(51, "answered, its end is lost until it is inquired for", .lost(known: true)),
            FictionalNumber(52, "refused by the engine, `engine_error`", .refused(.engineError)),
            FictionalNumber(53, "refused by the engine, `congestion`: it has no room", .refused(.congestion)),
        ]

    private static let person = ScriptedOutcome.answered(by: .voice)

    private init(_ digits: Int, _ meaning: String, _ acts: ScriptedOutcome...) {
        self.digits = digits
        self.meaning = meaning
        self.acts = acts
    }
}
