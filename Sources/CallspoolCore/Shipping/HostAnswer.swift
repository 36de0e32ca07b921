/// What an answer says of the host that gave it, rather than of the records it was about.
public enum HostAnswer: Equatable, Sendable {
    /// It works: it took a record, or wants no more of them.
    case well
    /// It is there, and does not want this: a redirect, or another 4xx.
    case refused
    /// It does not work: no answer, 408, 429 or 5xx.
    case failed
    /// 429 or 503, and it says how long it wants to be skipped.
    case asked(Duration)

    /// What an answer says; `nil` when it says nothing, because the request was abandoned.
    ///
    /// - Parameters:
    ///   - answer: what came of a request.
    ///   - wall: the machine's clock, for a `Retry-After` that is a date.
    public init?(_ answer: DeliveryAnswer, wall: Timestamp) {
        switch answer {
        case .status(200...299, _), .status(410, _): self = .well
        case .status(429, let wanted?), .status(503, let wanted?):
            let wait = min(wanted.wait(from: wall), ShippingSettings.longestRetryAfter)
            self = wait > .zero ? .asked(wait) : .failed
        case .status(408, _), .status(429, _), .status(500..., _), .failed: self = .failed
        case .status: self = .refused
        case .abandoned: return nil
        }
    }
}

/// What the log of previous deliveries tells of a host, since it last took something: what a new process begins with.
public struct HostHistory: Equatable, Sendable {
    /// When it last took something.
    public var workedAt: Timestamp?
    /// The first failure since.
    public var failingSince: Timestamp?
    /// Until when it was to rest.
    public var restsUntil: Timestamp?
    /// How often it has had to rest.
    public var rests = 0

    /// Of a host that nothing is known of.
    public init() {}

    /// It took something.
    public mutating func worked(_ at: Timestamp) {
        self = HostHistory()
        workedAt = at
    }

    /// A try failed, and whether it was sent to rest for it.
    public mutating func failed(_ at: Timestamp, restsUntil until: Timestamp?) {
        failingSince = failingSince ?? at
        guard let until else { return }
        restsUntil = until
        rests += 1
    }
}
