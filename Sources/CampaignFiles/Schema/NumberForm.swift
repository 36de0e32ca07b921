internal import CallspoolCore

/// A number while its map is read.
struct NumberDraft: Sendable {
    /// The number as written.
    var text: String?
    /// Its own caller id, as written.
    var callerID: String?
    /// The user's own name for it.
    var messageReference: String?
    /// Handed to the engine.
    var parameters: [Parameter] = []
    /// The callee's IANA zone.
    var timezone: String?
}

extension Form where Draft == NumberDraft {
    /// The keys of a number that is written as a map.
    static let number = Form(
        [
            FormKey("phone_number", .phoneNumber) { $0.text = $1 },
            FormKey("ani", .callerID) { $0.callerID = $1 },
            FormKey("message_reference", .text(upTo: EntryRules.longestReference)) { $0.messageReference = $1 },
            FormKey("call_parameters", .parameters) { $0.parameters = $1 },
            FormKey("timezone", .zone) { $0.timezone = $1 },
        ],
        absence: .nullOrEmpty
    )
}

extension Value where Result == String {
    /// A number to call.
    ///
    /// Whether it can be dialled is not a matter of the file's: it is rejected alone.
    fileprivate static let phoneNumber = Value.text("a telephone number") { $0.isEmpty ? nil : $0 }
}

extension NumberEntry {
    /// Reads an entry of `numbers`; `nil` when it was refused, and that was told.
    init?(_ node: YAMLNode, faults: Faults) {
        let subject = "an entry of `numbers`"
        switch node.content {
        case .scalar(let text, _) where !text.isEmpty: self.init(text: text, position: node.position)
        case .scalar:
            faults.error("\(subject) is empty; give it a number, or remove it", at: node.position)
            return nil
        case .list:
            faults.error("\(subject) must be a number, or a map with `phone_number`; this is a list", at: node.position)
            return nil
        case .map(let pairs):
            guard let draft = NumberDraft(pairs, in: subject, faults: faults) else { return nil }
            guard let text = draft.text else {
                faults.error("\(subject) has no `phone_number`; give it one, or remove it", at: node.position)
                return nil
            }
            self.init(
                text: text,
                callerID: draft.callerID,
                messageReference: draft.messageReference,
                parameters: draft.parameters,
                timezone: draft.timezone,
                position: node.position
            )
        case .refused: return nil
        }
    }
}

extension NumberDraft {
    fileprivate init?(_ pairs: [(key: YAMLNode, value: YAMLNode)], in subject: String, faults: Faults) {
        let before = faults.errorCount
        var opened = Form.number.opened(in: subject)
        for pair in pairs {
            opened.read(pair, into: &self, faults: faults)
        }
        guard faults.errorCount == before else { return nil }
    }
}
