internal import CallspoolCore
internal import Dialers
internal import Spool
internal import Synchronization

/// The simulator behind a line that loses, doubles, delays and reorders its reports; and the one who writes down what
/// was truly placed.
///
/// What is lost leads to a stuck call at worst. The engine dies with the program, as the embedded one does; what became
/// of the attempts that had ended before, it knows later too when the plan gives it records.
final class FaultyDialer: Dialer {
    private struct Late: Sendable {
        var due: Int64
        var report: AttemptReport
    }

    private let world: SimulatedWorld
    private let trunks: [(name: String?, simulator: Simulator)]
    private let mutation: Mutation?
    private let late = Mutex<[Late]>([])
    private let signal = WakeSignal()
    /// The attempts of this life by what reports call them.
    private let ids = Mutex<[CallKey: [Int: String]]>([:])
    /// The attempts that hear nothing.
    private let silent = Mutex<Set<String>>([])

    init(_ world: SimulatedWorld, _ mutation: Mutation?) {
        self.world = world
        self.mutation = mutation
        trunks = world.plan.settings.trunks.map { trunk in
            // A simulated world has no other engine.
            let settings = trunk.engine.simulator ?? SimulatorSettings()
            return (trunk.name, Simulator(settings: settings, clock: world.clock))
        }
    }

    var engine: String { "simulator" }

    private func simulator(_ attempt: Attempt) -> Simulator? {
        trunks.first { $0.name == attempt.trunk }?.simulator
    }

    func run(reporting: @escaping @Sendable ([AttemptReport]) -> Void) async throws {
        await withTaskGroup(of: Void.self) { group in
            for trunk in trunks { group.addTask { await trunk.simulator.run { self.pass($0, reporting) } } }
            group.addTask { await self.bringLate(reporting) }
            await group.next()
            group.cancelAll()
        }
    }

    func place(_ attempt: Attempt) async throws(EngineError) {
        let isDeath = world.life.withLock { life in
            guard let left = life.placingsLeft else { return false }
            life.placingsLeft = left - 1
            return left <= 0
        }
        guard !world.isDead else { return }
        if isDeath {
            world.note("dies placing \(attempt.id)")
            world.count("died placing")
            let isHeard = world.life.withLock { $0.isLastHeard }
            world.life.withLock { $0.placingsLeft = nil }
            world.disk.die()
            if isHeard { write(attempt) }
            return
        }
        write(attempt)
        if world.goesWrong(world.plan.engine.refused) {
            try refuse(attempt, .congestion)
        }
        if let dead = world.plan.engine.dead, dead.trunk == attempt.trunk, dead.span.contains(world.clock.elapsed) {
            try refuse(attempt, dead.outcome)
        }
        guard let simulator = simulator(attempt) else { return try refuse(attempt, .engineError) }
        do throws(EngineError) {
            try await simulator.place(attempt)
        } catch {
            refused(attempt, error.outcome)
            throw error
        }
    }

    func inquire(_ attempt: Attempt) async -> Inquiry {
        if world.isDead { return .live }
        let answer = await answer(attempt)
        world.note("asked of \(attempt.id): \(answer)")
        world.count("inquiries")
        world.record.withLock { record in
            if case .ended(let end, let at) = answer {
                let end = SimulationRecord.End(outcome: end.outcome, at: at, elapsed: world.clock.elapsed)
                record.told[attempt.id] = end
                record.ends[attempt.id] = record.ends[attempt.id] ?? end
            }
            guard answer != .live else { return }
            record.live[attempt.id] = nil
            record.awaited[attempt.id] = nil
        }
        return answer
    }

    private func answer(_ attempt: Attempt) async -> Inquiry {
        let known = world.record.withLock { $0.ends[attempt.id] }
        if let known {
            guard world.plan.engine.hasRecords else { return .unknown }
            return .ended(AttemptEnd(outcome: known.outcome), at: known.at)
        }
        var answer = await simulator(attempt)?.inquire(attempt) ?? .unknown
        if case .ended(_, let at) = answer, silent.withLock({ $0.contains(attempt.id) }) {
            answer = .ended(AttemptEnd(outcome: .noAnswer, isSilent: true), at: at)
        }
        if answer == .unknown, mutation == .forgottenCalls { return .neverPlaced }
        let wasPlaced = world.record.withLock { $0.placements.contains { $0.id == attempt.id } }
        return answer == .unknown && world.plan.engine.hasRecords && !wasPlaced ? .neverPlaced : answer
    }

    /// Writes down that the engine heard of it.
    private func write(_ attempt: Attempt) {
        let name = attempt.campaignRef.campaign.name
        let words = "\"event\":\"dialing\",\"call_id\":\"\(attempt.job.callID)\",\"attempt\":\(attempt.number)"
        let prefix = attempt.job.callID.lastIndex(of: "-").map { String(attempt.job.callID[...$0]) } ?? ""
        let isDurable = world.isDurable(words, inLogOf: name, callIDPrefix: prefix)
        let (now, elapsed) = (world.clock.now, world.clock.elapsed)
        let life = world.life.withLock { $0.number }
        ids.withLock { $0[attempt.key, default: [:]][attempt.number] = attempt.id }
        if let trunk = world.plan.engine.silent, trunk.trunk == attempt.trunk, trunk.span.contains(elapsed) {
            silent.withLock { _ = $0.insert(attempt.id) }
        }
        world.note("placed \(attempt.id) \(attempt.job.phoneNumber)")
        world.record.withLock { record in
            let way = SimulationRecord.Way(campaign: name, trunk: attempt.trunk)
            record.live[attempt.id] = way
            record.awaited[attempt.id] = way
            record.count("placed")
            record.placements.append(
                .init(
                    id: attempt.id,
                    callID: attempt.job.callID,
                    number: attempt.number,
                    campaign: name,
                    phoneNumber: attempt.job.phoneNumber,
                    trunk: attempt.trunk,
                    at: now,
                    elapsed: elapsed,
                    order: record.nextOrder(),
                    life: life,
                    live: record.live.count,
                    liveOfCampaign: record.live.values.count { $0.campaign == name },
                    liveOfTrunk: record.live.values.count { $0.trunk == attempt.trunk },
                    isDurable: isDurable
                )
            )
        }
    }

    private func refuse(_ attempt: Attempt, _ outcome: Outcome) throws(EngineError) {
        refused(attempt, outcome)
        throw EngineError(outcome: outcome, "the line is busy, or dead")
    }

    private func refused(_ attempt: Attempt, _ outcome: Outcome) {
        world.note("refused \(attempt.id) \(outcome)")
        let (now, elapsed) = (world.clock.now, world.clock.elapsed)
        world.record.withLock { record in
            record.count("refused")
            record.live[attempt.id] = nil
            record.awaited[attempt.id] = nil
            record.told[attempt.id] = .init(outcome: outcome, at: now, elapsed: elapsed)
            if let last = record.placements.indices.last { record.placements[last].isRefused = true }
        }
    }

    /// What the engine says, in progress to the program.
    private func pass(_ reports: [AttemptReport], _ reporting: @Sendable ([AttemptReport]) -> Void) {
        guard !world.isDead else { return }
        var punctual: [AttemptReport] = []
        for report in reports.compactMap(heard) {
            if case .ended(let end) = report.event, let id = id(report) {
                world.record.withLock { record in
                    record.live[id] = nil
                    record.ends[id] = .init(outcome: end.outcome, at: report.at, elapsed: world.clock.elapsed)
                }
            }
            if world.goesWrong(world.plan.engine.lost) {
                world.count("reports lost")
                world.note("loses \(report)")
                continue
            }
            if world.goesWrong(world.plan.engine.late) {
                delay(report)
                continue
            }
            if world.goesWrong(world.plan.engine.doubled) {
                world.count("reports doubled")
                if world.draw({ $0.chance(0.5) }) { punctual.append(report) } else { delay(report) }
            }
            punctual.append(report)
        }
        hand(punctual, reporting)
    }

    /// What is heard of a call whose trunk is silent: its end alone, after as long as it would have lasted.
    private func heard(_ report: AttemptReport) -> AttemptReport? {
        guard let id = id(report), silent.withLock({ $0.contains(id) }) else { return report }
        guard case .ended = report.event else { return nil }
        let (elapsed, life) = (world.clock.elapsed, world.life.withLock { $0.number })
        world.count("silent calls")
        world.record.withLock { $0.silent.append((id, life, elapsed)) }
        let end = AttemptEnd(outcome: .noAnswer, isSilent: mutation != .deafToSilence)
        return AttemptReport(key: report.key, attempt: report.attempt, at: report.at, event: .ended(end))
    }

    private func delay(_ report: AttemptReport) {
        world.count("reports late")
        let span = world.draw { $0.chance(0.9) ? $0.draw(1...90_000) : $0.draw(1...9_000_000) }
        late.withLock { $0.append(Late(due: world.clock.elapsed + Int64(span), report: report)) }
        signal.wake()
    }

    private func hand(_ reports: [AttemptReport], _ reporting: @Sendable ([AttemptReport]) -> Void) {
        guard !reports.isEmpty, !world.isDead else { return }
        for report in reports {
            guard case .ended(let end) = report.event, let id = id(report) else { continue }
            world.note("ended \(id) \(end.outcome)")
            let told = SimulationRecord.End(outcome: end.outcome, at: report.at, elapsed: world.clock.elapsed)
            world.record.withLock { record in
                // One that comes again is told already.
                if record.awaited.removeValue(forKey: id) != nil { record.told[id] = told }
            }
        }
        reporting(reports)
    }

    private func id(_ report: AttemptReport) -> String? {
        ids.withLock { $0[report.key]?[report.attempt] }
    }

    private func bringLate(_ reporting: @Sendable ([AttemptReport]) -> Void) async {
        while !Task.isCancelled {
            let elapsed = world.clock.elapsed
            let (due, next) = late.withLock { late in
                let due = late.filter { $0.due <= elapsed }.map(\.report)
                late.removeAll { $0.due <= elapsed }
                return (due, late.map(\.due).min())
            }
            hand(due, reporting)
            await world.clock.wait(until: next.map { world.clock.now + .milliseconds($0 - elapsed) }, or: signal)
        }
    }
}
