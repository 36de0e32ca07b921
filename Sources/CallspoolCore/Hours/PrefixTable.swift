/// Prefixes of telephone numbers and the zones of the numbers that begin with them.
///
/// A flat trie by digits: ten places for each node, so a look-up is one step for each digit and touches nothing else.
struct PrefixTable: Sendable {
    /// The table that is built into the program, built at its first use.
    static let builtIn = PrefixTable(text) { Zone.isKnown($0) }

    /// The distinct sets of zones; `nil` where none of a set is known.
    private(set) var sets: [ZoneSet?] = []
    /// How many prefixes there are.
    private(set) var count = 0
    /// Ten for each node: the node of the next digit, 0 for none, for the root is nobody's.
    private var next: [UInt16] = Array(repeating: 0, count: 10)
    /// One for each node: 1 + the place of its set, 0 for none.
    private var setOfNode: [UInt16] = [0]

    /// Reads the text of the table, as `Scripts/zone-table.py` writes it.
    init(_ text: StaticString, isKnown: (String) -> Bool) {
        var zones: [String] = []
        let bytes = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        for word in bytes.split(whereSeparator: { $0 == 0x20 || $0 == 0x0A }) {
            if word.first.map(isDigit) == true {
                if zones.isEmpty == false { append(&zones, isKnown) }
                insert(word)
            } else {
                zones.append(String(decoding: word, as: UTF8.self))
            }
        }
    }

    /// The set of the longest prefix of the number that is in the table, and its length with the `+`.
    ///
    /// `nil` when there is none, and when none of its zones is known.
    func longestMatch(_ phoneNumber: String) -> (set: ZoneSet, length: Int)? {
        var bytes = phoneNumber.utf8.makeIterator()
        guard bytes.next() == 0x2B else { return nil }
        var node = 0
        var length = 1
        var match = (set: 0, length: 0)
        while let byte = bytes.next(), isDigit(byte) {
            node = Int(next[node * 10 + Int(byte - 0x30)])
            guard node != 0 else { break }
            length += 1
            if setOfNode[node] != 0 { match = (Int(setOfNode[node]), length) }
        }
        guard match.set != 0, let set = sets[match.set - 1] else { return nil }
        return (set, match.length)
    }

    private mutating func append(_ zones: inout [String], _ isKnown: (String) -> Bool) {
        let known = zones.filter(isKnown)
        sets.append(known.isEmpty ? nil : ZoneSet(known))
        zones = []
    }

    /// A prefix, or a range of them: both ends have the same number of digits.
    private mutating func insert(_ word: UnsafeBufferPointer<UInt8>.SubSequence) {
        let ends = word.split(separator: 0x2D)
        let values = ends.map { $0.reduce(0) { $0 * 10 + Int($1 - 0x30) } }
        guard let first = values.first, let last = values.last, let digits = ends.first?.count else { return }
        for prefix in first...last { insert(prefix, digits: digits) }
    }

    private mutating func insert(_ prefix: Int, digits: Int) {
        var power = 1
        for _ in 1..<digits { power *= 10 }
        var node = 0
        while power > 0 {
            node = child(of: node, digit: prefix / power % 10)
            power /= 10
        }
        setOfNode[node] = UInt16(sets.count)
        count += 1
    }

    private mutating func child(of node: Int, digit: Int) -> Int {
        let place = node * 10 + digit
        if next[place] == 0 {
            next[place] = UInt16(setOfNode.count)
            next.append(contentsOf: repeatElement(0, count: 10))
            setOfNode.append(0)
        }
        return Int(next[place])
    }
}

@inline(__always)
private func isDigit(_ byte: UInt8) -> Bool {
    byte >= 0x30 && byte <= 0x39
}
