/// A block as Asterisk 22.10.1 writes it.
enum ManagerBlock {
    static let greeting = "Asterisk Call Manager/11.0.0\r\n"

    /// A block of lines.
    static func lines(_ lines: [String]) -> String {
        lines.joined(separator: "\r\n") + "\r\n\r\n"
    }

    /// The answer to an action.
    static func response(_ word: String, _ id: String, _ more: String...) -> String {
        lines(["Response: \(word)", "ActionID: \(id)"] + more)
    }

    /// An event of a channel's, or of a dialled one's.
    static func channel(_ event: String, _ channel: FakeChannel, dest: Bool = false, _ more: String...) -> String {
        let prefix = dest ? "Dest" : ""
        let fields = [
            "Channel: \(channel.name)", "ChannelState: \(channel.state.rawValue)",
            "ChannelStateDesc: \(channel.state.words)", "CallerIDNum: <unknown>", "CallerIDName: <unknown>",
            "ConnectedLineNum: <unknown>", "ConnectedLineName: <unknown>", "Language: en", "AccountCode: ",
            "Context: callspool", "Exten: s", "Priority: 1", "Uniqueid: \(channel.id)", "Linkedid: \(channel.id)",
        ]
        return lines(["Event: \(event)", "Privilege: call,all"] + fields.map { prefix + $0 } + more)
    }

    /// One of a list of channels.
    static func listed(_ channel: FakeChannel, _ id: String) -> String {
        lines([
            "Event: CoreShowChannel", "ActionID: \(id)", "Channel: \(channel.name)",
            "ChannelState: \(channel.state.rawValue)", "ChannelStateDesc: \(channel.state.words)",
            "Uniqueid: \(channel.id)", "Linkedid: \(channel.id)", "Application: AppDial2", "Duration: 00:00:01",
            "BridgeId: ",
        ])
    }

    /// What became of an Originate.
    static func originated(_ order: ManagerOrder, _ channel: FakeChannel?, isSuccess: Bool, reason: Int) -> String {
        lines([
            "Event: OriginateResponse", "Privilege: call,all", "ActionID: \(order.action)",
            "Response: \(isSuccess ? "Success" : "Failure")",
            "Channel: \(isSuccess ? channel?.name ?? order.channel : order.channel)", "Context: callspool", "Exten: s",
            "Reason: \(reason)", "Uniqueid: \(channel?.id ?? "<unknown>")", "CallerIDNum: <unknown>",
            "CallerIDName: <unknown>",
        ])
    }
}

/// A channel of a false Asterisk.
struct FakeChannel: Sendable {
    /// How far it is, as Asterisk numbers it.
    enum State: Int, Sendable {
        case down = 0
        case ringing = 5
        case up = 6

        var words: String {
            switch self {
            case .down: "Down"
            case .ringing: "Ringing"
            case .up: "Up"
            }
        }
    }

    var id: String
    var name: String
    var state = State.down
}

/// An Originate as a false Asterisk got it.
public struct ManagerOrder: Sendable {
    /// Every line of it, in order.
    public var lines: [(key: String, value: String)]

    /// The first value of a key.
    public subscript(key: String) -> String? { lines.first { $0.key == key }?.value }

    /// Its action id.
    public var action: String { self["ActionID"] ?? "" }

    /// The channel's id, which it must give.
    public var id: String { self["ChannelId"] ?? "" }

    /// The dial string.
    public var channel: String { self["Channel"] ?? "" }

    /// The number in the dial string: its first run of ten digits or more, or else the whole.
    public var number: String {
        channel.split { !$0.isNumber }.first { $0.count >= 10 }.map(String.init) ?? channel
    }
}
