internal import CallspoolCore

/// Call files' settings while their map is read.
struct CallFileDraft: Sendable {
    var directory = "/var/spool/asterisk/outgoing"
    var staging: String?
    var archive: String?
    var channel: String?
    var context: String?
    var exten: String?
    var priority: Int?
    var application: String?
    var data: String?
    var cdr: String?
    var maxLive: Int?
    var pickup: Duration?

    /// What a call runs on answer; `nil` when the map says neither or both.
    fileprivate var answer: CallFileSettings.Answer? {
        switch (context, application) {
        case (let context?, nil) where data == nil:
            .dialplan(context: context, extension: exten ?? "s", priority: priority ?? 1)
        case (nil, let application?) where exten == nil && priority == nil: .application(application, data: data ?? "")
        case (nil, nil), (.some, _), (nil, .some): nil
        }
    }
}

extension EngineKind {
    /// Asterisk's spool of call files.
    static let callFile = EngineKind("callfile", .callFile, from: CallFileDraft()) { draft, node, reading in
        guard let channel = draft.channel else {
            let words = "\(reading.subject): `callfile` needs the `channel` to dial; write `PJSIP/{number}@TRUNK`"
            reading.faults.error(words, at: node.position)
            return nil
        }
        guard let answer = draft.answer else {
            let either = "either `context` (with `exten`, `priority`) or `application` (with `data`)"
            reading.faults.error("\(reading.subject): give \(either), not both and not neither", at: node.position)
            return nil
        }
        var settings = CallFileSettings(directory: draft.directory, channel: channel, answer: answer)
        if let staging = draft.staging { settings.staging = staging }
        if let archive = draft.archive { settings.archive = archive }
        if let maxLive = draft.maxLive { settings.maxLive = maxLive }
        if let pickup = draft.pickup { settings.pickup = pickup }
        settings.cdr = draft.cdr
        return .callFile(settings)
    }
}

extension Form where Draft == CallFileDraft {
    /// The keys of call files.
    fileprivate static let callFile = Form([
        FormKey("directory", .absolutePath) { $0.directory = $1 },
        FormKey("staging", .absolutePath) { $0.staging = $1 },
        FormKey("archive", .absolutePath) { $0.archive = $1 },
        FormKey("channel", .channel) { $0.channel = $1 },
        FormKey("context", .dialplanWord) { $0.context = $1 },
        FormKey("exten", .dialplanWord) { $0.exten = $1 },
        FormKey("priority", .whole(1...9999)) { $0.priority = $1 },
        FormKey("application", .dialplanWord) { $0.application = $1 },
        FormKey("data", .text(upTo: 200)) { $0.data = $1 },
        FormKey("cdr", .absolutePath) { $0.cdr = $1 },
        FormKey("max_live", .whole(1...10_000)) { $0.maxLive = $1 },
        FormKey("pickup", .duration(2...3600)) { $0.pickup = $1 },
    ])
}

extension Value where Result == String {
    /// What Asterisk dials, with a place for the number.
    fileprivate static let channel = Value.text("a channel with `{number}` in it, such as `PJSIP/{number}@TRUNK`") {
        text in
        let parts = text.split(separator: "/", maxSplits: 1)
        let isWhole = parts.count == 2 && text.contains("{number}") && text.utf8.count <= 200
        return isWhole && !text.hasControlCharacter ? text : nil
    }

    /// A name in the dialplan.
    fileprivate static let dialplanWord = Value.text("a name of at most 79 letters, digits, `_`, `-`, `.` and `+`") {
        text in
        let isNamed = text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2D, 0x2E, 0x5F: true
            default: false
            }
        }
        return isNamed && (1...79).contains(text.utf8.count) ? text : nil
    }
}
