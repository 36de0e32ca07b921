/// How a trunk is, for people.
public enum TrunkState: Equatable, Sendable {
    /// It takes what its share and its caps allow.
    case well
    /// It says that it is full, and gets that share of its rate.
    case slowed(factor: Double, because: Outcome)
    /// It gets no calls until then.
    case resting(until: Timestamp, because: Outcome)
    /// It failed outright, and is tried with single calls.
    case probing

    /// The state as a sentence.
    public var sentence: String {
        switch self {
        case .well: "Well."
        case .slowed(let factor, let because):
            "Slowed to \(Int((factor * 100).rounded())) % of its rate because of \(because.rawValue)."
        case .resting(let until, .unreachable):
            "Resting until \(until.iso8601) because nobody answers at its far end: calls heard no ringing and no response."
        case .resting(let until, let because): "Resting until \(until.iso8601) because of \(because.rawValue)."
        case .probing: "Failed outright; tried with single calls."
        }
    }
}
