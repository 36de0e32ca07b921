internal import CallspoolCore

extension EngineKind {
    /// FreeSWITCH, by its event socket.
    static let freeswitch = EngineKind("freeswitch", .freeswitch, from: FreeSWITCHDraft()) { draft, node, reading in
        draft.settings(node, reading).map(EngineSettings.freeswitch)
    }
}

/// FreeSWITCH's keys while its map is read.
struct FreeSWITCHDraft: Sendable {
    /// The machine.
    var host = "127.0.0.1"
    /// The port of the event socket.
    var port = 8021
    /// Its password.
    var secret = SecretDraft()
    /// The dial string.
    var dial: String?
    /// The extension that runs on answer.
    var exten: String?
    /// The extension's context.
    var context: String?
    /// The extension's dialplan.
    var dialplan = "XML"
    /// The application that runs on answer instead.
    var application: String?
    /// The application's data.
    var data = ""
    /// FreeSWITCH's call records.
    var cdr: String?
    /// How many calls may be unconfirmed.
    var window = 50
}

extension FreeSWITCHDraft {
    fileprivate func settings(_ node: YAMLNode, _ reading: Reading) -> FreeSWITCHSettings? {
        let before = reading.faults.errorCount
        let secret = secret.secret(node, reading)
        let answer = answer(node, reading)
        if dial == nil {
            let words = "\(reading.subject) needs `dial`, such as `sofia/gateway/trunk/{number}`"
            reading.faults.error(words, at: node.position)
        }
        guard let secret, let answer, let dial, reading.faults.errorCount == before else { return nil }
        var settings = FreeSWITCHSettings(secret: secret, dial: dial, answer: answer)
        settings.host = host
        settings.port = port
        settings.cdr = cdr
        settings.window = window
        return settings
    }

    private func answer(_ node: YAMLNode, _ reading: Reading) -> FreeSWITCHSettings.Answer? {
        let wanted: String
        switch (exten, application) {
        case (let exten?, nil):
            guard data.isEmpty else {
                wanted = "has `data` without `application`; remove it"
                break
            }
            return .dialplan(extension: exten, context: context ?? "default", dialplan: dialplan)
        case (nil, let application?):
            guard context == nil else {
                wanted = "has `context` without `exten`; remove it"
                break
            }
            return .application(application, data: data)
        case (nil, nil):
            wanted = "needs what runs when a call is answered; give `exten` and `context`, or `application`"
        case (_?, _?): wanted = "has both `exten` and `application`; keep one"
        }
        reading.faults.error("\(reading.subject) \(wanted)", at: node.position)
        return nil
    }
}

extension Form where Draft == FreeSWITCHDraft {
    /// The keys of FreeSWITCH.
    fileprivate static let freeswitch = Form(
        [
            FormKey("host", .host) { $0.host = $1 },
            FormKey("port", .whole(1...65_535)) { $0.port = $1 },
            FormKey("dial", .dialString) { $0.dial = $1 },
            FormKey("exten", .switchWord) { $0.exten = $1 },
            FormKey("context", .switchWord) { $0.context = $1 },
            FormKey("dialplan", .switchWord) { $0.dialplan = $1 },
            FormKey("application", .switchWord) { $0.application = $1 },
            FormKey("data", .switchData) { $0.data = $1 },
            FormKey("cdr", .absolutePath) { $0.cdr = $1 },
            FormKey("window", .whole(1...1000)) { $0.window = $1 },
        ] + Form<SecretDraft>.secret.within(\FreeSWITCHDraft.secret).keys
    )
}

extension Value where Result == String {
    fileprivate static let host = Value.text("the name or the address of a machine") { text in
        let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") }
        return isPlain && (1...253).contains(text.utf8.count) ? text : nil
    }

    /// A dial string; its variables are ours to set.
    fileprivate static let dialString = Value.text(
        "a dial string with `{number}` or `{digits}` in it, without spaces, quotes or other braces"
    ) { text in
        let rest = text.replacing("{number}", with: "").replacing("{digits}", with: "")
        return rest != text && text.utf8.count <= 512 && rest.isPlain(but: " '\"\\{}") ? text : nil
    }

    /// A word of a dialplan.
    fileprivate static let switchWord = Value.text(
        "a word of at most 128 characters, without spaces, quotes, brackets, commas or `&`"
    ) { text in
        text.utf8.count <= 128 && !text.isEmpty && text.isPlain(but: " '\"\\{}()[]<>,&$^|") ? text : nil
    }

    /// What an application is given.
    fileprivate static let switchData = Value.text(
        "a text of at most 512 characters in one line, without quotes, backslashes or braces"
    ) { text in
        text.utf8.count <= 512 && text.isPlain(but: "'\"\\{}^") ? text : nil
    }
}

extension String {
    /// Whether it has no control character, and none of these.
    fileprivate func isPlain(but marks: String) -> Bool {
        !hasControlCharacter && !contains { marks.contains($0) }
    }
}
