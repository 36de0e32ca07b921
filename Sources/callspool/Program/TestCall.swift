import CallspoolCore
import Foundation
import Spool
import Stages

/// One call by hand, told as it goes; it is in no campaign, and no journal has it.
struct TestCall {
    let dialer: any Dialer
    let clock: SystemClock
    let attempt: Attempt

    /// Makes a call to a number through a trunk.
    init(_ phoneNumber: String, _ trunk: TrunkSettings, _ dialer: any Dialer, _ clock: SystemClock, _ spool: OpenSpool)
        throws
    {
        self.dialer = dialer
        self.clock = clock
        var campaign = Campaign(name: "doctor")
        campaign.callerIDs = spool.settings.defaults.callerIDs
        let word = Randomness.word(8)
        let tag = try SpoolFolders(spool.layout, on: spool.disk).tag { Randomness.word(5) }
        attempt = Attempt(
            key: CallKey(campaign: 1, index: 1),
            number: 1,
            id: "\(tag)-doctor-\(word)-1-1",
            job: CallJob(callID: "doctor-\(word)-1", phoneNumber: phoneNumber),
            callerID: campaign.callerIDs.first,
            campaignRef: CampaignRef(campaign),
            tries: Tries(),
            trunk: trunk.name
        )
    }

    /// Places it and tells what comes, each with the seconds since; the engine is running meanwhile.
    ///
    /// - Returns: whether it was answered.
    func place(_ reports: AsyncStream<AttemptReport>, tell: (String) -> Void) async -> Bool {
        let start = clock.now
        func at(_ instant: Timestamp) -> String { String(format: "%6.2f s  ", (instant - start).inSeconds) }
        do throws(EngineError) {
            tell(at(start) + "dialling \(attempt.job.phoneNumber), the call is \(attempt.id)\n")
            try await dialer.place(attempt)
        } catch {
            tell(at(clock.now) + "not placed: \(error.outcome.rawValue): \(error.message.oneLine)\n")
            return false
        }
        for await report in reports {
            switch report.event {
            case .ringing: tell(at(report.at) + "it rings\n")
            case .connected: tell(at(report.at) + "answered\n")
            case .ended(let end):
                tell(
                    at(report.at)
                        + "over: \(end.outcome.rawValue), \(end.calleeType.rawValue)\(end.codes.words.oneLine)\n"
                )
                tell("          \(end.outcome.sentence)\n")
                return end.outcome == .answered
            }
        }
        tell(at(clock.now) + "nothing more came\n")
        return false
    }
}

extension EngineCodes {
    fileprivate var words: String {
        let parts = [sipStatus.map { "SIP \($0)" }, q850Cause.map { "cause \($0)" }, engineCause].compactMap { $0 }
        return parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
    }
}
