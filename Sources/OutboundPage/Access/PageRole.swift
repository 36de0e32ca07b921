/// What somebody who signed in may do.
public enum PageRole: String, CaseIterable, Sendable {
    /// Look.
    case viewer
    /// Look and act: submit, stop, suspend, resume, cancel.
    case `operator`
}
