/// Where the password for an engine is found; it is never shown.
public enum EngineSecret: Equatable, Sendable {
    /// In the settings themselves.
    case literal(String)
    /// The first line of a file.
    case file(String)
    /// A variable of the environment.
    case environment(String)
}

extension EngineSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Where it is; never what it is.
    public var description: String {
        switch self {
        case .literal: "(hidden)"
        case .file(let path): "the file \(path)"
        case .environment(let name): "the environment's \(name)"
        }
    }

    /// The same as `description`, since a dump of the settings is how secrets get into logs.
    public var debugDescription: String { description }

    /// No children, for the same reason.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
