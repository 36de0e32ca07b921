/// The beginning of a connection: login, the narrowing of events, the list of channels, and the word that the server is
/// ready.
///
/// Pure: what was said in, what is to be said out.
struct AsteriskSession: Sendable {
    /// How far it is.
    enum State: Equatable, Sendable {
        /// The server is to greet; goes to challenged or loggingIn.
        case greeting
        /// It is to give a word for the digest.
        case challenged
        /// It is to take the login.
        case loggingIn
        /// It is to list its channels, and to say that it is ready; in any order.
        case preparing(isListed: Bool, isBooted: Bool)
        /// Calls can be placed.
        case ready
        /// It does not take the login, in its words.
        case refused(String)
    }

    /// Who logs in.
    struct Credentials: Sendable {
        var username: String
        var secret: String
        /// Whether a digest is sent in the secret's place.
        var isDigest: Bool
    }

    /// A mistake that a person can repair, and with which calls can be placed nevertheless.
    enum Lack: Sendable {
        /// The list of channels is refused.
        case channels(String)
    }

    /// What the answers to our own actions are known by; no attempt's id has a colon.
    private enum Own {
        static let challenge = "callspool:challenge"
        static let login = "callspool:login"
        static let filter = "callspool:filter"
        static let channels = "callspool:channels"
        static let ping = "callspool:ping"
    }

    /// The events that calls are put together from, as regular expressions on an event's text: an Originate causes some
    /// forty events, of which these are nine.
    static let filters = [
        "^Event: (Newchannel|Newstate|DialBegin|DialState|DialEnd|OriginateResponse|Hangup|Shutdown|FullyBooted|ContactStatus)[^A-Za-z]",
        "^Event: VarSet[^A-Za-z].*Variable: (\(variables))[^A-Za-z]",
    ]

    private static let variables = (Detection.variables + [DialledLegs.variable]).joined(separator: "|")

    private let credentials: Credentials
    private(set) var state = State.greeting
    private(set) var lack: Lack?
    /// What is to be sent.
    var outbox: [UInt8] = []

    /// Begins when a connection is made.
    init(_ credentials: Credentials) {
        self.credentials = credentials
    }

    /// The server greeted.
    mutating func greeted() {
        guard state == .greeting else { return }
        if credentials.isDigest {
            state = .challenged
            send("Challenge", Own.challenge, [("AuthType", "MD5")])
        } else {
            logIn([("Username", credentials.username), ("Secret", credentials.secret)])
        }
    }

    /// The server answered an action, perhaps one of these.
    mutating func heard(_ response: AsteriskEvent.Response, of action: String) {
        switch (action, state) {
        case (Own.challenge, .challenged):
            guard response.isSuccess, let challenge = response.challenge else {
                state = .refused(response.message)
                return
            }
            let digest = ManagerDigest.md5(challenge: challenge, secret: credentials.secret)
            logIn([("AuthType", "MD5"), ("Username", credentials.username), ("Key", digest)])
        case (Own.login, .loggingIn):
            guard response.isSuccess else {
                state = .refused(response.message)
                return
            }
            prepare()
        case (Own.channels, .preparing(_, let isBooted)):
            guard !response.isSuccess else { return }
            lack = .channels(response.message)
            prepared(isListed: true, isBooted: isBooted)
        default: break
        }
    }

    /// A list is complete.
    mutating func listed(_ action: String) {
        guard action == Own.channels, case .preparing(_, let isBooted) = state else { return }
        prepared(isListed: true, isBooted: isBooted)
    }

    /// The server is ready, or has had the time to say so: a user without the right to read `system` is not told.
    mutating func booted() {
        guard case .preparing(let isListed, _) = state else { return }
        prepared(isListed: isListed, isBooted: true)
    }

    /// Asks for a sign of life.
    mutating func ping() {
        send("Ping", Own.ping, [])
    }

    private mutating func logIn(_ fields: [(StaticString, String)]) {
        state = .loggingIn
        send("Login", Own.login, fields + [("Events", "call,dialplan,system")])
    }

    /// A user who may not filter gets every event of these classes, which costs time and nothing else.
    private mutating func prepare() {
        state = .preparing(isListed: false, isBooted: false)
        for filter in AsteriskSession.filters {
            send("Filter", Own.filter, [("Operation", "Add"), ("Filter", filter)])
        }
        send("CoreShowChannels", Own.channels, [])
    }

    private mutating func prepared(isListed: Bool, isBooted: Bool) {
        state = isListed && isBooted ? .ready : .preparing(isListed: isListed, isBooted: isBooted)
    }

    private mutating func send(_ name: StaticString, _ id: String, _ fields: [(StaticString, String)]) {
        var action = ManagerAction(name, id: id)
        do {
            for (name, value) in fields { try action.add(name, value) }
            outbox += action.bytes
        } catch {
            state = .refused("the user or the secret has a character that cannot be sent")
        }
    }
}
