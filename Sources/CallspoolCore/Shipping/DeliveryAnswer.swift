/// What came of one request.
public enum DeliveryAnswer: Equatable, Sendable {
    /// The receiver answered.
    case status(Int, retryAfter: RetryAfter?)
    /// There was no answer, or no request could be made: what failed, in a few words.
    case failed(String)
    /// We gave up waiting because we are to stop: whether it arrived is not known, and it does not count as a try.
    case abandoned
}

/// When a receiver wants to be asked again: the `Retry-After` of RFC 9110, section 10.2.3.
public enum RetryAfter: Equatable, Sendable {
    /// This long after the answer.
    case wait(Duration)
    /// At an instant of the receiver's clock.
    case date(Timestamp)

    /// Reads the header's value; `nil` when it is neither seconds nor an HTTP date.
    public init?(_ text: String) {
        let text = text.drop { $0 == " " }
        if let first = text.first, first.isASCII, first.isNumber {
            guard text.utf8.count <= 12, let seconds = Int64(text), seconds >= 0 else { return nil }
            self = .wait(.seconds(seconds))
        } else if let date = Timestamp(httpDate: text) {
            self = .date(date)
        } else {
            return nil
        }
    }

    /// How long that is from now on the machine's clock, the one that the receiver's is set like.
    public func wait(from wall: Timestamp) -> Duration {
        switch self {
        case .wait(let wait): wait
        case .date(let date): max(.zero, date - wall)
        }
    }
}

extension Timestamp {
    /// Reads the three forms of an HTTP date (RFC 9110, section 5.6.7), all of them in GMT; `nil` for anything else.
    init?(httpDate text: some StringProtocol) {
        let words = text.split { " ,:-".contains($0) }
        guard words.count >= 7 else { return nil }
        // `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` and `Sun Nov  6 08:49:37 1994`.
        let isAsctime = Int(words[1]) == nil
        let day = Int(words[isAsctime ? 2 : 1])
        let month = months.firstIndex(of: String(words[isAsctime ? 1 : 2]))
        let year = Int(words[isAsctime ? 6 : 3])
        let time = (isAsctime ? 3 : 4)
        guard let day, let month, let year, (0...9999).contains(year), (1...31).contains(day),
            let hour = Int(words[time]), let minute = Int(words[time + 1]), let second = Int(words[time + 2]),
            (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second)
        else { return nil }
        let century = year >= 100 ? 0 : year < 70 ? 2000 : 1900
        self.init(
            Civil(year: century + year, month: month + 1, day: day, hour: hour, minute: minute, second: second)
        )
    }
}

private let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
