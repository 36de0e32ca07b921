/// An instant in UTC, to the millisecond.
///
/// The whole program reckons in these: they cost nothing to compare and print, and leap seconds and zones stay outside.
public struct Timestamp: Hashable, Comparable, Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    public var milliseconds: Int64

    /// Makes an instant from milliseconds since 1970.
    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Makes an instant from UNIX seconds.
    public init(seconds: Int64) {
        self.milliseconds = seconds * 1000
    }

    /// Later than any instant that comes up.
    public static let distantFuture = Timestamp(milliseconds: .max)

    /// UNIX seconds, rounded down.
    public var seconds: Int64 {
        milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000
    }

    private static let latestSecond = Timestamp(milliseconds: .max - 999)

    /// This instant, or the next whole second after it.
    public var roundedUpToSecond: Timestamp {
        self >= Timestamp.latestSecond ? self : Timestamp(seconds: Timestamp(milliseconds: milliseconds + 999).seconds)
    }

    /// Orders by time.
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// The instant a span later; what is below a millisecond is dropped.
    public static func + (left: Timestamp, right: Duration) -> Timestamp {
        Timestamp(milliseconds: left.milliseconds + right.milliseconds)
    }

    /// The instant a span earlier.
    public static func - (left: Timestamp, right: Duration) -> Timestamp {
        Timestamp(milliseconds: left.milliseconds - right.milliseconds)
    }

    /// The span between two instants; negative when the left is the earlier.
    public static func - (left: Timestamp, right: Timestamp) -> Duration {
        .milliseconds(left.milliseconds - right.milliseconds)
    }
}

extension Duration {
    /// Whole milliseconds; what is below is dropped.
    public var milliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }

    /// Seconds, with their fraction.
    public var inSeconds: Double {
        // One division, which is rounded once: a sum of fractions makes 2.9619999999999997 of 2.962.
        guard components.attoseconds % 1_000_000_000_000_000 != 0 else { return Double(milliseconds) / 1000 }
        return Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
