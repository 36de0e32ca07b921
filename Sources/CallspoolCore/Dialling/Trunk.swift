/// A trunk as the dialling side sees it: its caps, its pace, how it feels, what is in progress through it.
struct Trunk: Equatable, Sendable {
    /// Reckoned with where neither the trunk nor the spool has a cap: more than any engine takes, and something to slow.
    static let uncapped = 100_000.0
    /// The longest rest that a trunk may ask for by itself.
    static let longestRetryAfter = Duration.seconds(3600)

    /// Its name; `nil` for the only one.
    let name: String?
    /// Its share of the calls beside the others.
    let weight: Int
    /// The engine's name in records.
    let engine: String
    /// Its cap on calls in progress.
    let concurrentCalls: Int
    /// How many calls are in progress through it.
    private(set) var inProgress = 0

    private let ramp: Duration
    private var ownPace: Pace
    private var throttle: Throttle
    private var health = TrunkHealth()
    private(set) var silence = TrunkSilence()
    /// The rest that it asked for itself.
    private var askedRest: Rest?
    private var placed = 0

    /// Makes a trunk with nothing in progress.
    init(_ settings: TrunkSettings, spool: PaceLimits, ramp: Duration) {
        name = settings.name
        weight = max(1, settings.weight)
        engine = settings.engine.kindName
        concurrentCalls = settings.limits.concurrentCalls ?? .max
        self.ramp = ramp
        let caps = [settings.limits.callsPerSecond, spool.callsPerSecond].compactMap { $0 }
        let rate = caps.min() ?? Trunk.uncapped
        ownPace = Pace(cap: rate)
        throttle = Throttle(rate: rate)
    }

    /// Its pace, slowed as it is now.
    func pace(_ now: Timestamp) -> Pace {
        var pace = ownPace
        pace.factor = throttle.factor(now)
        return pace
    }

    /// How many calls may go through it now.
    func room(_ now: Timestamp) -> Int {
        guard askedRest?.isOver(now) ?? true else { return 0 }
        guard health.isWell || health.mayProbe(now) else { return 0 }
        let room = max(0, min(concurrentCalls - inProgress, pace(now).room(now)))
        return health.isWell ? room : min(1, room)
    }

    /// When there may be room again; `nil` when only a call's end makes some.
    func nextRoom(_ now: Timestamp) -> Timestamp? {
        guard inProgress < concurrentCalls, health.probe == nil else { return nil }
        let rests = [askedRest, health.rest].compactMap { $0 }.filter { !$0.isOver(now) }.map(\.until)
        return max(pace(now).nextAllowed(now), rests.max() ?? now)
    }

    /// Whether it is tried with a single call that is still in progress.
    var isBeingProbed: Bool { health.probe != nil }

    /// How it is.
    func state(_ now: Timestamp) -> TrunkState {
        let rests = [askedRest, health.rest].compactMap { $0 }.filter { !$0.isOver(now) }
        if let rest = rests.max(by: { $0.until < $1.until }) {
            return .resting(until: rest.until, because: rest.because)
        }
        guard health.isWell else { return .probing }
        let factor = throttle.factor(now)
        return factor < 1 ? .slowed(factor: factor, because: throttle.because) : .well
    }

    /// A call of the previous run is in progress.
    mutating func adopted() {
        inProgress += 1
    }

    /// A call is about to be placed.
    ///
    /// - Returns: which call of the trunk's this is.
    mutating func claimed(_ key: CallKey, _ now: Timestamp) -> Int {
        inProgress += 1
        ownPace.factor = throttle.factor(now)
        ownPace.went(1, now)
        health.claimed(key, now)
        silence.placed(placed)
        defer { placed += 1 }
        return placed
    }

    /// A call rings or was answered.
    mutating func gotThrough(_ key: CallKey, serial: Int, _ now: Timestamp) {
        silence.heard(serial, placed: placed, now)
        cameBack(key, serial: serial, now)
    }

    private mutating func cameBack(_ key: CallKey, serial: Int, _ now: Timestamp) {
        if health.gotThrough(key, serial: serial) { ownPace.beginRamp(ramp, at: now) }
    }

    /// A call ended as the engine tells, or the engine refused it.
    ///
    /// The end of a call whose answer was told before (`wasHeard`) is no news of the far end.
    ///
    /// - Returns: whose fault it is, where the call heard nothing of the far end.
    @discardableResult
    mutating func ended(
        _ key: CallKey,
        serial: Int,
        dialedAt: Timestamp,
        _ end: AttemptEnd,
        wasHeard: Bool = false,
        _ now: Timestamp
    ) -> TrunkSilence.Verdict {
        if end.concernsCallOnly {
            silence.left(serial, now)
            health.withdrawn(key)
            return .callees
        }
        if end.isSilent { return fellSilent(key, serial: serial, now) }
        silence.left(serial, now)
        // Any final response is the far end's own; what it answers with is the trunk's health.
        let isSign = end.outcome.comesFromTheFarEnd || end.codes.sipStatus != nil
        if isSign, !wasHeard { silence.heard(serial, placed: placed, now) }
        throttle.ended(end.outcome, dialedAt: dialedAt, now)
        if end.outcome.gotThrough {
            cameBack(key, serial: serial, now)
        } else {
            health.failed(key, serial: serial, placed: placed, because: end.outcome, now)
            obey(end, now)
        }
        return .callees
    }

    /// While it rests, and when it is probed, silence is its own.
    private mutating func fellSilent(_ key: CallKey, serial: Int, _ now: Timestamp) -> TrunkSilence.Verdict {
        let verdict = silence.fellSilent(serial, now)
        guard verdict == .trunks || !health.isWell else { return verdict }
        health.foundSilent(key, now)
        return .trunks
    }

    /// What became of a call is old news, or never known.
    mutating func forgets(_ key: CallKey, serial: Int? = nil, _ now: Timestamp) {
        if let serial { silence.left(serial, now) }
        health.lost(key, now)
    }

    /// A call is not in progress any more.
    mutating func released() {
        inProgress -= 1
    }

    /// A callee's own `Retry-After` (with a 486 or a 600) says nothing about the trunk: only its failures get here.
    private mutating func obey(_ end: AttemptEnd, _ now: Timestamp) {
        guard let asked = end.retryAfter, asked > .zero else { return }
        let rest = Rest(now, min(asked, Trunk.longestRetryAfter), end.outcome)
        if let askedRest, !askedRest.isOver(now), askedRest.until >= rest.until { return }
        askedRest = rest
        ownPace.beginRamp(ramp, at: rest.until)
    }
}
