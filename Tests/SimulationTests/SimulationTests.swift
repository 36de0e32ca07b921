import CallspoolTesting
import Testing

@Suite("The whole program, simulated")
struct SimulationTests {
    /// How many seeds a run of the tests takes; `make simulate` takes more.
    private static let seeds: ClosedRange<UInt64> = 1...2000

    @Test("Whatever happens, every promise is kept, and every kind of thing that can happen has happened")
    func promises() async {
        var figures: [String: Int] = [:]
        // Some at a time: the threads are those of all tests.
        for first in stride(from: SimulationTests.seeds.lowerBound, through: SimulationTests.seeds.upperBound, by: 20) {
            let tally = SimulationSweep(first...min(first + 19, SimulationTests.seeds.upperBound))
                .run { report in
                    for fault in report.faults {
                        Issue.record("seed \(report.seed): \(fault); replay: make simulate SEED=\(report.seed)")
                    }
                }
            figures.merge(tally.figures, uniquingKeysWith: +)
            await Task.yield()
        }
        let kinds = [
            "additions", "batches", "clocks set back", "deaths", "deliveries asks", "deliveries away",
            "deliveries fails",
            "deliveries gone", "deliveries hangs", "deliveries silent",
            "deliveries taken", "died placing", "disks filled", "files dropped again", "inquiries", "operations failed",
            "placed",
            "reads broken", "refused",
            "reports doubled", "reports late", "reports lost", "requests", "silent calls", "status lags",
            "syncs broken",
            "terminations",
        ]
        for kind in kinds { #expect(figures[kind, default: 0] > 0, "\(kind) never happened") }
    }

    @Test("The same holds where the logs are in memory, and the spool only gathers what is committed")
    func gathered() async {
        for first in stride(from: UInt64(1), through: 300, by: 20) {
            let tally = SimulationSweep(first...(first + 19), logs: .memory)
                .run { report in
                    for fault in report.faults {
                        let words = "make simulate LOGS=memory SEED=\(report.seed)"
                        Issue.record("seed \(report.seed): \(fault); replay: \(words)")
                    }
                }
            #expect(tally.figures["placed", default: 0] > 0)
            await Task.yield()
        }
    }

    @Test("A seed goes the same way twice, to the last byte", arguments: [3, 17, 23, 42, 99] as [UInt64])
    func replays(seed: UInt64) {
        let reports = (1...2).map { _ in SimulationRun(SimulationPlan(seed: seed), isTraced: true).run() }
        #expect(reports[0].trace == reports[1].trace)
        #expect(reports[0].files == reports[1].files)
        #expect(reports[0].figures == reports[1].figures)
    }

    /// Where a defect is looked for.
    ///
    /// That of a batch needs a death between two syncs and a batch that was not full, that of what is postponed a window
    /// that is over before the next look for files wakes the dialling side: both rare, so the search begins near one that is
    /// known.
    private static func seeds(for mutation: Mutation) -> ClosedRange<UInt64> {
        switch mutation {
        case .forgottenBatch: 1150...1549
        case .forgottenPostponed: 1200...1599
        default: 1...1000
        }
    }

    @Test("A defect is found, and its seed finds it again", arguments: Mutation.allCases)
    func bites(mutation: Mutation) async throws {
        var found: SimulationRun.Report?
        for seed in SimulationTests.seeds(for: mutation) {
            let report = SimulationRun(SimulationPlan(seed: seed), mutation: mutation).run()
            if !report.faults.isEmpty {
                found = report
                break
            }
            // Minutes of computing on the threads that all tests share: the others have their turns between two seeds.
            await Task.yield()
        }
        let first = try #require(found, "\(mutation) is not found")
        let again = SimulationRun(SimulationPlan(seed: first.seed), mutation: mutation).run()
        #expect(again.faults == first.faults)
    }
}
