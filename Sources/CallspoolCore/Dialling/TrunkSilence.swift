/// Whether anybody is at the far end of a trunk, by what its calls hear of it.
///
/// A call of which nothing is heard, no ringing, no answer, no final response, has met a telephone that is off, or a trunk
/// where nobody listens. It alone does not tell which. A sign of the far end after the call was placed, by whichever call,
/// does: then it was the callee's. Several silent calls with no such sign are the trunk's.
struct TrunkSilence: Equatable, Sendable {
    /// Whose fault it is that a call heard nothing.
    enum Verdict: Equatable, Sendable {
        /// The callee's: the far end is there.
        case callees
        /// The trunk's.
        case trunks
        /// Nobody's yet.
        case open
    }

    /// So many silent calls in a row are the trunk's.
    static let several = 3
    /// How long the next call's word is waited for when no call is out that could bring it.
    static let patience = Duration.seconds(5)

    /// How many calls had been placed when the far end was last heard.
    private var placedAtSign = 0
    /// Silent calls since then.
    private(set) var inARow = 0
    /// The calls that are out and have heard nothing so far, by their serials.
    private var unheard: Set<Int> = []
    /// Since when there is none of those.
    private(set) var quietSince: Timestamp?

    /// A call was handed to the trunk.
    mutating func placed(_ serial: Int) {
        unheard.insert(serial)
        quietSince = nil
    }

    /// A call heard the far end, when so many had been placed.
    mutating func heard(_ serial: Int, placed: Int, _ now: Timestamp) {
        placedAtSign = placed
        inARow = 0
        left(serial, now)
    }

    /// A call is over, or nothing is known of it any more.
    mutating func left(_ serial: Int, _ now: Timestamp) {
        guard unheard.remove(serial) != nil, unheard.isEmpty else { return }
        quietSince = now
    }

    /// A call ended and had heard nothing.
    mutating func fellSilent(_ serial: Int, _ now: Timestamp) -> Verdict {
        left(serial, now)
        if serial < placedAtSign { return .callees }
        inARow += 1
        return inARow >= TrunkSilence.several ? .trunks : .open
    }

    /// When what is open is decided without another call's word; `nil` while there are calls out that may bring it.
    var patienceEnds: Timestamp? { quietSince.map { $0 + TrunkSilence.patience } }
}
