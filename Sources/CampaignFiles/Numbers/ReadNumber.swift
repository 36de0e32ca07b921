/// What became of a text that was read as a number to call.
public enum ReadNumber: Equatable, Sendable {
    /// It can be dialled: E.164 with its `+`, the caller id from `;ani=` in E.164, the digits from `;postd=`.
    case dialable(e164: String, callerID: String?, postDial: String?)
    /// It cannot, and the sentence says why, with the text as evidence.
    case refused(reason: String)
}

/// What became of a text that was read as a caller id.
public enum ReadCallerID: Equatable, Sendable {
    /// E.164 with its `+`.
    case valid(e164: String)
    /// It is not a valid number, and the sentence says why, with the text as evidence.
    case refused(reason: String)
}
