/// A dialer that can be looked at without a call being placed, for `callspool doctor`.
///
/// An implementer must make true:
/// - It places no call and changes nothing at the engine.
/// - It answers in some seconds, whatever the engine does; `run` is running meanwhile.
/// - What it tells holds no secret.
public protocol EngineProbe: Dialer {
    /// What there is to say of the engine: whether it is reached, its version, and what it will not be able to tell.
    func findings() async -> [Finding]
}

/// Something that was looked at, and how it is.
public struct Finding: Equatable, Sendable {
    /// How it is.
    public enum Weight: String, CaseIterable, Sendable {
        /// As it should be.
        case fine = "ok"
        /// Calls go out, and something will be missing or goes slower.
        case warning
        /// Calls do not go out, or their outcomes are lost.
        case fault
    }

    /// How it is.
    public var weight: Weight
    /// What it is, and what to do, in a sentence.
    public var words: String

    /// Makes a finding.
    public init(_ weight: Weight, _ words: String) {
        self.weight = weight
        self.words = words
    }
}
