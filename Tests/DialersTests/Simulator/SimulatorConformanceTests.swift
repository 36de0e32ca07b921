import CallspoolCore
import CallspoolTesting
import Dialers
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
        #expect(try await suite.violations() == [])
    }

    private func suite(_ settings: SimulatorSettings) -> DialerConformance {
        let terms = Terms(Campaign(name: "conformance"))
        return DialerConformance {
            let clock = VirtualClock()
            return DialerRig(Simulator(settings: settings, clock: clock), on: clock)
        } attempt: { behaviour, index in
            let digits =
                switch behaviour {
                case .answered: "00"
                case .busy: "20"
                case .noAnswer: "21"
                case .refused: "52"
                }
            return .sample("+161755501\(digits)", index: index, terms: terms)
        }
    }
}
