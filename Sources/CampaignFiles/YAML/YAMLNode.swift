internal import CallspoolCore

/// A value of a YAML file held in memory: everything but the list of numbers, which is read as it streams by.
struct YAMLNode {
    /// What stands there.
    enum Content {
        /// A text; `isPlain` without quotes.
        case scalar(String, isPlain: Bool)
        /// A list.
        case list([YAMLNode])
        /// A map, in the order of the file, keys that stand twice included.
        case map([(key: YAMLNode, value: YAMLNode)])
        /// Something that was told as a fault already.
        case refused
    }

    /// Where it begins.
    var position: Diagnostic.Position
    /// What stands there.
    var content: Content

    /// The text, when it is one.
    var text: String? {
        if case .scalar(let text, _) = content { text } else { nil }
    }

    /// Nothing after the colon.
    var isAbsent: Bool {
        if case .scalar("", isPlain: true) = content { true } else { false }
    }

    /// Nothing, or one of YAML's words for it, without quotes.
    var isNull: Bool {
        if case .scalar(let text, isPlain: true) = content {
            ["", "~", "null", "Null", "NULL"].contains(text)
        } else {
            false
        }
    }
}

extension YAMLEventReader {
    /// The most nodes that one value may have; ten thousand numbers in a `do_not_call` list fit.
    static let mostNodes = 20_000

    /// The value that an event begins, read to its end; what cannot be part of one is told to the faults.
    ///
    /// - Returns: `nil` when the file cannot be read further, which is told as well.
    /// - Throws: what the source threw.
    func node(from event: YAMLEvent, faults: Faults) throws -> YAMLNode? {
        var budget = Self.mostNodes
        return try node(from: event, faults: faults, budget: &budget)
    }

    /// Passes over the value that an event begins, without keeping it.
    ///
    /// - Returns: whether the file can be read further; when not, that is told.
    /// - Throws: what the source threw.
    func skip(from event: YAMLEvent, faults: Faults) throws -> Bool {
        var event = event
        var depth = 0
        while true {
            switch event.kind {
            case .listStart, .mapStart: depth += 1
            case .listEnd, .mapEnd: depth -= 1
            case .scalar, .alias: break
            case .end: return false
            case .fault:
                faults.error(event.text, at: event.position)
                return false
            }
            if depth == 0 { return true }
            event = try next()
        }
    }

    private func node(from event: YAMLEvent, faults: Faults, budget: inout Int) throws -> YAMLNode? {
        budget -= 1
        guard budget >= 0 else {
            if budget == -1 {
                faults.error("this value is too long to stand in this file; shorten it", at: event.position)
            }
            return try skip(from: event, faults: faults) ? YAMLNode(position: event.position, content: .refused) : nil
        }
        let accepted = faults.accept(event)
        let content: YAMLNode.Content?
        switch event.kind {
        case .scalar: content = .scalar(event.text, isPlain: event.isPlain)
        case .listStart: content = try items(faults: faults, budget: &budget).map { .list($0) }
        case .mapStart: content = try pairs(faults: faults, budget: &budget).map { .map($0) }
        case .alias, .listEnd, .mapEnd: content = .refused
        case .end, .fault: content = nil
        }
        return content.map { YAMLNode(position: event.position, content: accepted ? $0 : .refused) }
    }

    private func items(faults: Faults, budget: inout Int) throws -> [YAMLNode]? {
        var items: [YAMLNode] = []
        while true {
            let event = try next()
            if event.kind == .listEnd { return items }
            guard let item = try node(from: event, faults: faults, budget: &budget) else { return nil }
            if budget >= 0 { items.append(item) }
        }
    }

    private func pairs(faults: Faults, budget: inout Int) throws -> [(key: YAMLNode, value: YAMLNode)]? {
        var pairs: [(key: YAMLNode, value: YAMLNode)] = []
        while true {
            let event = try next()
            if event.kind == .mapEnd { return pairs }
            guard let key = try node(from: event, faults: faults, budget: &budget),
                let value = try node(from: next(), faults: faults, budget: &budget)
            else { return nil }
            if budget >= 0 { pairs.append((key, value)) }
        }
    }
}

extension Faults {
    /// Tells what no value may be (an alias, an anchor, a tag) and a file that ends or breaks off within one.
    ///
    /// - Returns: whether the event can be taken.
    func accept(_ event: YAMLEvent) -> Bool {
        if event.kind == .fault {
            error(event.text, at: event.position)
        } else if event.kind == .alias {
            error("aliases (`*\(event.text.excerpt)`) are not taken; write the value out here", at: event.position)
        } else if event.hasAnchor {
            let words = "anchors (`&…`) are not taken; remove it, and write the value out wherever it is meant"
            error(words, at: event.position)
        } else if event.hasTag {
            error("tags (`!…`) are not taken; remove it", at: event.position)
        } else {
            return true
        }
        return false
    }
}
