/// Asterisk's spool of call files.
public struct CallFileSettings: EngineChoice {
    /// `callfile`.
    public static let kind = "callfile"

    /// What a call runs when it is answered.
    public enum Answer: Equatable, Sendable {
        /// A place in the dialplan.
        case dialplan(context: String, extension: String, priority: Int)
        /// An application with its data.
        case application(String, data: String)
    }

    /// Where Asterisk takes call files from.
    public var directory: String
    /// Where they are written first: on the same file system.
    public var staging: String
    /// Where Asterisk puts those that are over.
    public var archive: String
    /// The channel to dial, with `{number}` where the number goes.
    public var channel: String
    /// What a call runs when it is answered.
    public var answer: Answer
    /// Asterisk's call records, `Master.csv`; `nil` is none.
    public var cdr: String?
    /// How many files may lie in the folder at once.
    public var maxLive = 100
    /// How long Asterisk may leave a file untouched before it is taken back.
    public var pickup = Duration.seconds(30)

    /// Makes settings with Asterisk's own names for the folders beside `directory`.
    public init(directory: String, channel: String, answer: Answer) {
        self.directory = directory
        staging = directory + "/.callspool"
        archive = directory + "_done"
        self.channel = channel
        self.answer = answer
    }
}

extension EngineSettings {
    /// Asterisk's spool of call files.
    public static func callFile(_ settings: CallFileSettings) -> EngineSettings { EngineSettings(settings) }
}
