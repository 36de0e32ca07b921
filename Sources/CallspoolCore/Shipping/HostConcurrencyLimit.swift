/// How many requests may be in progress at once to one host, learnt from its answers.
///
/// Multiplicative down, additive up, as TCP does (RFC 5681): it begins with two, each good answer allows one more until
/// the first cut, and a host that fails or slows down has its number halved, once for all that were in progress then. Five
/// failures in a row send it to rest: nothing is sent, then a single request as a probe, then a longer rest, until one
/// is answered well.
public struct HostConcurrencyLimit: Equatable, Sendable {
    /// The requests at once that a host begins with.
    static let start = 2.0
    /// The failures in a row that send a host to rest.
    static let outright = 5
    /// The first rest; each further one is twice as long.
    static let firstRest = Duration.seconds(5)
    /// The longest rest that the host did not ask for.
    public static let longestRest = Duration.seconds(300)
    /// Slow is an answer that takes so many times what is usual, and `slowAtLeast` longer besides.
    static let slowFactor = 3.0
    /// See `slowFactor`; less is the noise of machines that are busy.
    static let slowAtLeast = 0.1

    private enum Mode: Equatable {
        /// As many requests as the window says.
        case open
        /// None until then. It asked for that itself, or it failed too often.
        case resting(until: Timestamp, isAsked: Bool)
        /// One, whose answer decides.
        case probing
    }

    private let ceiling: Double
    private var mode = Mode.open
    /// How many requests may be in progress; goes up in fractions.
    private var window: Double
    /// Up to where the window grows by one for each good answer; from there, by one for a whole window of them.
    private var threshold: Double
    /// Answers that were already in progress when the window was last cut, and cut it no further.
    private var forgiven = 0
    private var failuresInARow = 0
    private var rests = 0
    /// Smoothed time to answer, in seconds, and what is usual of it.
    private var latency: Double?
    private var usual = 0.0
    /// The first failure since the last record that it took.
    public private(set) var failingSince: Timestamp?
    /// The last failure that this process saw.
    private var failedAt: Timestamp?

    /// The limit of a host of which nothing is known.
    ///
    /// - Parameter ceiling: the most requests at once, at least 1.
    public init(ceiling: Int) {
        self.ceiling = Double(max(1, ceiling))
        window = min(HostConcurrencyLimit.start, self.ceiling)
        threshold = self.ceiling
    }

    /// How many requests may be in progress now.
    public var allowed: Int {
        switch mode {
        case .open: Int(window)
        case .resting: 0
        case .probing: 1
        }
    }

    /// Until when it rests; `nil` when it does not.
    public var restsUntil: Timestamp? {
        if case .resting(let until, _) = mode { until } else { nil }
    }

    /// Whether all that was sent in so long a time has failed, and it rests or is probed.
    ///
    /// Only when it has failed a moment ago: a program that did not run for days knows nothing of a host.
    public func isPastPatience(_ now: Timestamp, after span: Duration) -> Bool {
        guard mode != .open, let failingSince, let failedAt else { return false }
        return failingSince + span <= failedAt && failedAt + HostConcurrencyLimit.longestRest * 2 >= now
    }

    /// Goes on where the previous run was.
    public mutating func remember(_ history: HostHistory) {
        if let worked = history.workedAt, failingSince.map({ $0 < worked }) == true { failingSince = nil }
        guard let since = history.failingSince else { return }
        failingSince = min(since, failingSince ?? since)
        rests = max(rests, history.rests)
        if let until = history.restsUntil, mode == .open { mode = .resting(until: until, isAsked: false) }
    }

    /// Ends a rest that is over, for a probe.
    ///
    /// - Parameter now: a clock that was set back does not keep a host at rest for longer than the longest.
    public mutating func beginProbe(_ now: Timestamp) {
        guard case .resting(let until, let isAsked) = mode else { return }
        let longest = isAsked ? ShippingSettings.longestRetryAfter : HostConcurrencyLimit.longestRest * 1.2
        if until <= now || until > now + longest { mode = .probing }
    }

    /// A probe found nothing to send: it is still to be made.
    public mutating func endProbe(_ now: Timestamp) {
        if mode == .probing { mode = .resting(until: now, isAsked: false) }
    }

    /// An answer came.
    ///
    /// - Parameters:
    ///   - answer: what it says.
    ///   - took: how long it took, on the machine's clock.
    ///   - now: the program's clock.
    ///   - random: from 0 up to 1; spreads rests by a tenth each way.
    /// - Returns: until when the host rests for it; `nil` when it does not rest, or does already.
    public mutating func answered(
        _ answer: HostAnswer,
        took: Duration,
        now: Timestamp,
        random: Double
    ) -> Timestamp? {
        switch answer {
        case .well: well(took)
        case .refused: refused()
        case .failed: return failed(now, random)
        case .asked(let wait):
            noteFailure(now)
            return rest(until: now + wait, isAsked: true)
        }
        return nil
    }

    private mutating func well(_ took: Duration) {
        failuresInARow = 0
        failingSince = nil
        rests = 0
        switch mode {
        // One that was in progress before it asked to be skipped.
        case .resting(_, isAsked: true): return
        case .resting, .probing: reopen()
        case .open: break
        }
        if isSlow(took) { return cut() }
        forgiven = max(0, forgiven - 1)
        window = min(ceiling, window + (window < threshold ? 1 : 1 / window))
    }

    /// It is back: what was learnt of it while it failed says nothing any more.
    private mutating func reopen() {
        mode = .open
        (window, threshold) = (min(HostConcurrencyLimit.start, ceiling), ceiling)
        (latency, forgiven) = (nil, 0)
    }

    /// It is there, and so neither rests nor fails; but whoever refuses everything is not asked by many at once.
    private mutating func refused() {
        failuresInARow = 0
        if mode == .probing { reopen() }
        cut()
    }

    private mutating func failed(_ now: Timestamp, _ random: Double) -> Timestamp? {
        failuresInARow += 1
        noteFailure(now)
        guard mode == .probing || failuresInARow >= HostConcurrencyLimit.outright else { return nil }
        let length = min(HostConcurrencyLimit.longestRest, HostConcurrencyLimit.firstRest * (1 << min(rests, 10)))
        return rest(until: now + length * (0.9 + 0.2 * random), isAsked: false)
    }

    private mutating func noteFailure(_ now: Timestamp) {
        failingSince = failingSince ?? now
        failedAt = now
        cut()
    }

    private mutating func rest(until: Timestamp, isAsked: Bool) -> Timestamp? {
        if case .resting(let already, let wasAsked) = mode {
            // Those that were in progress when it was sent to rest; only a longer wish counts.
            guard isAsked, !wasAsked || until > already else { return nil }
        }
        mode = .resting(until: until, isAsked: isAsked)
        rests += 1
        failuresInARow = 0
        return until
    }

    private mutating func cut() {
        guard forgiven == 0 else {
            forgiven -= 1
            return
        }
        forgiven = Int(window) - 1
        window = max(1, window / 2)
        threshold = window
    }

    /// Follows how long answers take.
    ///
    /// What is usual follows too, slowly: a host that has become slow for good is taken as it is.
    private mutating func isSlow(_ took: Duration) -> Bool {
        let seconds = max(0, took.inSeconds)
        guard let before = latency else {
            (latency, usual) = (seconds, seconds)
            return false
        }
        let smoothed = before + (seconds - before) / 8
        latency = smoothed
        usual = smoothed < usual ? smoothed : usual + (smoothed - usual) / 256
        return smoothed > usual * HostConcurrencyLimit.slowFactor && smoothed > usual + HostConcurrencyLimit.slowAtLeast
    }
}
