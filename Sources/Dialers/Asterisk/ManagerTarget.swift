internal import CallspoolCore

/// What bytes of a hostile server are fed to by `callspool-fuzz`: the parser, and the machine of the connection and of
/// its calls behind it.
package struct ManagerTarget: Sendable {
    private var parser = ManagerParser()
    private var machine: AsteriskMachine
    private var now = Timestamp(milliseconds: 0)
    /// How many messages were read, and how many reports came of them.
    package private(set) var messages = 0
    package private(set) var reports = 0

    /// Makes one with calls in progress, whose ids are those of the recordings.
    package init() {
        let settings = AsteriskSettings(username: "dial", secret: .literal("dial"), channel: "Local/{number}@carrier")
        machine = AsteriskMachine(settings, secret: "dial", times: AsteriskTimes())
        machine.opened(now)
        _ = machine.greeted(now)
        let campaignRef = CampaignRef(Campaign(name: "fuzz"))
        for index in Int32(1)...40 {
            let attempt = Attempt(
                key: CallKey(campaign: 1, index: index),
                number: 1,
                id: index == 1 ? "call-1" : "lead-\(index - 2)",
                job: CallJob(callID: "fuzz-\(index)", phoneNumber: "+16175550101"),
                callerID: nil,
                campaignRef: campaignRef,
                tries: Tries()
            )
            machine.begin(
                attempt,
                AsteriskIDs(action: attempt.id, channel: "camp1-lead\(index - 2)-a", other: "camp1-lead\(index - 2)-b")
            )
        }
    }

    /// Hears bytes.
    ///
    /// - Returns: whether the server is still listened to.
    package mutating func hear(_ bytes: some Sequence<UInt8>) -> Bool {
        parser.append(bytes)
        now = now + .milliseconds(1)
        do throws(ManagerParser.Fault) {
            while let message = try parser.next() {
                messages += 1
                reports += machine.heard(message, now).count
            }
            reports += machine.tick(now).count
            return true
        } catch {
            machine.broke(error, now)
            return false
        }
    }

    /// How many bytes, calls and channels are held.
    package var held: Int { parser.held + machine.sizes.calls + machine.sizes.channels + machine.outbox.count }
}
