/// Whose turn it is among trunks, by weight.
///
/// Each call goes to the trunk whose next one is due the soonest, among those that are not ahead of their share: so every
/// trunk is at any time within one call of its share (earliest eligible virtual deadline first, Stoica and Abdel-Wahab
/// 1995). A trunk without room has no claim to what it missed.
struct TrunkScheduler: Equatable, Sendable {
    private let weights: [Double]
    /// How far each trunk is ahead of its share; behind it when negative.
    private var leads: [Double]

    /// Makes a scheduler in which nobody is ahead.
    init(weights: [Int]) {
        self.weights = weights.map(Double.init)
        leads = weights.map { _ in 0 }
    }

    /// Whose turn it is, among those that have room; `nil` when none has.
    func next(_ rooms: [Int]) -> Int? {
        var best: Int?
        var bestIsAhead = true
        // No arrays of candidates: this is asked for every call.
        for trunk in rooms.indices where rooms[trunk] > 0 {
            // Sums of fractions are not exact: a lead that is next to none is none.
            let isAhead = leads[trunk] > 1e-9
            guard let other = best, isAhead == bestIsAhead ? due(other) <= due(trunk) : !bestIsAhead else {
                (best, bestIsAhead) = (trunk, isAhead)
                continue
            }
        }
        return best
    }

    /// A trunk had its turn.
    mutating func took(_ trunk: Int, _ rooms: [Int]) {
        leads[trunk] += 1 / weights[trunk]
        var inPlay = weights[trunk]
        for other in rooms.indices where other != trunk && rooms[other] > 0 { inPlay += weights[other] }
        for other in leads.indices {
            leads[other] -= 1 / inPlay
            if other != trunk, rooms[other] <= 0 { leads[other] = max(0, leads[other]) }
        }
    }

    private func due(_ trunk: Int) -> Double { leads[trunk] + 1 / weights[trunk] }
}
