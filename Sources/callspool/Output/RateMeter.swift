import CallspoolCore

/// How many calls are placed in a second of the program's, over the last second or so of the machine's.
struct RateMeter {
    private var last: (placed: Int, at: Duration)?
    private(set) var perSecond = 0.0

    /// Takes a count.
    ///
    /// - Parameters:
    ///   - placed: all calls that were placed so far.
    ///   - now: when, since whatever beginning.
    ///   - speed: the program's seconds in one of the machine's.
    mutating func count(_ placed: Int, at now: Duration, speed: Double) {
        guard let last else {
            self.last = (placed, now)
            return
        }
        let span = (now - last.at).inSeconds
        guard span >= 0.9 else { return }
        perSecond = Double(placed - last.placed) / (span * speed)
        self.last = (placed, now)
    }
}
