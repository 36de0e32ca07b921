import CallspoolCore
import CallspoolTesting
import Testing

@testable import Dialers

/// A machine with an Asterisk's words put into it by hand, at instants of the test's choice.
struct LinkStage {
    var machine: AsteriskMachine
    var now = Timestamp(seconds: 1_763_892_900)
    let settings: AsteriskSettings

    init(channel: String = "PJSIP/{number}@trunk", cdr: String? = nil) {
        var settings = AsteriskSettings(username: "callspool", secret: .literal("s"), channel: channel)
        settings.login = .plain
        settings.cdr = cdr
        self.settings = settings
        machine = AsteriskMachine(settings, secret: "s", times: AsteriskTimes())
    }

    /// A connection is made, and is ready when these channels have been listed.
    ///
    /// - Returns: what is new of the calls, and what was asked once it was ready.
    @discardableResult
    mutating func connect(_ channels: [String] = []) throws -> (reports: [AttemptReport], asked: String) {
        machine.opened(now)
        var reports = machine.greeted(now)
        reports += try hear("Response: Success\r\nActionID: callspool:login\r\nMessage: Authentication accepted")
        reports += try hear("Event: FullyBooted\r\nStatus: Fully Booted")
        for channel in channels { reports += try hear(channel) }
        _ = machine.takeOutbox()
        reports += try hear("Event: CoreShowChannelsComplete\r\nActionID: callspool:channels\r\nEventList: Complete")
        return (reports, String(decoding: machine.takeOutbox(), as: UTF8.self))
    }

    /// A message comes.
    mutating func hear(_ text: String) throws -> [AttemptReport] {
        var parser = ManagerParser()
        parser.append("Asterisk Call Manager/11.0.0\r\n\(text)\r\n\r\n".utf8)
        var reports: [AttemptReport] = []
        while let message = try parser.next() { reports += machine.heard(message, now) }
        return reports
    }

    /// An attempt is placed, and answered at once.
    mutating func answer(_ attempt: Attempt) throws {
        #expect(machine.place(try OriginateOrder(attempt, settings), now) == .placed)
        _ = machine.takeOutbox()
        _ = try hear("Event: Newchannel\r\nChannel: PJSIP/trunk-1\r\nChannelStateDesc: Down\r\nUniqueid: \(attempt.id)")
        _ = try hear("Event: Newstate\r\nChannel: PJSIP/trunk-1\r\nChannelStateDesc: Up\r\nUniqueid: \(attempt.id)")
    }

    /// A channel as it stands in a list.
    static func listed(_ attempt: Attempt, _ state: String = "Up") -> String {
        "Event: CoreShowChannel\r\nActionID: callspool:channels\r\nChannel: PJSIP/trunk-00000007\r\n"
            + "ChannelStateDesc: \(state)\r\nUniqueid: \(attempt.id)\r\nLinkedid: \(attempt.id)"
    }
}
