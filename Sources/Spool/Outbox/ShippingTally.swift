/// What became of a campaign's records while a process shipped.
public struct ShippingTally: Equatable, Sendable {
    /// The campaign.
    public let campaign: String
    /// Records that the receiver took.
    public internal(set) var taken = 0
    /// Tries that failed, and are made again; a batch's count for each of its records.
    public internal(set) var failed = 0
    /// Records that were given up, or are not wanted any more; they are in the undelivered file.
    public internal(set) var kept = 0
    /// Records that are told and have no end yet.
    public internal(set) var left = 0

    /// Whether anything happened, or is to be done yet.
    public var isEmpty: Bool { taken + failed + kept + left == 0 }

    mutating func note(_ event: ShippingLine.Event, _ records: Int) {
        switch event {
        case .taken, .replayed: taken += records
        case .retry: failed += records
        case .givenUp, .gone: kept += records
        case .batch: break
        }
    }
}
