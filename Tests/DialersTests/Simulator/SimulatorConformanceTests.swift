import CallspoolCore
import CallspoolTesting
import Dialers
import Foundation
import Synchronization
import Testing

@Suite("The simulator as a dialer")
struct SimulatorConformanceTests {
    @Test("it conforms, with calls that take time")
    func conforms() async throws {
        #expect(try await suite(SimulatorSettings()).violations() == [])
    }

    @Test("it conforms, with calls that take none")
    func conformsLatencyFree() async throws {
        var settings = SimulatorSettings()
        settings.ring = .init(from: .zero, to: .zero)
        settings.talk = .init(from: .zero, to: .zero)
        var suite = suite(settings)
        // A call may be over before it can be asked for; that is no other answer than the suite allows.
        suite.knowsLiveCalls = false
        let violations = try await suite.violations()
        #expect(violations.isEmpty, "\(violations)")
    }

    @Test("it conforms as an engine that goes on when the program dies")
    func conformsWithRecords() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "callspool-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: folder) } }
        let files = Atomic(0)
        let suite = suite(SimulatorSettings()) {
            let clock = VirtualClock()
            let path = folder.appending(path: "\(files.add(1, ordering: .relaxed).newValue)").path
            let make: @Sendable () throws -> any Dialer = {
                try Simulator(settings: SimulatorSettings(), clock: clock, records: path)
            }
            var rig = DialerRig(try make(), on: clock)
            rig.restart = make
            return rig
        }
        let violations = try await suite.violations()
        #expect(violations.isEmpty, "\(violations)")
    }

    private func suite(
        _ settings: SimulatorSettings,
        rig: (@Sendable () async throws -> DialerRig)? = nil
    ) -> DialerConformance {
        let campaignRef = CampaignRef(Campaign(name: "conformance"))
        let forgetful: @Sendable () -> DialerRig = {
            let clock = VirtualClock()
            return DialerRig(Simulator(settings: settings, clock: clock), on: clock)
        }
        return DialerConformance(rig: rig ?? forgetful) {
            behaviour,
            index in
            let digits =
                switch behaviour {
                case .answered: "00"
                case .busy: "20"
                case .noAnswer: "21"
                case .refused: "52"
                }
            return .sample("+161755501\(digits)", index: index, campaignRef: campaignRef)
        }
    }
}
