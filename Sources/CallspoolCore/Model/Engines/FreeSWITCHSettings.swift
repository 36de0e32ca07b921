/// How FreeSWITCH is reached by its event socket, and what it is told to do.
public struct FreeSWITCHSettings: EngineChoice {
    /// `freeswitch`.
    public static let kind = "freeswitch"

    /// What runs when a call is answered.
    public enum Answer: Equatable, Sendable {
        /// An extension of the dialplan.
        case dialplan(extension: String, context: String, dialplan: String)
        /// One application, and its data.
        case application(String, data: String)
    }

    /// The machine it runs on.
    public var host = "127.0.0.1"
    /// The port of its event socket.
    public var port = 8021
    /// The event socket's password.
    public var secret: EngineSecret
    /// The dial string: `{number}` stands for the number in E.164, `{digits}` for the same without its `+`.
    public var dial: String
    /// What runs when a call is answered.
    public var answer: Answer
    /// Its call records, mod_cdr_csv's `Master.csv`, for calls that end while nobody listens; `nil` is none.
    public var cdr: String?
    /// How many calls may be in progress to it that it has not confirmed.
    public var window = 50

    /// Makes settings; the rest has defaults.
    public init(secret: EngineSecret, dial: String, answer: Answer) {
        self.secret = secret
        self.dial = dial
        self.answer = answer
    }
}

extension EngineSettings {
    /// FreeSWITCH, by its event socket.
    public static func freeswitch(_ settings: FreeSWITCHSettings) -> EngineSettings { EngineSettings(settings) }
}
