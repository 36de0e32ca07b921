/// Zones as one small object, so that a million callees with the same zones share it.
///
/// Equal by its zones; the hash is worked out once, since the queue asks for it with every number that it looks at.
final class ZoneSet: Hashable, Sendable {
    /// IANA zones, sorted, each once.
    let zones: [String]
    private let digest: Int

    init(_ zones: some Sequence<String>) {
        self.zones = Set(zones).sorted()
        digest = self.zones.hashValue
    }

    static func == (left: ZoneSet, right: ZoneSet) -> Bool {
        left === right || left.digest == right.digest && left.zones == right.zones
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(digest)
    }
}
