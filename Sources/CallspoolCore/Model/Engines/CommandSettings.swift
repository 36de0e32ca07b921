/// A program of the user's that places the calls.
public struct CommandSettings: EngineChoice {
    /// `command`.
    public static let kind = "command"

    /// The program and its arguments: an absolute path, or a name that is looked for on `PATH`; never empty.
    public var program: [String]
    /// The folder that it runs in; `nil` is where callspool runs.
    public var directory: String?
    /// Its environment, beside the few variables of callspool's own that it gets.
    public var environment: [Parameter] = []
    /// How many attempts may be in progress to it that it has not said a word of.
    public var window = 100
    /// How long it may take to leave after a SIGTERM.
    public var stopGrace = Duration.seconds(5)

    /// Makes the settings of a program, all else the defaults.
    public init(program: [String]) {
        self.program = program
    }
}

extension CommandSettings: CustomStringConvertible {
    /// What may be shown: an environment is where people put secrets.
    public var description: String {
        "\(program.first ?? ""), \(program.count - 1) arguments, \(environment.count) variables"
    }
}

extension EngineSettings {
    /// A program of the user's.
    public static func command(_ settings: CommandSettings) -> EngineSettings { EngineSettings(settings) }
}
