extension Disposition {
    /// How often a call's attempts can come to nothing before their number could not be told from the next one's.
    private static let mostNotPlaced = 14

    /// What follows when an attempt turns out not to have been placed: the call goes back to the queue at once.
    ///
    /// No budget keeps it from there, for nothing was tried: a crash came in between. It uses up the attempt's number
    /// all the same, so that no number is ever used twice: this one is to be counted in `tries`.
    public static func notPlaced(tries: Tries, _ now: Timestamp) -> Disposition {
        tries.trunk <= mostNotPlaced ? .retry(at: now.roundedUpToSecond) : .final(.failed)
    }
}
