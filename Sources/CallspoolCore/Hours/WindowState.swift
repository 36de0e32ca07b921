/// Whether a call may go out, as far as the hours are concerned.
public enum WindowState: Equatable, Sendable {
    /// It may, until then; `nil` is for ever.
    case open(until: Timestamp?)
    /// It may not.
    case closed(ClosedWindow)
}

/// Why a call may not go out now: the evidence.
///
/// Where several windows are shut, or one is in several zones, this is the one that opens last: it holds the call the
/// longest, and for the others nothing can be done.
public struct ClosedWindow: Hashable, Sendable {
    /// The window that is shut.
    public var hours: CallingHours
    /// The zone in which it is shut.
    public var zone: String
    /// How the callee's zones are known; `nil` when the hours name their zone themselves.
    public var origin: CalleeZones.Origin?
    /// The first instant at which the call may go, inside all windows in all zones; `nil` is never.
    public var opens: Timestamp?

    /// Makes the evidence.
    public init(hours: CallingHours, zone: String, origin: CalleeZones.Origin?, opens: Timestamp?) {
        self.hours = hours
        self.zone = zone
        self.origin = origin
        self.opens = opens
    }
}
