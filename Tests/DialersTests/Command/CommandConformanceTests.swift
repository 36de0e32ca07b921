import CallspoolCore
import CallspoolTesting
import Stages
import Testing

@testable import Dialers

@Suite("A program as a dialer")
struct CommandConformanceTests {
    @Test("the sample engine conforms, through a real process")
    func conforms() async throws {
        let folder = try WorkingFolder()
        var campaign = Campaign(name: "conformance")
        campaign.ringTimeout = .seconds(8)
        let campaignRef = CampaignRef(campaign)
        let clock = SystemClock()
        var times = CommandTimes.patient
        times.window = .seconds(3_600)
        let patient = times
        var suite = DialerConformance {
            let program = [
                "python3", "\(project)/samples/engine.py", "--calls", "\(folder.path)/\(UInt64.unique).jsonl",
            ]
            // The calls go faster than life, so that the suite need not take as long; callspool's clock does not.
            let settings = CommandSettings(program: program + ["--speed", "8"])
            return DialerRig(CommandDialer(settings: settings, times: patient, clock: clock) { _ in }, clock: clock) {
                do { try await clock.pause(.milliseconds(5)) } catch { return }
            }
        } attempt: { behaviour, index in
            switch behaviour {
            case .answered: .sample("+16175550100", index: index, campaignRef: campaignRef)
            case .busy: .sample("+16175550120", index: index, campaignRef: campaignRef)
            case .noAnswer: .sample("+16175550121", index: index, campaignRef: campaignRef)
            // A program refuses by a report; `place` throws only when there is no program.
            case .refused: nil
            }
        }
        suite.many = 1000
        // The false server's own clock is the machine's: what it takes is not the dialer's.
        suite.ringTolerance = .seconds(60)
        let violations = try await suite.violations()
        #expect(violations.isEmpty, "\(violations)")
    }
}

extension UInt64 {
    /// A number that no other test has.
    static var unique: UInt64 { .random(in: 0...(.max)) }
}

extension CommandTimes {
    /// However slow the machine is, the program is there and answers.
    static var patient: CommandTimes {
        var times = CommandTimes()
        (times.hello, times.answer, times.deaf, times.ring) = (
            .seconds(3_600), .seconds(3_600), .seconds(3_600), .seconds(3_600)
        )
        return times
    }
}
