internal import CallspoolCore

extension Value {
    /// A list of some length; every item's faults are told.
    static func list<Item>(of item: Value<Item>, _ count: ClosedRange<Int>) -> Value where Result == [Item] {
        let wanted = "a list of \(count.lowerBound) to \(count.upperBound) items, each \(item.wanted)"
        return Value(wanted) { node, reading in
            guard case .list(let nodes) = node.content, count.contains(nodes.count) else {
                reading.refuseCount(node, wanted: wanted)
                return nil
            }
            let items = nodes.map { item.read($0, reading.of("an item of \(reading.subject)")) }
            return items.contains { $0 == nil } ? nil : items.compactMap { $0 }
        }
    }

    /// One alone, or a list of some length, which may be empty with `orNone`.
    static func oneOrMore<Item>(of item: Value<Item>, upTo most: Int, orNone: Bool = false) -> Value
    where Result == [Item] {
        let list = Value.list(of: item, (orNone ? 0 : 1)...most)
        return Value("\(item.wanted), or a list of such") { node, reading in
            if case .list = node.content { return list.read(node, reading) }
            return item.read(node, reading).map { [$0] }
        }
    }

    /// A map whose keys are listed in a form; it is read into a copy of a first value.
    ///
    /// - Parameters:
    ///   - form: the keys.
    ///   - first: what the keys are read into.
    ///   - mayBeEmpty: whether nothing, or an empty list, is a map without keys.
    ///   - finish: makes the result; `nil` when it has told that something is missing or does not fit.
    /// - Returns: the value.
    static func map<Draft>(
        of form: Form<Draft>,
        into first: Draft,
        mayBeEmpty: Bool = false,
        finish: @escaping @Sendable (Draft, YAMLNode, Reading) -> Result?
    ) -> Value where Draft: Sendable {
        let wanted = "a map of \(form.keys.map { "`\($0.name)`" }.enumeration)"
        return Value(wanted) { node, reading in
            guard let pairs = node.pairs(mayBeEmpty: mayBeEmpty) else {
                reading.refuse(node, wanted: wanted)
                return nil
            }
            var draft = first
            var opened = form.opened(in: reading.subject)
            let before = reading.faults.errorCount
            for pair in pairs {
                opened.read(pair, into: &draft, faults: reading.faults)
            }
            return reading.faults.errorCount == before ? finish(draft, node, reading) : nil
        }
    }

    /// The most entries of a map whose keys are the user's own.
    private static var mostEntries: Int { EntryRules.mostParameters }

    /// A map whose keys are read like its values, of at most 64 entries; nothing, and an empty list, have none.
    ///
    /// An entry whose value is a null is left out with `skipsNull`; else it is read.
    static func dictionary<Key: Equatable & SendableMetatype, Item>(
        _ key: Value<Key>,
        _ item: Value<Item>,
        skipsNull: Bool = false
    ) -> Value where Result == [(key: Key, value: Item)] {
        let wanted = "a map (each key \(key.wanted), each value \(item.wanted))"
        return Value(wanted) { node, reading in
            // The walk below is quadratic, which a bound keeps harmless.
            guard let pairs = node.pairs(mayBeEmpty: true), pairs.count <= mostEntries else {
                reading.refuse(node, wanted: wanted)
                return nil
            }
            let before = reading.faults.errorCount
            var entries: [(key: Key, value: Item)] = []
            entries.reserveCapacity(pairs.count)
            for (index, pair) in pairs.enumerated() where !(skipsNull && pair.value.isNull) {
                let name = key.read(pair.key, reading.of("a key of \(reading.subject)"))
                let place = reading.of("`\(pair.key.text?.excerpt ?? "?")` in \(reading.subject)")
                let value = item.read(pair.value, place)
                guard let name, let value else { continue }
                // A walk over the few entries before costs less than a set.
                if entries.contains(where: { $0.key == name }) {
                    let earlier = pairs[..<index].first { $0.key.text == pair.key.text }?.key.position
                    reading.tellTwice(pair.key, earlier: earlier ?? node.position)
                }
                entries.append((name, value))
            }
            return reading.faults.errorCount == before ? entries : nil
        }
    }
}

extension Value where Result == [Parameter] {
    /// A map of the user's own keys, each with a text; an empty text is a value too, and a null is one.
    static var parameters: Value {
        let wanted = "a text of at most \(EntryRules.longestValue) characters, in one line"
        let name = Value<String>.text(upTo: EntryRules.longestName)
        let content = Value<String>(wanted) { node, reading in
            if node.isNull { return "" }
            if let text = node.text, EntryRules.fault(inValue: text) == nil { return text }
            reading.refuse(node, wanted: wanted)
            return nil
        }
        let map = Value<[(key: String, value: String)]>.dictionary(name, content)
        let most = EntryRules.mostParameters
        return Value("a map of at most \(most) keys, each with a text") { node, reading in
            if case .map(let pairs) = node.content, pairs.count > most {
                let words = "\(reading.subject) has \(pairs.count) keys; at most \(most) are taken"
                reading.faults.error(words, at: node.position)
                return nil
            }
            return map.read(node, reading)?.map { Parameter(key: $0.key, value: $0.value) }
        }
    }
}

extension YAMLNode {
    /// The entries of a map; where it may be empty, those of nothing, of a null and of an empty list as well.
    ///
    /// PHP writes an empty map as `[]`, others write nothing or a null.
    fileprivate func pairs(mayBeEmpty: Bool) -> [(key: YAMLNode, value: YAMLNode)]? {
        switch content {
        case .map(let pairs): return pairs
        case .list(let items): return mayBeEmpty && items.isEmpty ? [] : nil
        case .scalar, .refused: return mayBeEmpty && isNull ? [] : nil
        }
    }
}

extension Reading {
    /// Tells that a key stands twice in one map.
    func tellTwice(_ key: YAMLNode, earlier: Diagnostic.Position) {
        let words = "`\(key.text?.excerpt ?? "?")` stands twice in \(subject), first at "
        faults.error(words + "\(earlier.line):\(earlier.column); remove one", at: key.position)
    }

    /// Tells that a name is none of those that there are, with the nearest one.
    func refuseName(_ node: YAMLNode, _ why: String, among names: [String]) {
        if case .refused = node.content { return }
        let nearest = node.text?.nearest(among: names)
        let words = nearest.map { "did you mean `\($0)`?" } ?? "they are \(names.map { "`\($0)`" }.enumeration)"
        faults.error("`\(node.text?.excerpt ?? "?")` \(why); \(words)", at: node.position)
    }

    /// Tells that a list is none, or too long or short.
    fileprivate func refuseCount(_ node: YAMLNode, wanted: String) {
        guard case .list(let nodes) = node.content else { return refuse(node, wanted: wanted) }
        faults.error("\(subject) must be \(wanted); this one has \(nodes.count)", at: node.position)
    }
}

extension [String] {
    /// `a`, `b` and `c`.
    var enumeration: String {
        guard let last, count > 1 else { return first ?? "" }
        return dropLast().joined(separator: ", ") + " and " + last
    }
}
