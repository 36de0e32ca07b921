import CallspoolCore
import Testing

@Suite("The vocabulary of outcomes")
struct OutcomeTests {
    @Test(
        "each outcome has the class and the callee type of the table",
        arguments: [
            ("answered", OutcomeClass.done, CalleeType.unknown), ("busy", .callee, .busy),
            ("no_answer", .callee, .noanswer), ("unreachable", .callee, .noanswer), ("declined", .refused, .noanswer),
            ("unwanted", .refused, .none), ("blocked", .trunk, .intercept), ("invalid_number", .permanent, .intercept),
            ("congestion", .trunk, .none), ("carrier_error", .trunk, .none), ("media_error", .config, .none),
            ("not_permitted", .config, .none), ("engine_error", .config, .none), ("canceled", .done, .none),
            ("unknown", .stuck, .unknown), ("expired", .done, .none),
        ]
    )
    func table(name: String, outcomeClass: OutcomeClass, callee: CalleeType) throws {
        let outcome = try #require(Outcome(rawValue: name))
        #expect(outcome.outcomeClass == outcomeClass)
        #expect(outcome.usualCalleeType == callee)
    }

    @Test("there are sixteen, each with a sentence of its own")
    func sentences() {
        #expect(Outcome.allCases.count == 16)
        #expect(Set(Outcome.allCases.map(\.sentence)).count == 16)
        #expect(Outcome.allCases.allSatisfy { $0.sentence.hasSuffix(".") })
    }
}
