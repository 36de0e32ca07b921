/// A time in which the clocks of a zone are not changed.
public struct ZoneSeason: Equatable, Sendable {
    /// UNIX seconds from which on the offset holds, and at which it changes; the latter not included.
    public var from, until: Int64
    /// What the wall is ahead of UTC, in seconds.
    public var offset: Int64

    /// Makes a season.
    public init(from: Int64, until: Int64, offset: Int64) {
        self.from = from
        self.until = until
        self.offset = offset
    }
}
