public import CallspoolCore

/// Attempts that are over, counted by what they met.
public struct OutcomeTally: Equatable, Sendable {
    /// In the order of all outcomes.
    private var counts = Array(repeating: 0, count: Outcome.allCases.count)

    /// Counts nothing yet.
    public init() {}

    /// Takes counts.
    public init(_ counts: [Outcome: Int]) {
        for (outcome, count) in counts { add(outcome, count) }
    }

    /// Counts some more.
    public mutating func add(_ outcome: Outcome, _ count: Int = 1) {
        counts[outcome.place] += count
    }

    /// All of both.
    public static func + (left: OutcomeTally, right: OutcomeTally) -> OutcomeTally {
        var sum = left
        for place in sum.counts.indices { sum.counts[place] += right.counts[place] }
        return sum
    }

    /// How many ended so.
    public subscript(_ outcome: Outcome) -> Int { counts[outcome.place] }

    /// All of them.
    public var attempts: Int { counts.reduce(0, +) }

    /// Answered.
    public var answered: Int { self[.answered] }

    /// The callee was reached, or nearly, and did not answer.
    public var unanswered: Int { attempts - answered - trunk }

    /// The trunk or our configuration failed.
    public var trunk: Int {
        zip(Outcome.allCases, counts)
            .reduce(0) { sum, row in
                switch row.0.outcomeClass {
                case .trunk, .config: sum + row.1
                case .done, .callee, .refused, .permanent, .stuck: sum
                }
            }
    }

    /// The share that was answered; `nil` without any.
    public var answerRate: Double? {
        let attempts = attempts
        return attempts == 0 ? nil : Double(answered) / Double(attempts)
    }
}

extension Outcome {
    private static let places = Dictionary(uniqueKeysWithValues: zip(Outcome.allCases, 0...))

    /// Its place among all.
    var place: Int { Outcome.places[self] ?? 0 }
}
