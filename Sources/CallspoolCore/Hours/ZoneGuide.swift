/// Finds a callee's zones: an explicit one, else those of the number's longest known prefix, else the campaign's.
///
/// Zones that are not known do not count: an explicit one is passed over, a prefix's is
/// dropped from its set, and when none of a set is left it is the campaign's. The campaign's own is taken as it is.
///
/// The table of prefixes is built once in a program's life, when the first guide is made.
public struct ZoneGuide: Sendable {
    private let table: PrefixTable
    private let named: NamedZones

    /// Makes a guide with the table that is built into the program.
    public init() {
        self.init(table: .builtIn, named: .shared)
    }

    init(table: PrefixTable, named: NamedZones) {
        self.table = table
        self.named = named
    }

    /// The zones in which the number's owner may be; `phoneNumber` is E.164 with its `+`.
    public func zones(of phoneNumber: String, given: String?, campaign: String) -> CalleeZones {
        if let given, let set = named.known(given) {
            return CalleeZones(set: set, origin: .given)
        }
        if let match = table.longestMatch(phoneNumber) {
            let prefix = String(decoding: phoneNumber.utf8.prefix(match.length), as: UTF8.self)
            return CalleeZones(set: match.set, origin: .prefix(prefix))
        }
        return CalleeZones(set: named.set(of: campaign), origin: .campaign)
    }
}
