internal import CallspoolCore

extension EngineKind {
    /// Asterisk, by its manager interface.
    static let asterisk = EngineKind("asterisk", .asterisk, from: AsteriskDraft()) { draft, node, reading in
        draft.settings(node, reading).map(EngineSettings.asterisk)
    }
}

/// Asterisk's keys while its map is read.
struct AsteriskDraft: Sendable {
    /// The machine.
    var host = "127.0.0.1"
    /// The port of the manager interface.
    var port: Int?
    /// The manager user.
    var username: String?
    /// The user's secret.
    var secret = SecretDraft()
    /// How the user is shown to be who it says.
    var login = AsteriskSettings.Login.md5
    /// Whether the connection is made with TLS.
    var isEncrypted = false
    /// The certificates that the server's is verified by.
    var certificates: String?
    /// The dial string.
    var channel: String?
    /// The place in the dialplan that runs on answer.
    var context: String?
    /// Its extension.
    var exten: String?
    /// Its priority.
    var priority: Int?
    /// The application that runs on answer instead.
    var application: String?
    /// The application's data.
    var data: String?
    /// Asterisk's call records.
    var cdr: String?
    /// How many calls may be in progress.
    var window = 100
}

extension AsteriskDraft {
    fileprivate func settings(_ node: YAMLNode, _ reading: Reading) -> AsteriskSettings? {
        let before = reading.faults.errorCount
        let secret = secret.secret(node, reading)
        let answer = answer(node, reading)
        func tell(_ words: String) { reading.faults.error("\(reading.subject) \(words)", at: node.position) }
        if username == nil { tell("needs `username`, the name of a section in Asterisk's manager.conf") }
        if channel == nil { tell("needs `channel`, such as `PJSIP/{number}@trunk`") }
        if certificates != nil, !isEncrypted { tell("has `ca_file` without `tls: true`; add that, or remove it") }
        guard let secret, let answer, let username, let channel, reading.faults.errorCount == before else { return nil }
        var settings = AsteriskSettings(username: username, secret: secret, channel: channel)
        settings.host = host
        // Asterisk's own defaults for the two (manager.conf).
        settings.port = port ?? (isEncrypted ? 5039 : 5038)
        settings.login = login
        settings.isEncrypted = isEncrypted
        settings.certificates = certificates
        settings.answer = answer
        settings.cdr = cdr
        settings.window = window
        return settings
    }

    private func answer(_ node: YAMLNode, _ reading: Reading) -> AsteriskSettings.Answer? {
        guard let application else {
            if data == nil {
                return .dialplan(context: context ?? "callspool", extension: exten ?? "s", priority: priority ?? 1)
            }
            reading.faults.error("\(reading.subject) has `data` without `application`; remove it", at: node.position)
            return nil
        }
        if context == nil, exten == nil, priority == nil { return .application(application, data: data ?? "") }
        let words = "has both `application` and a place in the dialplan; keep one"
        reading.faults.error("\(reading.subject) \(words)", at: node.position)
        return nil
    }
}

extension Form where Draft == AsteriskDraft {
    /// The keys of Asterisk.
    fileprivate static let asterisk = Form(
        [
            FormKey("host", .host) { $0.host = $1 },
            FormKey("port", .whole(1...65_535)) { $0.port = $1 },
            FormKey("username", .managerWord) { $0.username = $1 },
            FormKey("login", .choice) { $0.login = $1 },
            FormKey("tls", .flag) { $0.isEncrypted = $1 },
            FormKey("ca_file", .text(upTo: 1024)) { $0.certificates = $1 },
            FormKey("channel", .channel) { $0.channel = $1 },
            FormKey("context", .managerWord) { $0.context = $1 },
            FormKey("exten", .managerWord) { $0.exten = $1 },
            FormKey("priority", .whole(1...10_000)) { $0.priority = $1 },
            FormKey("application", .managerWord) { $0.application = $1 },
            FormKey("data", .text(upTo: 512)) { $0.data = $1 },
            FormKey("cdr", .absolutePath) { $0.cdr = $1 },
            FormKey("window", .whole(1...1000)) { $0.window = $1 },
            // Recorded of Asterisk 22.10.1: an unknown codec is taken without a word, and with early media mere progress is
            // told as an answer.
            FormKey("codecs", .notTaken("Asterisk takes wrong ones without a word; set `allow` in pjsip.conf")) {
                _,
                _ in
            },
            FormKey("early_media", .notTaken("Asterisk would tell mere progress as an answer")) { _, _ in },
        ] + Form<SecretDraft>.secret.within(\AsteriskDraft.secret).keys
    )
}

extension Value where Result == Bool {
    /// A key that one might look for, and that would do harm.
    fileprivate static func notTaken(_ why: String) -> Value {
        Value("left out") { node, reading in
            reading.faults.error("\(reading.subject) is not taken: \(why)", at: node.position)
            return nil
        }
    }
}

extension Value where Result == String {
    fileprivate static let host = Value.text("the name or the address of a machine") { text in
        let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") }
        return isPlain && (1...253).contains(text.utf8.count) ? text : nil
    }

    /// The name of a user, a context, an extension or an application.
    fileprivate static let managerWord = Value.text("a word of at most 79 characters, without spaces") { text in
        // `AST_MAX_CONTEXT` and `AST_MAX_EXTENSION` are 80 with their end.
        (1...79).contains(text.utf8.count) && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } ? text : nil
    }

    /// A dial string: a technology, and somewhere the number.
    fileprivate static let channel = Value.text(
        "a dial string with one `{number}` or `{digits}` in it, such as `PJSIP/{number}@trunk`, without spaces or other "
            + "braces"
    ) { text in
        let marks = text.ranges(of: "{number}").count + text.ranges(of: "{digits}").count
        let rest = text.replacing("{number}", with: "").replacing("{digits}", with: "")
        let isPlain = rest.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x7B && $0 != 0x7D }
        return marks == 1 && isPlain && text.contains("/") && text.utf8.count <= 512 ? text : nil
    }
}
