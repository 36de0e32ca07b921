/// Where a line stands in its log.
///
/// What the number means only the log itself knows: in a file it is the byte at which the line begins. Of two lines of one
/// log the later one has the greater position.
public struct LogPosition: Hashable, Comparable, Sendable, ExpressibleByIntegerLiteral {
    /// The log's own number; not negative, and below 2^56.
    public var value: Int

    /// Makes the position with a number of the log's.
    public init(_ value: Int) {
        self.value = value
    }

    /// Makes the position with a number that is written down.
    public init(integerLiteral value: Int) {
        self.value = value
    }

    /// Whether a line stands before another one.
    public static func < (left: LogPosition, right: LogPosition) -> Bool { left.value < right.value }
}
