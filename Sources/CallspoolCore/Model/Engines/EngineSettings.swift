/// The telephony engine that places the calls: the settings of one of those there are.
///
/// Nothing here knows which there are. Each adds a file beside this one with its settings, and is made by the command's
/// `EngineParts`.
public struct EngineSettings: Sendable {
    /// The settings, of whichever engine.
    public let settings: any EngineChoice

    /// Chooses an engine.
    public init(_ settings: any EngineChoice) {
        self.settings = settings
    }

    /// The engine's kind, as the settings write it and results tell it.
    public var kindName: String { type(of: settings).kind }
}

extension EngineSettings: Equatable {
    /// Whether both choose the same engine with the same settings.
    public static func == (left: EngineSettings, right: EngineSettings) -> Bool {
        left.settings.isEqual(to: right.settings)
    }
}

/// The settings of one kind of engine.
public protocol EngineChoice: Equatable, Sendable {
    /// The engine's kind, as the settings write it and results tell it.
    static var kind: String { get }
}

extension EngineChoice {
    fileprivate func isEqual(to other: any EngineChoice) -> Bool { self == other as? Self }
}
