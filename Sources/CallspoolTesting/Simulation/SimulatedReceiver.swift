internal import CallspoolCore
internal import Synchronization

/// The receiver of the status records: fails, hangs, goes away and keeps silent as the plan says, and remembers what it
/// got.
struct SimulatedReceiver: Deliverer {
    private enum Answer {
        case taken, fails, hangs, silent, gone, away, asks
    }

    let world: SimulatedWorld
    let timeout: Duration

    func deliver(_ delivery: Delivery) async -> DeliveryAnswer {
        let url = delivery.target.url
        let answer = answer(url)
        let wait = answer == .hangs ? timeout : .milliseconds(world.draw { $0.draw(1...400) })
        do { try await world.clock.pause(wait) } catch { return .abandoned }
        if world.isDead { return .abandoned }
        world.note("delivery of \(delivery.n), \(delivery.batch.count) records, to \(url): \(answer)")
        world.count("deliveries \(answer)")
        if delivery.batch.count > 1 { world.count("batches") }
        note(delivery, isThere: answer == .silent || answer == .taken, isAnswered: answer == .taken)
        switch answer {
        case .gone:
            world.record.withLock { _ = $0.gone.insert(url) }
            return .status(410, retryAfter: nil)
        case .hangs: return .failed("no answer in time")
        case .away: return .failed("connection refused")
        case .fails: return .status(500, retryAfter: nil)
        case .asks: return .status(503, retryAfter: .wait(world.plan.receiver.asksFor))
        case .silent: return .failed("connection reset")
        case .taken: return .status(200, retryAfter: nil)
        }
    }

    private func answer(_ url: String) -> Answer {
        let habits = world.plan.receiver
        let elapsed = world.clock.elapsed
        if world.record.withLock({ $0.gone.contains(url) }) || world.goesWrong(habits.gone) { return .gone }
        if habits.away.contains(where: { $0.contains(elapsed) }) { return .away }
        if world.goesWrong(habits.hangs) { return .hangs }
        if world.goesWrong(habits.fails) { return .fails }
        if world.goesWrong(habits.asks) { return .asks }
        return world.goesWrong(habits.silent) ? .silent : .taken
    }

    /// What was sent, record by record, and under which id.
    private func note(_ delivery: Delivery, isThere: Bool, isAnswered: Bool) {
        let (url, life) = (delivery.target.url, world.life.withLock { $0.number })
        let id = "\(url)#\(delivery.n)_\(delivery.batch.count)"
        let numbers = delivery.lines.split(separator: UInt8(ascii: "\n")).map(number)
        let elapsed = world.clock.elapsed
        world.record.withLock { all in
            all.requests.append(.init(elapsed: elapsed, isTaken: isAnswered))
            all.bodies[id, default: []].insert(delivery.lines)
            for n in numbers {
                all.tries["\(url)#\(n)", default: 0] += 1
                all.ids["\(url)#\(n)", default: []].insert(id)
                guard isThere else { continue }
                all.deliveries.append(.init(url: url, n: n, isAnswered: isAnswered, life: life))
            }
        }
    }

    private func number(_ line: ArraySlice<UInt8>) -> Int {
        line.withUnsafeBytes { line in
            do {
                return try SimulationEvidence.StatusRow(line).n
            } catch {
                return 0  // No record has this number, and the audit finds that.
            }
        }
    }
}
