import CallspoolCore

/// What a report needs of a line that ends an attempt, in one walk and without the texts.
struct EndedLine {
    private(set) var ending: Ending
    private(set) var dialedAt: Timestamp
    private(set) var ringingAt: Timestamp?
    private(set) var answeredAt: Timestamp?
    private(set) var endedAt: Timestamp

    /// Reads a line `ended` or `settled`.
    ///
    /// - Throws: `JSONLineError` when a field is missing or is not what it must be.
    init(_ bytes: UnsafeRawBufferPointer) throws(JSONLineError) {
        var outcome: Outcome?
        var calleeType: CalleeType?
        var dialedAt, endedAt: Timestamp?
        var fields = JSONFields(bytes)
        while let field = try fields.next() {
            // By the name's length first: a report asks this tens of millions of times.
            switch field.name.count {
            case 7 where field.isNamed("outcome"): outcome = field.value.string.flatMap(Outcome.init(rawValue:))
            case 8 where field.isNamed("ended_at"): endedAt = field.value.timestamp
            case 9 where field.isNamed("dialed_at"): dialedAt = field.value.timestamp
            case 10 where field.isNamed("ringing_at"): ringingAt = field.value.timestamp
            case 11 where field.isNamed("answered_at"): answeredAt = field.value.timestamp
            case 11 where field.isNamed("callee_type"):
                calleeType = field.value.string.flatMap(CalleeType.init(rawValue:))
            default: break
            }
        }
        guard let outcome else { throw JSONLineError(field: "outcome") }
        guard let calleeType else { throw JSONLineError(field: "callee_type") }
        guard let dialedAt else { throw JSONLineError(field: "dialed_at") }
        guard let endedAt else { throw JSONLineError(field: "ended_at") }
        ending = Ending(outcome: outcome, calleeType: calleeType)
        self.dialedAt = dialedAt
        self.endedAt = endedAt
    }

    /// The same of an attempt whose outcome was lost and not settled.
    init(_ result: AttemptResult) {
        ending = Ending(outcome: result.outcome, calleeType: result.calleeType)
        dialedAt = result.dialedAt
        ringingAt = result.ringingAt
        answeredAt = result.answeredAt
        endedAt = result.endedAt
    }
}

/// How an attempt ended, and whom or what it met.
struct Ending: Hashable, Sendable {
    var outcome: Outcome
    var calleeType: CalleeType
}

extension Ending {
    /// In a byte that is not 0: a campaign of ten million calls holds ten million of these.
    var code: UInt8 { UInt8(outcome.place) << 3 | UInt8(Ending.typePlace[calleeType] ?? 0) + 1 }

    init?(code: UInt8) {
        guard code > 0, Int(code - 1) >> 3 < Outcome.allCases.count else { return nil }
        outcome = Outcome.allCases[Int(code - 1) >> 3]
        calleeType = CalleeType.allCases[Int(code - 1) & 7]
    }

    private static let typePlace = Dictionary(uniqueKeysWithValues: zip(CalleeType.allCases, 0...))
}
