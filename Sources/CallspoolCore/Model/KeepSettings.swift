/// How long what is over is kept.
public struct KeepSettings: Equatable, Sendable {
    /// How long after it was reported a campaign's folder stays in `done/`; `nil` is for ever.
    public var done: Duration?

    /// Makes the default: everything is kept.
    public init() {}
}
