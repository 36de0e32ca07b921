/// The queue's policy over all campaigns: whose turn it is, and how much is looked at in one turn.
///
/// Shares are kept by campaign. The same for the store that dials and for the forecast of what it will do.
public struct QueueMachine: Sendable {
    /// How many calls of one campaign that may not go out are passed over in one turn: those of others, and whatever else
    /// there is to do, have their turn in between.
    public static let passLimit = 2500

    /// What a try at one campaign came to.
    public enum Try: Sendable {
        /// A call of it goes out; the campaign's weight.
        case claimed(weight: Int)
        /// The call whose turn it was may not go out; there may be another.
        case passedOver
        /// No call of it may go out in this turn.
        case nothing
    }

    private var shares = Shares()

    /// Makes the policy of an empty queue.
    public init() {}

    /// Claims calls by weighted shares.
    ///
    /// - Parameters:
    ///   - count: how many at most.
    ///   - campaigns: those that may have a call to place, in one order always.
    ///   - attempt: tries to claim a call of a campaign, as the so-manyth of the turn, from 0.
    /// - Returns: whether any was claimed or passed over.
    @discardableResult
    public mutating func claim(
        _ count: Int,
        among campaigns: [Int32],
        _ attempt: (_ campaign: Int32, _ place: Int) throws -> Try
    ) rethrows -> Bool {
        var candidates = campaigns
        var passedOver: [Int32: Int] = [:]
        var claimed = 0
        while claimed < count, let campaign = shares.next(among: candidates) {
            switch try attempt(campaign, claimed) {
            case .claimed(let weight):
                shares.placed(campaign, weight: weight)
                claimed += 1
            case .passedOver:
                passedOver[campaign, default: 0] += 1
                if passedOver[campaign] == QueueMachine.passLimit { candidates.removeAll { $0 == campaign } }
            case .nothing: candidates.removeAll { $0 == campaign }
            }
        }
        return claimed > 0 || !passedOver.isEmpty
    }

    /// Forgets a campaign.
    public mutating func remove(_ campaign: Int32) {
        shares.remove(campaign)
    }
}
