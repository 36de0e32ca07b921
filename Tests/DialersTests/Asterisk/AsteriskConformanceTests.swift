import CallspoolCore
import CallspoolTesting
import Stages
import Testing

@testable import Dialers

@Suite("Asterisk conforms to what every dialer must make true")
struct AsteriskConformanceTests {
    @Test("against a server that speaks as the recorded one does")
    func conforms() async throws {
        let server = try await FakeManager { order in
            switch order.number.suffix(2) {
            case "00": .plays(.answered(ring: .milliseconds(20), talk: .milliseconds(80)))
            case "20": .plays(.busy)
            default: .plays(.ringsOut(after: .milliseconds(Int64(order["Timeout"] ?? "") ?? 0)))
            }
        }
        let port = server.port
        var campaign = Campaign(name: "conformance")
        campaign.ringTimeout = .milliseconds(300)
        let campaignRef = CampaignRef(campaign)
        var suite = DialerConformance {
            let clock = SystemClock()
            let settings = AsteriskRig.settings(port: port)
            var times = AsteriskTimes()
            (times.login, times.dead) = (.seconds(3_600), .seconds(3_600))
            let dialer = try AsteriskDialer(settings: settings, secret: "s3cret", times: times, clock: clock) { _ in }
            return DialerRig(dialer, clock: clock) {
                // A wait that is cut short is not a wait.
                do { try await lookAgain() } catch { return }
            }
        } attempt: { behaviour, index in
            switch behaviour {
            case .answered: .sample("+16175550100", index: index, campaignRef: campaignRef)
            case .busy: .sample("+16175550120", index: index, campaignRef: campaignRef)
            case .noAnswer: .sample("+16175550121", index: index, campaignRef: campaignRef)
            // Refused at `place` is what cannot be written; the server's refusals come as ends.
            case .refused: .sample("not a number", index: index, campaignRef: campaignRef)
            }
        }
        suite.many = 1_000
        // The false server's own clock is the machine's: what it takes is not the dialer's.
        suite.ringTolerance = .seconds(60)
        let violations = try await suite.violations()
        #expect(violations.isEmpty, "\(violations)")
        try await server.stop()
    }
}
