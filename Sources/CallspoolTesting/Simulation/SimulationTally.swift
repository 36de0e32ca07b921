/// The figures of many runs.
public struct SimulationTally: Sendable {
    /// How many runs.
    public private(set) var runs = 0
    /// How often each kind of thing happened.
    public private(set) var figures: [String: Int] = [:]
    /// The seeds that failed, and what they found.
    public private(set) var failures: [(seed: UInt64, faults: [String])] = []

    /// Begins with nothing.
    public init() {}

    /// Counts a run.
    public mutating func add(_ report: SimulationRun.Report) {
        runs += 1
        figures.merge(report.figures, uniquingKeysWith: +)
        if !report.faults.isEmpty { failures.append((report.seed, report.faults)) }
    }

    /// Counts another tally's runs.
    public mutating func add(_ other: SimulationTally) {
        runs += other.runs
        figures.merge(other.figures, uniquingKeysWith: +)
        failures += other.failures
    }

    /// The figures, a line each.
    public var table: String {
        figures.sorted { $0.key < $1.key }.map { "\($0.value)\t\($0.key)" }.joined(separator: "\n")
    }
}
