/// Weighted shares between campaigns: stride scheduling, by calls placed.
///
/// Each campaign has a pass, which grows by 1/weight with every call of its; the one with the smallest pass is next. One
/// that was idle comes back at the pass of the others, so it has its share from now on and does not catch up.
public struct Shares: Equatable, Sendable {
    private var passes: [Int32: Double] = [:]
    private var reached = 0.0

    /// Makes shares of nobody.
    public init() {}

    /// Whose turn it is among those that have something to place.
    public func next(among campaigns: some Sequence<Int32>) -> Int32? {
        campaigns.min { left, right in
            let (leftPass, rightPass) = (pass(left), pass(right))
            return leftPass == rightPass ? left < right : leftPass < rightPass
        }
    }

    /// Counts a call of a campaign's.
    public mutating func placed(_ campaign: Int32, weight: Int) {
        let pass = pass(campaign)
        reached = max(reached, pass)
        passes[campaign] = pass + 1 / Double(max(weight, 1))
    }

    /// Forgets a campaign.
    public mutating func remove(_ campaign: Int32) {
        passes[campaign] = nil
    }

    private func pass(_ campaign: Int32) -> Double {
        // One turn of the lightest campaign: what an idle one may be behind.
        max(passes[campaign] ?? reached, reached - 1)
    }
}
