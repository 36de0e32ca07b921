internal import Foundation
internal import Synchronization

/// Many seeds, on as many threads as the machine has cores; each run is on one.
public struct SimulationSweep: Sendable {
    private let seeds: ClosedRange<UInt64>
    private let logs: SimulatedLogs
    private let mutation: Mutation?
    private let isTraced: Bool

    /// Names the seeds.
    public init(
        _ seeds: ClosedRange<UInt64>,
        logs: SimulatedLogs = .files,
        mutation: Mutation? = nil,
        isTraced: Bool = false
    ) {
        self.seeds = seeds
        self.logs = logs
        self.mutation = mutation
        self.isTraced = isTraced
    }

    /// Runs them all.
    ///
    /// - Parameter ended: told of each run, one at a time, in no order.
    /// - Returns: the figures of all.
    public func run(ended: @Sendable (SimulationRun.Report) -> Void = { _ in }) -> SimulationTally {
        let tally = Mutex(SimulationTally())
        DispatchQueue.concurrentPerform(iterations: seeds.count) { place in
            let plan = SimulationPlan(seed: seeds.lowerBound + UInt64(place))
            let report = SimulationRun(plan, logs: logs, mutation: mutation, isTraced: isTraced).run()
            tally.withLock { tally in
                tally.add(report)
                ended(report)
            }
        }
        return tally.withLock { $0 }
    }
}
