public import CallspoolCore

/// A number of a campaign after it was read: to be dialled, or rejected with the reason.
public struct NormalisedNumber: Equatable, Sendable {
    /// E.164 with its `+`; for a number that cannot be dialled the text as written, without control characters and at
    /// most 255 bytes.
    public var phoneNumber: String
    /// Its own caller id, E.164.
    public var callerID: String?
    /// Digits sent after answer.
    public var postDial: String?
    /// The user's own name for it.
    public var messageReference: String?
    /// Handed to the engine with the call.
    public var parameters: [Parameter]
    /// The callee's IANA zone.
    public var timezone: String?
    /// Why it cannot be dialled; `nil` when it can.
    public var rejection: String?
}

extension NumberEntry {
    /// Reads the number and its caller id.
    ///
    /// The entry's own caller id goes before a `;ani=` in the text, which must be valid all the same. A caller id that is
    /// no valid number rejects the number: called from another number than the user meant, the callee would not know it.
    public func normalised(by reader: PhoneNumberReader) -> NormalisedNumber {
        var number = NormalisedNumber(
            phoneNumber: "",
            messageReference: messageReference,
            parameters: parameters,
            timezone: timezone
        )
        switch reader.read(text) {
        case .refused(let reason): number.rejection = reason
        case .dialable(let e164, let callerID, let postDial):
            number.phoneNumber = e164
            number.callerID = callerID
            number.postDial = postDial
            number.takeCallerID(self.callerID, by: reader)
        }
        if number.rejection != nil { number.phoneNumber = text.asWritten }
        return number
    }
}

extension NormalisedNumber {
    fileprivate mutating func takeCallerID(_ written: String?, by reader: PhoneNumberReader) {
        guard let written, !written.isEmpty else { return }
        switch reader.read(callerID: written) {
        case .valid(let e164): callerID = e164
        case .refused(let reason):
            callerID = nil
            postDial = nil
            rejection = reason
        }
    }
}

extension String {
    /// As it can stand in a record: no control characters, at most 255 bytes.
    fileprivate var asWritten: String {
        var kept = String.UnicodeScalarView()
        var room = 255
        for scalar in unicodeScalars {
            let shown = scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar
            room -= UTF8.width(shown)
            guard room >= 0 else { break }
            kept.append(shown)
        }
        return String(kept)
    }
}
