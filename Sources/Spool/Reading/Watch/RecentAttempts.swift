public import CallspoolCore

/// How many attempts were made of late: a minute in pieces of five seconds.
public struct RecentAttempts: Equatable, Sendable {
    private struct Piece: Equatable {
        /// Since 1970, in pieces.
        var number: Int64 = -1
        var attempts = 0
    }

    private static let length = Duration.seconds(5)
    private static let most = 12

    /// One more than the minute has: the one that is in progress.
    private var pieces = Array(repeating: Piece(), count: RecentAttempts.most + 1)
    /// When the first of all attempts was made.
    private var first: Timestamp?

    /// None.
    init() {}

    /// Takes in a line of the journal.
    mutating func take(_ line: LogLine) {
        guard case .dialing = line.change else { return }
        if first == nil { first = line.at }
        let number = line.at.milliseconds / RecentAttempts.length.milliseconds
        let place = Int(number % Int64(pieces.count))
        // A clock that was set back writes into the past, which is not late.
        guard place >= 0, number >= pieces[place].number else { return }
        if number > pieces[place].number { pieces[place] = Piece(number: number) }
        pieces[place].attempts += 1
    }

    /// Attempts a second in the last minute, or since the first one if that is later; 0 when there were none.
    public func rate(_ now: Timestamp) -> Double {
        let current = now.milliseconds / RecentAttempts.length.milliseconds
        let oldest = current - Int64(RecentAttempts.most)
        let attempts = pieces.reduce(0) { $0 + ((oldest...current).contains($1.number) ? $1.attempts : 0) }
        let begin = Timestamp(milliseconds: oldest * RecentAttempts.length.milliseconds)
        let span = now - max(begin, first ?? begin)
        return Double(attempts) / max(span.inSeconds, RecentAttempts.length.inSeconds)
    }
}
