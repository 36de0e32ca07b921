/// What Asterisk says, as far as it means anything for a call or for the connection.
enum AsteriskEvent: Equatable, Sendable {
    /// How far a channel is.
    enum ChannelState: Equatable, Sendable {
        /// It is there.
        case down
        /// The network is at it: SIP's 183.
        case progress
        /// It rings.
        case ringing
        /// It is answered.
        case up
    }

    /// A channel began, or was listed.
    case channel(ChannelID, ChannelState, ChannelSight)
    /// A channel's state changed, as its own or as that of a dialled one.
    case state(ChannelID, ChannelState)
    /// A channel is being dialled.
    case dialBegan(ChannelID)
    /// The dialling of a channel is over, with its `DialStatus`.
    case dialEnded(ChannelID, status: String)
    /// The dialplan set a variable.
    case variable(id: String, name: String, value: String)
    /// A channel is over.
    case hangup(ChannelID, AsteriskHangup)
    /// Whether a contact of an endpoint's answers, as far as Asterisk asks it.
    case contact(ContactSight)
    /// What became of an Originate.
    case originated(action: String, Originated)
    /// The answer to an action.
    case response(action: String, Response)
    /// A list of channels is complete.
    case listed(action: String)
    /// The server is ready.
    case booted
    /// The server goes down.
    case shutdown

    /// The answer to an action.
    struct Response: Equatable, Sendable {
        var isSuccess: Bool
        var message: String
        /// The word of the server's that goes into a digest.
        var challenge: String?
        /// The value of a variable that was asked for.
        var value: String?
    }
}

/// A channel: its own id, and that of the call that it belongs to, which is the id of the call's first channel.
struct ChannelID: Equatable, Sendable {
    var own: String
    var linked: String?
}

/// What else is said of a channel when it begins or is listed.
struct ChannelSight: Equatable, Sendable {
    var name: String
    var isNew: Bool
    /// Whether another channel's dialplan dials it, with `Dial()`.
    var isDialledOn: Bool
}

/// Why a channel is over.
struct AsteriskHangup: Equatable, Sendable {
    /// Q.850, and Asterisk's words for it.
    var cause: Int?
    var words: String?
    /// The SIP status; Asterisk 20.17, 22.7, 23.1 and later tell it.
    var sipStatus: Int?
}

/// What became of an Originate.
struct Originated: Equatable, Sendable {
    var isSuccess: Bool
    var reason: Int
}

extension AsteriskEvent {
    /// Reads a message; `nil` when it means nothing here.
    init?(_ message: ManagerMessage) {
        guard let name = message["Event"] else {
            guard let response = message["Response"] else { return nil }
            self = .response(
                action: message["ActionID"] ?? "",
                Response(
                    isSuccess: response == "Success",
                    message: message["Message"] ?? response,
                    challenge: message["Challenge"],
                    value: message["Value"]
                )
            )
            return
        }
        switch name {
        case "OriginateResponse":
            let isSuccess = message.has("Response", "Success")
            let reason = message["Reason"].flatMap { Int($0) } ?? 0
            self = .originated(
                action: message["ActionID"] ?? "",
                Originated(isSuccess: isSuccess, reason: reason)
            )
        case "CoreShowChannelsComplete": self = .listed(action: message["ActionID"] ?? "")
        case "FullyBooted": self = .booted
        case "Shutdown": self = .shutdown
        case "ContactStatus", "ContactStatusDetail":
            guard let contact = ContactSight(message) else { return nil }
            self = .contact(contact)
        default:
            guard let event = AsteriskEvent(name, ofChannel: message) else { return nil }
            self = event
        }
    }

    private init?(_ name: String, ofChannel message: ManagerMessage) {
        let isDial = name.hasPrefix("Dial")
        guard let own = isDial ? message["DestUniqueid"] : message["Uniqueid"] else { return nil }
        let id = ChannelID(own: own, linked: isDial ? message["DestLinkedid"] : message["Linkedid"])
        switch name {
        case "Newchannel", "CoreShowChannel":
            let sight = ChannelSight(
                name: message["Channel"] ?? "",
                isNew: name == "Newchannel",
                isDialledOn: message.has("Application", "AppDial")
            )
            self = .channel(id, ChannelState(message["ChannelStateDesc"]) ?? .down, sight)
        case "Newstate":
            guard let state = ChannelState(message["ChannelStateDesc"]) else { return nil }
            self = .state(id, state)
        case "DialState":
            guard let state = ChannelState(dialStatus: message["DialStatus"]) else { return nil }
            self = .state(id, state)
        case "DialBegin": self = .dialBegan(id)
        case "DialEnd": self = .dialEnded(id, status: message["DialStatus"] ?? "")
        case "VarSet":
            guard let variable = message["Variable"] else { return nil }
            self = .variable(id: own, name: variable, value: message["Value"] ?? "")
        case "Hangup":
            let cause = AsteriskHangup(
                cause: message["Cause"].flatMap { Int($0) }.flatMap { (0...127).contains($0) ? $0 : nil },
                words: message["Cause-txt"],
                sipStatus: message["TechCause"].flatMap { Int($0) }.flatMap { (100...699).contains($0) ? $0 : nil }
            )
            self = .hangup(id, cause)
        default: return nil
        }
    }
}

extension AsteriskEvent.ChannelState {
    /// The state by its name; `nil` for one that says nothing of a dialled channel.
    fileprivate init?(_ description: String?) {
        switch description {
        case "Ringing": self = .ringing
        case "Up": self = .up
        default: return nil
        }
    }

    /// The state by a `DialStatus` on the way.
    fileprivate init?(dialStatus: String?) {
        switch dialStatus {
        case "RINGING": self = .ringing
        case "PROGRESS", "PROCEEDING": self = .progress
        default: return nil
        }
    }
}
