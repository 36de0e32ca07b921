import CallspoolCore
import CallspoolTesting
import Stages
import Synchronization
import Testing

@testable import Dialers

@Suite("FreeSWITCH as a dialer")
struct FreeSWITCHConformanceTests {
    @Test("it conforms")
    func conforms() async throws {
        let fates = try Fates(speed: 20)
        let servers = Mutex<[FakeFreeSWITCH]>([])
        let campaignRef = CampaignRef(Campaign(name: "conformance"))
        var suite = DialerConformance {
            // One for each rule: the ids of one rule come again in the next.
            let server = try await FakeFreeSWITCH(now: FreeSWITCHRig.now) { fates($0) }
            servers.withLock { $0.append(server) }
            var settings = FreeSWITCHSettings.sample
            settings.port = server.port
            let clock = SystemClock()
            let times = FreeSWITCHTimes.patient
            let dialer = FreeSWITCHDialer(settings: settings, secret: "ClueCon", times: times, clock: clock) { _ in }
            return DialerRig(dialer, clock: clock) {
                // Nothing is judged by how long it is.
                do { try await lookAgain() } catch { return }
            }
        } attempt: { behaviour, index in
            let number =
                switch behaviour {
                case .answered: "+16175550100"
                case .busy: "+16175550120"
                case .noAnswer: "+16175550121"
                case .refused: "+1617555{0142"
                }
            return .sample(number, index: index, campaignRef: campaignRef)
        }
        suite.many = 1000
        // The false server's own clock is the machine's: what it takes is not the dialer's.
        suite.ringTolerance = .seconds(60)
        let violations = try await suite.violations()
        #expect(violations.isEmpty, "\(violations)")
        for server in servers.withLock({ $0 }) { try await server.stop() }
    }
}
