/// What becomes of a campaign's start near a full hour, when trunks are busiest.
public enum TopOfHour: String, CaseIterable, Sendable {
    /// Its author is told.
    case warn
    /// It is moved to the next quarter that is not the full hour, and its author is told.
    case shift
    /// Nothing.
    case allow
}
