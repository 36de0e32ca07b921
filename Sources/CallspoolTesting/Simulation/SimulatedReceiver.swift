internal import CallspoolCore
internal import Synchronization

/// The receiver of the status records: fails, hangs and keeps silent as the plan says, and remembers what it got.
struct SimulatedReceiver: Deliverer {
    private enum Answer {
        case taken, fails, hangs, silent, gone
    }

    let world: SimulatedWorld
    let timeout: Duration

    func deliver(_ delivery: Delivery) async -> DeliveryAnswer {
        let habits = world.plan.receiver
        let url = delivery.target.url
        let answer: Answer =
            if world.record.withLock({ $0.gone.contains(url) }) || world.goesWrong(habits.gone) {
                .gone
            } else if world.goesWrong(habits.hangs) {
                .hangs
            } else if world.goesWrong(habits.fails) {
                .fails
            } else if world.goesWrong(habits.silent) {
                .silent
            } else {
                .taken
            }
        let wait = answer == .hangs ? timeout : .milliseconds(world.draw { $0.draw(1...400) })
        do { try await world.clock.pause(wait) } catch { return .abandoned }
        if world.isDead { return .abandoned }
        world.record.withLock { $0.tries["\(url)#\(delivery.n)", default: 0] += 1 }
        world.note("delivery of \(delivery.n) to \(url): \(answer)")
        world.count("deliveries \(answer)")
        switch answer {
        case .gone:
            world.record.withLock { _ = $0.gone.insert(url) }
            return .status(410, retryAfter: nil)
        case .hangs: return .failed("no answer in time")
        case .fails: return .status(500, retryAfter: nil)
        case .silent, .taken:
            let life = world.life.withLock { $0.number }
            world.record.withLock { all in
                all.deliveries.append(.init(url: url, n: delivery.n, isAnswered: answer == .taken, life: life))
            }
            return answer == .taken ? .status(200, retryAfter: nil) : .failed("connection reset")
        }
    }
}
