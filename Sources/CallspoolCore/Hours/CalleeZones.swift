/// The zones in which a callee may be, and how that is known.
public struct CalleeZones: Hashable, Sendable {
    /// How the zones are known.
    public enum Origin: Hashable, Sendable {
        /// The number came with its zone.
        case given
        /// They are those of the number's prefix, such as `+1212`.
        case prefix(String)
        /// Nothing is known of the number; the zone is the campaign's.
        case campaign
    }

    let zoneSet: ZoneSet
    /// How they are known.
    public var origin: Origin

    /// IANA zones, sorted, never empty.
    public var zones: [String] { zoneSet.zones }

    /// Makes a callee's zones.
    ///
    /// - Precondition: there is at least one.
    public init(zones: [String], origin: Origin) {
        precondition(zones.isEmpty == false, "a callee is in some zone")
        self.init(set: ZoneSet(zones), origin: origin)
    }

    init(set: ZoneSet, origin: Origin) {
        zoneSet = set
        self.origin = origin
    }
}
