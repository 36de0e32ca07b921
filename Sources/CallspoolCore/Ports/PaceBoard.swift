/// Where the dialling side shows how fast it goes and what holds it, for those who look on from outside.
///
/// Nothing depends on it: what cannot be shown is left out.
public protocol PaceBoard: Sendable {
    /// Shows how it stands.
    ///
    /// - Parameters:
    ///   - report: the pace, and what holds it.
    ///   - hold: what holds all calls, in a sentence; `nil` when nothing does.
    ///   - now: the program's.
    func show(_ report: PaceReport, hold: String?, _ now: Timestamp)

    /// Nobody dials any more.
    func clear()
}
