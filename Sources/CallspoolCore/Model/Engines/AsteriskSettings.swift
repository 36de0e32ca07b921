/// How an Asterisk is reached by its manager interface, and what it is told to do.
public struct AsteriskSettings: EngineChoice {
    /// `asterisk`.
    public static let kind = "asterisk"

    /// How the user is shown to be who it says.
    public enum Login: String, CaseIterable, Sendable {
        /// A digest of the secret and of a word of the server's is sent.
        case md5
        /// The secret itself is sent.
        case plain
    }

    /// What runs when a call is answered.
    public enum Answer: Equatable, Sendable {
        /// A place in the dialplan.
        case dialplan(context: String, extension: String, priority: Int)
        /// One application, and its data.
        case application(String, data: String)
    }

    /// The machine it runs on.
    public var host = "127.0.0.1"
    /// The port of its manager interface.
    public var port = 5038
    /// The manager user.
    public var username: String
    /// The manager user's secret.
    public var secret: EngineSecret
    /// How the user is shown to be who it says.
    public var login = Login.md5
    /// Whether the connection is made with TLS; the server's certificate is verified then.
    public var isEncrypted = false
    /// A file of the certificates that the server's is verified by; `nil` is the system's.
    public var certificates: String?
    /// The dial string: `{number}` stands for the number in E.164, `{digits}` for the same without its `+`.
    public var channel: String
    /// What runs when a call is answered.
    public var answer = Answer.dialplan(context: "callspool", extension: "s", priority: 1)
    /// Its call records, `Master.csv`, for calls that end while nobody listens; `nil` is none.
    public var cdr: String?
    /// How many calls may be in progress to it of which no channel was seen yet.
    public var window = 100

    /// Makes settings; the rest has defaults.
    public init(username: String, secret: EngineSecret, channel: String) {
        self.username = username
        self.secret = secret
        self.channel = channel
    }

    /// Whether a call is a pair of channels, one of which runs through the dialplan to be dialled.
    public var isLocal: Bool { channel.hasPrefix("Local/") }

    /// Where it is, for messages.
    public var place: String { "\(host):\(port)" }
}

extension EngineSettings {
    /// Asterisk, by its manager interface.
    public static func asterisk(_ settings: AsteriskSettings) -> EngineSettings { EngineSettings(settings) }
}
