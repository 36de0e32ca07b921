internal import CallspoolCore

/// What bytes of a hostile server are fed to by `callspool-fuzz`: the parser, and the machine of the connection and of
/// its calls behind it.
package struct EventSocketTarget: Sendable {
    private var machine: FreeSWITCHMachine
    private var now = Timestamp(milliseconds: 0)
    /// How many reports came.
    package private(set) var reports = 0

    /// Makes one that is logged in, with calls of these ids in progress.
    package init(ids: [String]) {
        let answer = FreeSWITCHSettings.Answer.application("park", data: "")
        var settings = FreeSWITCHSettings(secret: .literal("dial"), dial: "user/{digits}", answer: answer)
        settings.window = max(1, ids.count)
        machine = FreeSWITCHMachine(settings, secret: "dial")
        machine.connected(now)
        let greeting = "Content-Type: auth/request\n\n"
        let replies = String(repeating: "Content-Type: command/reply\nReply-Text: +OK\n\n", count: 4)
        _ = machine.received((greeting + replies).utf8, now)
        let campaignRef = CampaignRef(Campaign(name: "fuzz"))
        for (index, id) in ids.enumerated() {
            let attempt = Attempt(
                key: CallKey(campaign: 1, index: Int32(index + 1)),
                number: 1,
                id: id,
                job: CallJob(callID: "fuzz-\(index + 1)", phoneNumber: "+16175550101"),
                callerID: nil,
                campaignRef: campaignRef,
                tries: Tries()
            )
            _ = machine.place(attempt, now)
        }
        _ = machine.takeOutgoing()
    }

    /// Hears bytes.
    ///
    /// - Returns: whether the server is still listened to.
    package mutating func hear(_ bytes: some Collection<UInt8>) -> Bool {
        now = now + .milliseconds(1)
        let heard = machine.received(bytes, now)
        let passed = machine.tick(now)
        reports += heard.reports.count + passed.reports.count
        return heard.fault == nil && passed.fault == nil
    }

    /// How many bytes and calls are held.
    package var held: Int { machine.held }
}
