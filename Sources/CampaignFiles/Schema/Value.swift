internal import CallspoolCore

/// What a key takes: the words for it, and how it is read.
///
/// Values are put together from small ones (`.oneOrMore(of: .fileName)`), and tell their own faults, so that a table of
/// keys says everything of a file's form.
struct Value<Result>: Sendable {
    /// What is wanted, as it stands after "must be": `a whole number from 0 to 10`.
    var wanted: String
    /// Reads a node; `nil` when it was refused, and that was told.
    var read: @Sendable (YAMLNode, Reading) -> Result?

    /// A value that reads nodes itself.
    init(_ wanted: String, read: @escaping @Sendable (YAMLNode, Reading) -> Result?) {
        self.wanted = wanted
        self.read = read
    }

    /// A value written as a text.
    ///
    /// - Parameters:
    ///   - wanted: what is wanted.
    ///   - isSecret: whether the text must not be repeated in a message.
    ///   - parse: reads the text; `nil` refuses it.
    /// - Returns: the value.
    static func text(
        _ wanted: String,
        isSecret: Bool = false,
        _ parse: @escaping @Sendable (String) -> Result?
    ) -> Value {
        Value(wanted) { node, reading in
            if let text = node.text, let result = parse(text) { return result }
            reading.refuse(node, wanted: wanted, isSecret: isSecret)
            return nil
        }
    }

    /// The same value read into something else.
    func map<Other>(_ convert: @escaping @Sendable (Result) -> Other) -> Value<Other> {
        Value<Other>(wanted) { node, reading in read(node, reading).map(convert) }
    }
}

/// A value with its place, for what can only be judged when the whole file is known.
struct Located<Content> {
    /// The value.
    var content: Content
    /// Where it stands.
    var position: Diagnostic.Position
}

extension Located: Sendable where Content: Sendable {}

extension Value {
    /// The value with its place.
    var located: Value<Located<Result>> {
        Value<Located<Result>>(wanted) { node, reading in
            read(node, reading).map { Located(content: $0, position: node.position) }
        }
    }
}

/// Whose value is read, and where its faults go.
struct Reading {
    /// Where faults go.
    var faults: Faults
    // Put together only when something is told: for the keys of a million numbers it would take most of the time.
    private let words: () -> String

    /// Reads for a subject, as it stands at the beginning of a message: `` `max_retries` ``.
    init(subject: @autoclosure @escaping () -> String, faults: Faults) {
        self.faults = faults
        words = subject
    }

    /// What the value belongs to.
    var subject: String { words() }

    /// The same for a part of the value.
    func of(_ subject: @autoclosure @escaping () -> String) -> Reading {
        Reading(subject: subject(), faults: faults)
    }

    /// Tells that the node is not what is wanted.
    func refuse(_ node: YAMLNode, wanted: String, isSecret: Bool = false) {
        switch node.content {
        case .refused: return
        case .scalar where node.isAbsent:
            faults.error("\(subject) has no value; give it \(wanted), or remove it", at: node.position)
        case .scalar where isSecret: faults.error("\(subject) must be \(wanted)", at: node.position)
        case .scalar(let text, _):
            faults.error("\(subject) must be \(wanted); this is `\(text.excerpt)`", at: node.position)
        case .list: faults.error("\(subject) must be \(wanted); this is a list", at: node.position)
        case .map: faults.error("\(subject) must be \(wanted); this is a map", at: node.position)
        }
    }
}
