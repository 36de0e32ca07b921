import CallspoolTesting
import Testing

@testable import Dialers

@Suite("Hostile bytes harm the manager interface's reader")
struct AsteriskFuzzTests {
    @Test("in no way: no crash, no growth, no time that grows with the square", arguments: [1, 2, 3] as [UInt64])
    func hostile(seed: UInt64) throws {
        let corpus = try Recording.names.filter { !$0.hasPrefix("90-") }.map { try Recording($0).received }
        let report = FuzzRun(corpus: corpus, seed: seed).run(AsteriskFuzz.self, for: .seconds(20), inputs: 60)
        #expect(report.faults == [] && report.inputs > 0)
    }
}
