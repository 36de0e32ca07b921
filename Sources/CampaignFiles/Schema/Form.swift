internal import CallspoolCore

/// The keys of a map: their names, what they take, and where that goes.
///
/// Campaign files, the numbers in them and the
/// settings are all read by such tables.
struct Form<Draft>: Sendable {
    /// The keys, in the order in which they are told.
    var keys: [FormKey<Draft>]
    /// Which values are as if their key did not stand there.
    var absence: Absence

    /// A form of these keys.
    init(_ keys: [FormKey<Draft>], absence: Absence = .refused) {
        self.keys = keys
        self.absence = absence
    }

    /// Every name that is taken: the keys, then their aliases.
    var names: [String] {
        keys.map(\.name) + keys.flatMap(\.aliases)
    }

    /// A map that is about to be read.
    func opened(in subject: String) -> OpenForm<Draft> {
        OpenForm(form: self, subject: subject)
    }
}

/// Which values are as if their key did not stand there.
///
/// Programs that write files give every key, with a null where they have nothing to say. In settings, which people write,
/// nothing is forgiven: a key without its value is a slip there.
enum Absence {
    /// None.
    case refused
    /// `null` and `~`, without quotes.
    case null
    /// These, an empty text, and nothing after the colon.
    case nullOrEmpty

    /// Whether a value is one of these.
    func covers(_ node: YAMLNode) -> Bool {
        switch self {
        case .refused: false
        case .null: node.isNull && !node.isAbsent
        case .nullOrEmpty: node.isNull || node.text?.isEmpty == true
        }
    }
}

extension Form {
    /// The same keys, read into a part of a larger draft.
    func within<Outer>(_ part: any WritableKeyPath<Outer, Draft> & Sendable) -> Form<Outer> {
        Form<Outer>(keys.map { $0.within(part) }, absence: absence)
    }
}

extension Form {
    /// The same keys, read into a part of a larger draft that is got at by a function.
    func within<Outer>(_ part: @escaping PartOf<Outer, Draft>) -> Form<Outer> {
        Form<Outer>(keys.map { FormKey<Outer>($0, within: part) }, absence: absence)
    }
}

/// Changes a part of a draft.
typealias PartOf<Outer, Part> = @Sendable (_ draft: inout Outer, _ change: (inout Part) -> Void) -> Void

extension Form {
    /// The name that was most likely meant; where an alias is nearest, the key itself if it is as near, or nearly so.
    func nearest(to name: String) -> String? {
        guard let nearest = name.nearest(among: names) else { return nil }
        guard let key = keys.first(where: { $0.aliases.contains(nearest) }),
            let own = name.distance(to: key.name), let other = name.distance(to: nearest), own <= other + 1
        else { return nearest }
        return key.name
    }
}

/// One key of a map.
struct FormKey<Draft>: Sendable {
    /// Its name.
    var name: String
    /// The names that are also accepted; a key and its alias are one key.
    var aliases: [String]
    /// The key that it is another way to say, with values of its own; itself for all but a few.
    var canonical: String
    /// Reads the value into the draft; `nil` for a key that is not read as a value, or that is only known.
    var read: (@Sendable (YAMLNode, inout Draft, Reading) -> Void)?

    /// A key and where its value goes.
    init<Content>(
        _ name: String,
        also aliases: [String] = [],
        instead canonical: String? = nil,
        _ value: Value<Content>,
        store: @escaping @Sendable (inout Draft, Content) -> Void
    ) {
        self.name = name
        self.aliases = aliases
        self.canonical = canonical ?? name
        read = { node, draft, reading in
            guard let content = value.read(node, reading) else { return }
            store(&draft, content)
        }
    }

    /// A key of a part, as one of the whole.
    fileprivate init<Part>(_ key: FormKey<Part>, within part: any WritableKeyPath<Draft, Part> & Sendable) {
        name = key.name
        aliases = key.aliases
        canonical = key.canonical
        guard let readPart = key.read else { return }
        read = { node, draft, reading in readPart(node, &draft[keyPath: part], reading) }
    }

    /// The same, where the part is got at by a function.
    fileprivate init<Part>(_ key: FormKey<Part>, within part: @escaping PartOf<Draft, Part>) {
        name = key.name
        aliases = key.aliases
        canonical = key.canonical
        guard let readPart = key.read else { return }
        read = { node, draft, reading in part(&draft) { readPart(node, &$0, reading) } }
    }

    /// The same key, read into a part of a larger draft.
    fileprivate func within<Outer>(_ part: any WritableKeyPath<Outer, Draft> & Sendable) -> FormKey<Outer> {
        FormKey<Outer>(self, within: part)
    }

    /// A key whose value is read elsewhere, or not at all.
    init(known name: String) {
        self.name = name
        aliases = []
        canonical = name
    }
}

/// A map while it is read: which keys stood already, so that one that stands twice is told.
struct OpenForm<Draft> {
    private let form: Form<Draft>
    private let subject: String
    // A list, because the maps of a million numbers have a few keys each.
    private var met: [(key: String, position: Diagnostic.Position)] = []
    private var absent: Set<String> = []
    /// The names that were nearest to unknown keys.
    private(set) var missed: Set<String> = []

    fileprivate init(form: Form<Draft>, subject: String) {
        self.form = form
        self.subject = subject
    }

    /// Reads a key and its value.
    mutating func read(_ pair: (key: YAMLNode, value: YAMLNode), into draft: inout Draft, faults: Faults) {
        guard let key = key(for: pair.key, faults: faults), !isAbsent(pair.value, of: key.name) else { return }
        key.read?(pair.value, &draft, Reading(subject: "`\(key.written)`", faults: faults))
    }

    /// The key that a node names; `nil` when it names none or stands twice, which is told.
    mutating func key(for node: YAMLNode, faults: Faults) -> (
        name: String, written: String, read: (@Sendable (YAMLNode, inout Draft, Reading) -> Void)?
    )? {
        guard let name = node.text else {
            if case .refused = node.content { return nil }
            faults.error("a key must be a text; write `key: value`", at: node.position)
            return nil
        }
        guard let index = form.keys.firstIndex(where: { $0.name == name || $0.aliases.contains(name) }) else {
            tellUnknown(name, at: node.position, faults: faults)
            return nil
        }
        let canonical = form.keys[index].canonical
        if let earlier = met.first(where: { $0.key == canonical })?.position {
            tellTwice(name, canonical, at: node.position, earlier: earlier, faults: faults)
            return nil
        }
        met.append((canonical, node.position))
        return (canonical, name, form.keys[index].read)
    }

    /// Whether a value is as if its key, which was just read, did not stand there; it is forgotten then, but may not stand
    /// twice.
    mutating func isAbsent(_ value: YAMLNode, of key: String) -> Bool {
        guard form.absence.covers(value) else { return false }
        absent.insert(key)
        return true
    }

    /// Where each key stands that has a value, by its own name, also when an alias was written.
    var positions: [String: Diagnostic.Position] {
        Dictionary(met.filter { !absent.contains($0.key) }.map { ($0.key, $0.position) }) { first, _ in first }
    }

    private mutating func tellUnknown(
        _ name: String,
        at position: Diagnostic.Position,
        faults: Faults
    ) {
        guard !faults.isFull else { return faults.error("unknown key", at: position) }
        let unknown = "unknown key `\(name.excerpt)` in \(subject)"
        guard let nearest = form.nearest(to: name) else {
            let names = form.keys.map { "`\($0.name)`" }
            let advice = names.count <= 6 ? "its keys are \(names.enumeration)" : "remove it"
            return faults.error("\(unknown); \(advice)", at: position)
        }
        if let key = form.keys.first(where: { $0.name == nearest || $0.aliases.contains(nearest) }) {
            missed.insert(key.canonical)
        }
        faults.error(unknown + "; did you mean `\(nearest)`?", at: position)
    }

    private func tellTwice(
        _ name: String,
        _ canonical: String,
        at position: Diagnostic.Position,
        earlier: Diagnostic.Position,
        faults: Faults
    ) {
        let place = "first at \(earlier.line):\(earlier.column)"
        let what =
            name == canonical
            ? "`\(name)` stands twice in \(subject)"
            : "`\(name)` is `\(canonical)`, which stands twice"
        faults.error("\(what), \(place); remove one", at: position)
    }
}
