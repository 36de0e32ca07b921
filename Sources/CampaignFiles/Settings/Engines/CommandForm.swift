internal import CallspoolCore

/// A program's settings while its map is read.
struct CommandDraft: Sendable {
    /// The program and its arguments.
    var program: [String]?
    /// All else.
    var settings = CommandSettings(program: [])
}

extension EngineKind {
    /// A program of the user's.
    static let command = EngineKind("command", .command, from: CommandDraft()) { draft, node, reading in
        var settings = draft.settings
        guard let program = draft.program else {
            let words = "\(reading.subject): a `command` needs its `program`; give the path and the arguments as a list"
            reading.faults.error(words, at: node.position)
            return nil
        }
        settings.program = program
        return .command(settings)
    }
}

extension Form where Draft == CommandDraft {
    /// The keys of a program.
    fileprivate static let command = Form([
        FormKey("program", .program) { $0.program = $1 },
        FormKey("directory", .absolutePath) { $0.settings.directory = $1 },
        FormKey("environment", .environment) { $0.settings.environment = $1 },
        FormKey("window", .whole(1...100_000)) { $0.settings.window = $1 },
        FormKey("stop_grace", .duration(0...600)) { $0.settings.stopGrace = $1 },
    ])
}

extension Value where Result == [String] {
    /// A program and its arguments: no shell ever sees them, so each is an item of a list.
    fileprivate static let program = Value("a path, or a list of a path and its arguments") { node, reading in
        let words = Value<[String]>.oneOrMore(of: .text(upTo: 4096), upTo: 256)
        guard let words = words.read(node, reading), let path = words.first else { return nil }
        guard path.hasPrefix("/") || !path.contains("/") else {
            let advice = "`\(path.excerpt)` depends on the folder that callspool is started in"
            let words = "\(reading.subject): \(advice); give an absolute path, or a name that is found on PATH"
            reading.faults.error(words, at: node.position)
            return nil
        }
        return words
    }
}

extension Value where Result == [Parameter] {
    /// Variables of an environment; their values may be secrets, and are never repeated.
    fileprivate static let environment = Value("a map of variables, each with a text") { node, reading in
        let name = Value<String>.text("a variable's name of letters, digits and `_`") { $0.isVariableName ? $0 : nil }
        let content = Value<String>.text("a text of one line", isSecret: true) { $0.hasControlCharacter ? nil : $0 }
        let map = Value<[(key: String, value: String)]>.dictionary(name, content)
        return map.read(node, reading)?.map { Parameter(key: $0.key, value: $0.value) }
    }
}

extension Value where Result == String {
    /// A path that means the same wherever callspool is started.
    static let absolutePath = Value.text("an absolute path of at most 200 characters") { text in
        text.hasPrefix("/") && text.utf8.count <= 200 && !text.hasControlCharacter ? text : nil
    }
}

extension String {
    /// Whether it can be the name of a variable of an environment.
    fileprivate var isVariableName: Bool {
        guard let first = utf8.first, !(0x30...0x39).contains(first), utf8.count <= 64 else { return false }
        return utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
            default: false
            }
        }
    }
}
