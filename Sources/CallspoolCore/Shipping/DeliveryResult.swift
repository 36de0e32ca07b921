/// What becomes of a status record after a request.
public enum DeliveryResult: Equatable, Sendable {
    /// The receiver has it.
    case taken(httpStatus: Int)
    /// It is tried again, not before that instant of the program's clock.
    case retry(at: Timestamp, why: String)
    /// That was the last try: it is kept, and not sent any more.
    case givenUp(why: String)
    /// The receiver wants nothing more at this URL: this record and the campaign's others are kept, and not sent.
    case gone
}

extension ShippingSettings {
    /// The longest that a `Retry-After` is obeyed.
    public static let longestRetryAfter = Duration.seconds(86_400)

    /// Decides what becomes of a record after a request.
    ///
    /// 2xx is taken, 410 is gone, anything else is tried again by the schedule, until it is at its end. A `Retry-After`
    /// that is later than the schedule's wait is obeyed, up to 24 h.
    ///
    /// - Parameters:
    ///   - answer: what came of the request.
    ///   - tries: how often the record was tried, this request included.
    ///   - now: the program's clock.
    ///   - wall: the machine's clock.
    ///   - random: from 0 up to 1; spreads the waits by a tenth each way, so that records that failed together do not
    ///     all come again together.
    /// - Returns: `nil` when the request was abandoned, which decides nothing.
    public func result(
        of answer: DeliveryAnswer,
        tries: Int,
        now: Timestamp,
        wall: Timestamp,
        random: Double
    ) -> DeliveryResult? {
        switch answer {
        case .status(let status, _) where (200...299).contains(status): .taken(httpStatus: status)
        case .status(410, _): .gone
        case .status(let status, let retryAfter):
            again("HTTP status \(status)", retryAfter?.wait(from: wall), tries: tries, now: now, random: random)
        case .failed(let why): again(why, nil, tries: tries, now: now, random: random)
        case .abandoned: nil
        }
    }

    private func again(
        _ why: String,
        _ wanted: Duration?,
        tries: Int,
        now: Timestamp,
        random: Double
    ) -> DeliveryResult {
        guard tries >= 1, tries <= schedule.count else { return .givenUp(why: why) }
        let planned = schedule[tries - 1] * (0.9 + 0.2 * random)
        let obeyed = min(wanted ?? .zero, ShippingSettings.longestRetryAfter)
        return .retry(at: now + max(planned, obeyed), why: why)
    }
}
