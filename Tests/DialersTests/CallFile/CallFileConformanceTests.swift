import CallspoolCore
import CallspoolTesting
import Dialers
import Stages
import Testing

@Suite("Call files as a dialer")
struct CallFileConformanceTests {
    @Test("they conform, with call records and without", arguments: [true, false])
    func conforms(hasRecords: Bool) async throws {
        let folder = try WorkingFolder()
        let asterisk = try FakeAsterisk(folder, hasRecords: hasRecords)
        let clock = SystemClock()
        var campaign = Campaign(name: "conformance")
        campaign.ringTimeout = .seconds(3)
        let campaignRef = CampaignRef(campaign)
        // Every rule begins again with its attempts, and an archive keeps what was.
        let rule = Rule()
        var suite = DialerConformance {
            rule.next()
            return DialerRig(CallFileDialer(settings: asterisk.settings, clock: clock), clock: clock) {
                do { try await clock.pause(.milliseconds(5)) } catch { return }
            }
        } attempt: { behaviour, index in
            let number =
                switch behaviour {
                case .answered: "+16175550100"
                case .busy: "+16175550120"
                case .noAnswer: "+16175550121"
                case .refused: "+1617555;0100"
                }
            var attempt = Attempt.sample(number, index: index, campaignRef: campaignRef)
            attempt.id = "\(rule.number)-\(attempt.id)"
            return attempt
        }
        suite.many = 400
        // The false server's own clock is the machine's: what it takes is not the dialer's.
        suite.ringTolerance = .seconds(60)
        suite.knowsAnswerTimes = hasRecords
        let checked = suite
        let violations = try await withThrowingTaskGroup(of: [String]?.self) { group in
            group.addTask {
                await asterisk.run()
                return nil
            }
            group.addTask { try await checked.violations() }
            let violations = try await group.next() ?? nil
            group.cancelAll()
            return violations
        }
        #expect(violations == [])
        #expect(Set(asterisk.dialled).count == asterisk.dialled.count)
    }
}
