/// Whether a call may go out now.
public enum Admission: Equatable, Sendable {
    /// It may.
    case go
    /// Not before an instant; then it is judged again.
    case wait(until: Timestamp, Obstacle)
    /// Never: it is rejected, with the evidence.
    case refuse(Refusal)
}

/// What keeps a call from going out for now, with the evidence.
public enum Obstacle: Hashable, Sendable {
    /// The calling hours are over, or have not begun.
    case hours(ClosedWindow)
    /// The number was attempted too often, or a moment ago, over all campaigns.
    case limit(LimitReached)

    /// In words, without a full stop.
    public var sentence: String {
        switch self {
        case .hours(let window): window.sentence
        case .limit(let limit): limit.sentence
        }
    }

    /// What kind of obstacle it is, for a table.
    public var kind: String {
        switch self {
        case .hours: "calling hours"
        case .limit: "attempt limit"
        }
    }
}

/// Why a number is never dialled, with the evidence.
public enum Refusal: Hashable, Sendable {
    /// It is on a do-not-call list.
    case listed(ListedNumber)
    /// No hour of the week lies inside the calling hours in all of the callee's zones.
    case neverOpen(ClosedWindow)

    /// A sentence for the status record's `reason`.
    public var sentence: String {
        switch self {
        case .listed(let listed): listed.sentence
        case .neverOpen(let window): "No hour is inside the calling hours for this number: \(window.sentence)."
        }
    }
}
