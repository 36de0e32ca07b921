public import CallspoolCore

/// What every dialer must make true, as a suite that is run against one: each rule gets a fresh rig.
///
/// The suite does not import a test framework; a test expects that `violations` returns none:
///
///     let violations = try await DialerConformance(rig: …, attempt: …).violations()
///     #expect(violations.isEmpty)
public struct DialerConformance: Sendable {
    /// What an attempt is wanted to do.
    public enum Behaviour: CaseIterable, Sendable {
        /// It is answered, and over in a while.
        case answered
        /// It is refused by the callee's side without being answered.
        case busy
        /// It rings until the ring limit ends it.
        case noAnswer
        /// `place` throws.
        case refused
    }

    /// Attempts in the rule of many at once.
    public var many = 10_000
    /// After how many looks in which nothing more was reported what is still missing counts as lost; time passes between
    /// two looks.
    ///
    /// Nothing that is reported is judged by it.
    public var patience = 10_000
    /// By how much a call may ring longer than its limit.
    public var ringTolerance = Duration.seconds(2)
    /// Whether the engine can tell its live calls; one that cannot answers `unknown`.
    public var knowsLiveCalls = true
    /// Whether the engine can tell since when a call was answered; one that cannot leaves it out.
    public var knowsAnswerTimes = true

    private let rig: @Sendable () async throws -> DialerRig
    let attempt: @Sendable (Behaviour, Int32) -> Attempt?

    /// Makes the suite for one kind of dialer.
    ///
    /// - Parameters:
    ///   - rig: makes a fresh dialer.
    ///   - attempt: makes an attempt that will go as wanted, its key's index as given; `nil` where this dialer cannot
    ///     be made to go so, and what needs it is left out.
    public init(
        rig: @escaping @Sendable () async throws -> DialerRig,
        attempt: @escaping @Sendable (Behaviour, Int32) -> Attempt?
    ) {
        self.rig = rig
        self.attempt = attempt
    }

    /// Runs every rule.
    ///
    /// - Returns: what was broken, each with its rule in front; empty for a dialer that conforms.
    /// - Throws: what making a rig throws.
    public func violations() async throws -> [String] {
        var violations: [String] = []
        violations += try await check("each attempt ends once", oneAfterTheOther)
        violations += try await check("a refused attempt is silent", refused)
        violations += try await check("the ring limit is kept", ringLimit)
        violations += try await check("an inquiry tells what is so", inquiries)
        violations += try await check("a later process learns what became of a call", laterProcess)
        violations += try await check("run returns when canceled", canceledUnderWay)
        violations += try await check("many attempts at once", manyAtOnce)
        return violations
    }

    /// Runs one rule on a fresh rig, and names it in what it found; past twenty faults the rest is only counted.
    private func check(
        _ rule: String,
        _ body: (DialerTrial) async -> [String]
    ) async throws -> [String] {
        let trial = DialerTrial(try await rig(), patience: patience)
        var faults: [String] = []
        let runFaults = await trial.run { faults = await body(trial) }
        faults += runFaults
        let more = faults.count > 20 ? ["and \(faults.count - 20) more"] : []
        return (faults.prefix(20) + more).map { "\(rule): \($0)" }
    }
}

// The rules.
extension DialerConformance {
    private func oneAfterTheOther(_ trial: DialerTrial) async -> [String] {
        for (index, behaviour) in zip(Int32(1)..., Behaviour.allCases) {
            guard let attempt = attempt(behaviour, index) else { continue }
            await trial.place(attempt)
            await trial.awaitEnds()
        }
        await trial.linger()
        return storyFaults(trial)
    }

    private func refused(_ trial: DialerTrial) async -> [String] {
        guard let attempt = attempt(.refused, 1) else { return [] }
        await trial.place(attempt)
        await trial.linger()
        var faults = storyFaults(trial)
        if trial.placed.first?.refusal == nil { faults.append("place took an attempt that it was to refuse") }
        switch await trial.rig.dialer.inquire(attempt) {
        case .neverPlaced, .unknown: break
        case .live: faults.append("a refused attempt is live")
        case .ended: faults.append("a refused attempt has ended")
        }
        return faults
    }

    private func ringLimit(_ trial: DialerTrial) async -> [String] {
        guard let attempt = attempt(.noAnswer, 1) else { return [] }
        await trial.place(attempt)
        await trial.awaitEnds()
        let reports = trial.reports(of: attempt)
        guard let end = trial.end(of: attempt), let placed = trial.placed.first, let last = reports.last else {
            return ["its end was not reported"]
        }
        var faults: [String] = []
        if end.outcome != .noAnswer { faults.append("the attempt ended as \(end.outcome.rawValue)") }
        let ringing = reports.first { $0.event == .ringing }?.at ?? placed.at
        let limit = attempt.campaignRef.campaign.ringTimeout
        if last.at - ringing > limit + ringTolerance { faults.append("it rang for \(last.at - ringing), not \(limit)") }
        return faults
    }

    private func inquiries(_ trial: DialerTrial) async -> [String] {
        var faults: [String] = []
        if let stranger = attempt(.answered, 2) {
            switch await trial.rig.dialer.inquire(stranger) {
            case .unknown, .neverPlaced: break
            case .live, .ended: faults.append("an attempt that was never placed is known")
            }
        }
        guard let attempt = attempt(.answered, 1) else { return faults }
        await trial.place(attempt)
        faults += await liveFaults(attempt, trial)
        await trial.awaitReport(of: attempt)
        faults += await liveFaults(attempt, trial)
        await trial.awaitEnds()
        switch await trial.rig.dialer.inquire(attempt) {
        case .unknown: break
        case .ended(let end, _):
            if end.outcome != trial.end(of: attempt)?.outcome { faults.append("its end is told in two ways") }
        case .live: faults.append("an attempt is live after its end")
        case .neverPlaced: faults.append("an attempt that has ended was never placed")
        }
        return faults
    }

    private func liveFaults(_ attempt: Attempt, _ trial: DialerTrial) async -> [String] {
        let inquiry = await trial.rig.dialer.inquire(attempt)
        // It may have ended meanwhile, and then this says nothing.
        if trial.end(of: attempt) != nil || inquiry == .live { return [] }
        if inquiry == .unknown && !knowsLiveCalls { return [] }
        return ["an attempt in progress is \(inquiry)"]
    }

    private func canceledUnderWay(_ trial: DialerTrial) async -> [String] {
        if let attempt = attempt(.answered, 1) { await trial.place(attempt) }
        return []
    }

    private func manyAtOnce(_ trial: DialerTrial) async -> [String] {
        let behaviours = Behaviour.allCases
        let attempts = (0..<max(1, many))
            .compactMap { place in
                attempt(behaviours[place % behaviours.count], Int32(place + 1))
            }
        await withTaskGroup(of: Void.self) { group in
            for lane in 0..<8 {
                group.addTask {
                    for place in stride(from: lane, to: attempts.count, by: 8) {
                        await trial.place(attempts[place])
                    }
                }
            }
        }
        await trial.awaitEnds()
        await trial.linger()
        return storyFaults(trial)
    }

    func storyFaults(_ trial: DialerTrial) -> [String] {
        var reports = Dictionary(grouping: trial.reports) { Position(key: $0.key, attempt: $0.attempt) }
        var faults: [String] = []
        for placed in trial.placed {
            let position = Position(key: placed.attempt.key, attempt: placed.attempt.number)
            let own = reports.removeValue(forKey: position) ?? []
            let story = AttemptStory(placed: placed, reports: own, mustTellAnswer: knowsAnswerTimes)
            faults += story.faults.map { "\(placed.attempt.id): \($0)" }
        }
        let strangers = reports.keys.map { "call \($0.key.index), attempt \($0.attempt): reported and never placed" }
        return faults + strangers.sorted()
    }

    private struct Position: Hashable {
        var key: CallKey
        var attempt: Int
    }
}
