import CallspoolTesting
import Foundation

/// `callspool-simulate --seeds 1..10000`, or `--seed 17` for one seed with its trace; `--logs memory` keeps the logs in memory
/// in place of files, `--mutation NAME` puts a defect in.
@main
struct Simulate {
    private var seeds: ClosedRange<UInt64> = 1...1000
    private var isTraced = false
    private var logs = SimulatedLogs.files
    private var mutation: Mutation?

    static func main() {
        guard let simulate = Simulate(Array(CommandLine.arguments.dropFirst())) else {
            FileHandle.standardError.write(
                Data("usage: callspool-simulate --seeds A..B | --seed N [--logs memory] [--mutation NAME]\n".utf8)
            )
            exit(64)
        }
        exit(simulate.run() ? 0 : 1)
    }

    private init?(_ arguments: [String]) {
        var arguments = arguments[...]
        while let option = arguments.popFirst() {
            guard let value = arguments.popFirst() else { return nil }
            switch option {
            case "--seeds":
                let ends = value.split(separator: "..").compactMap { UInt64($0) }
                guard ends.count == 2, ends[0] <= ends[1] else { return nil }
                seeds = ends[0]...ends[1]
            case "--seed":
                guard let seed = UInt64(value) else { return nil }
                seeds = seed...seed
                isTraced = true
            case "--logs":
                guard let named = SimulatedLogs(rawValue: value) else { return nil }
                logs = named
            case "--mutation":
                guard let named = Mutation(rawValue: value) else { return nil }
                mutation = named
            default: return nil
            }
        }
    }

    /// Runs the seeds.
    ///
    /// - Returns: whether all passed.
    private func run() -> Bool {
        let tally = SimulationSweep(seeds, logs: logs, mutation: mutation, isTraced: isTraced)
            .run { report in
                for line in report.trace { say(line) }
                for fault in report.faults { say("seed \(report.seed): \(fault)") }
                if !report.faults.isEmpty, !isTraced { say("    replay: make simulate SEED=\(report.seed)") }
            }
        say("\(tally.runs) seeds, \(tally.failures.count) failed\n\(tally.table)")
        return tally.failures.isEmpty
    }

    private func say(_ line: String) {
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }
}
