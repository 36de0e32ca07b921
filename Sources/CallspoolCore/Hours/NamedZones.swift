import Synchronization

/// The sets of one zone, one object for each name, and whether the zone is known.
///
/// It remembers, and decides nothing: the same name gives the same answer for as long as the program runs. To look for
/// a zone's file takes some microseconds.
final class NamedZones: Sendable {
    /// The program's.
    static let shared = NamedZones()

    private struct Entry {
        var set: ZoneSet
        var isKnown: Bool
    }

    private let entries = Mutex<[String: Entry]>([:])
    private let isKnown: @Sendable (String) -> Bool

    init(isKnown: @escaping @Sendable (String) -> Bool = { Zone.isKnown($0) }) {
        self.isKnown = isKnown
    }

    /// The zone as a set; `nil` when it is not known.
    func known(_ name: String) -> ZoneSet? {
        let entry = entry(name)
        return entry.isKnown ? entry.set : nil
    }

    /// The zone as a set, known or not.
    func set(of name: String) -> ZoneSet {
        entry(name).set
    }

    private func entry(_ name: String) -> Entry {
        entries.withLock { entries in
            if let entry = entries[name] { return entry }
            let entry = Entry(set: ZoneSet(CollectionOfOne(name)), isKnown: isKnown(name))
            // Names come checked, so there are hundreds at most; what is not checked shall not fill the memory.
            if entries.count < 4096 { entries[name] = entry }
            return entry
        }
    }
}
