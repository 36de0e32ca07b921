internal import CallspoolCore

/// The settings' odds, made ready to draw from.
struct Odds: Sendable {
    private let steps: [(outcome: Outcome, upTo: Double)]
    private let total: Double

    /// Takes the weights.
    ///
    /// `expired` is not an outcome of a call, and a weight that is not above zero is none; with no weight left every call
    /// is answered.
    init(_ weights: [Outcome: Double]) {
        var total = 0.0
        var steps: [(outcome: Outcome, upTo: Double)] = []
        // In the order of the cases: a dictionary's own order is another in every process.
        for outcome in Outcome.allCases where outcome != .expired {
            guard let weight = weights[outcome], weight > 0, weight.isFinite else { continue }
            total += weight
            steps.append((outcome, total))
        }
        self.steps = steps
        self.total = total
    }

    /// The outcome at a place between 0 and 1 of all the weights laid end to end.
    func outcome(at place: Double) -> Outcome {
        let mark = place * total
        return steps.first { mark < $0.upTo }?.outcome ?? steps.last?.outcome ?? .answered
    }
}
