internal import CallspoolCore

/// An engine's password while its map is read: one of three ways to say where it is.
struct SecretDraft: Sendable {
    /// The password itself.
    var literal: String?
    /// A file whose first line it is.
    var file: String?
    /// A variable of the environment.
    var environment: String?
}

extension SecretDraft {
    /// The one that was given; `nil` when there is not exactly one, which is told.
    func secret(_ node: YAMLNode, _ reading: Reading) -> EngineSecret? {
        let given = [
            literal.map(EngineSecret.literal), file.map(EngineSecret.file), environment.map(EngineSecret.environment),
        ]
        .compactMap { $0 }
        if given.count == 1 { return given[0] }
        let words = given.isEmpty ? "needs a password; give it" : "has a password twice; keep one of"
        reading.faults.error("\(reading.subject) \(words) `secret_file`, `secret_env` or `secret`", at: node.position)
        return nil
    }
}

extension Form where Draft == SecretDraft {
    /// The ways to say where a password is.
    static let secret = Form([
        FormKey("secret", .password) { $0.literal = $1 },
        FormKey("secret_file", .text(upTo: 1024)) { $0.file = $1 },
        FormKey("secret_env", .variable) { $0.environment = $1 },
    ])
}

extension Value where Result == String {
    fileprivate static let password = Value.text("a text of 1 to 255 characters in one line", isSecret: true) { text in
        !text.isEmpty && text.isAtMost(255) && !text.hasControlCharacter ? text : nil
    }

    fileprivate static let variable = Value.text("the name of a variable, of letters, digits and `_`") { text in
        let isName = text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
            default: false
            }
        }
        return isName && !text.isEmpty && text.utf8.count <= 255 ? text : nil
    }
}
