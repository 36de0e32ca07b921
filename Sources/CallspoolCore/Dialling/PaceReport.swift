/// What the pace is, and what holds it, for people.
public struct PaceReport: Equatable, Sendable {
    /// Calls a second that the spool's pace allows now; `nil` is without limit.
    public var rate: Double?
    /// The spool's caps.
    public var limits: PaceLimits
    /// How many calls are in progress.
    public var inProgress: Int
    /// When the ramp is over; `nil` when there is none now.
    public var rampsUntil: Timestamp?
    /// Each trunk, in the order of the settings.
    public var trunks: [TrunkReport]
    /// What keeps the next call from going now, in words; `nil` when nothing of the pace does.
    public var heldBy: String?

    /// One trunk.
    public struct TrunkReport: Equatable, Sendable {
        /// Its name; `nil` for the only one.
        public var name: String?
        /// How it is.
        public var state: TrunkState
        /// Calls a second that its pace allows now, the spool's cap reckoned in; 0 while it rests.
        public var rate: Double
        /// How many calls are in progress through it.
        public var inProgress: Int
    }
}

extension DialMachine {
    /// What the pace is, and what holds it.
    public func paceReport(_ now: Timestamp) -> PaceReport {
        PaceReport(
            rate: pace.rate(now),
            limits: limits,
            inProgress: inProgress,
            rampsUntil: pace.rampsUntil(now),
            trunks: trunks.map { $0.report(now) },
            heldBy: heldBy(now)
        )
    }

    private func heldBy(_ now: Timestamp) -> String? {
        if mode == .draining { return "draining: no new calls" }
        if live.count >= limits.concurrentCalls ?? .max { return "spool concurrent_calls" }
        if trunks.isEmpty { return "no trunk" }
        let holds = trunks.map { $0.heldBy(now) }
        // What stands longest is told first: a pace is over in a moment, a rest is not.
        if !holds.contains(where: { $0 == nil || $0?.isPace == true }) {
            return holds.compactMap { $0?.words }.joined(separator: "; ")
        }
        if pace.room(now) == 0 { return pace.rampsUntil(now) == nil ? "spool calls_per_second" : "ramp" }
        return holds.contains { $0 == nil } ? nil : holds.compactMap { $0?.words }.joined(separator: "; ")
    }
}

extension Trunk {
    /// What keeps a trunk from taking the next call.
    struct Hold: Equatable, Sendable {
        /// In words.
        var words: String
        /// Whether it is over in a moment, by itself.
        var isPace = false
    }

    /// How it is, and at what rate.
    func report(_ now: Timestamp) -> PaceReport.TrunkReport {
        let state = state(now)
        var rate = pace(now).rate(now) ?? Trunk.uncapped
        if case .resting = state { rate = 0 }
        return PaceReport.TrunkReport(name: name, state: state, rate: rate, inProgress: inProgress)
    }

    /// What keeps it from taking the next call; `nil` when nothing does.
    func heldBy(_ now: Timestamp) -> Hold? {
        guard room(now) == 0 else { return nil }
        let subject = name.map { "trunk \($0)" } ?? "trunk"
        let state = state(now)
        if case .resting(let until, _) = state { return Hold(words: "\(subject) resting until \(until.iso8601)") }
        if inProgress >= concurrentCalls { return Hold(words: "\(subject) concurrent_calls") }
        if isBeingProbed { return Hold(words: "\(subject) probing") }
        if pace(now).rampsUntil(now) != nil { return Hold(words: "\(subject) ramp", isPace: true) }
        if case .slowed = state { return Hold(words: "\(subject) slowed", isPace: true) }
        return Hold(words: "\(subject) calls_per_second", isPace: true)
    }
}
