internal import CallspoolCore

extension CallScript {
    /// What an engine that was left to itself knows of a call, by the instant at which it was placed.
    func inquiry(placedAt: Timestamp, _ now: Timestamp) -> Inquiry {
        let endsAt = placedAt + endedAfter
        if endsAt > now { return .live }
        switch ending {
        case .lost: return .unknown
        case .refused: return .neverPlaced
        case .reported, .lostButKnown:
            var end = end
            end.answeredAt = connectedAfter.map { placedAt + $0 }
            return .ended(end, at: endsAt)
        }
    }
}
