public import CallspoolCore

/// A number of a campaign as its file writes it, nothing checked but that it is text.
///
/// A million of them are made for a large list, so it holds what was written and no more;
/// ``normalised(by:)`` is where the number is read.
public struct NumberEntry: Equatable, Sendable {
    /// The number as written, with its suffixes.
    public var text: String
    /// The caller id as written; `nil` when there is none.
    public var callerID: String?
    /// The user's own name for it, at most 255 characters.
    public var messageReference: String?
    /// Handed to the engine with the call.
    public var parameters: [Parameter]
    /// The callee's IANA zone; checked.
    public var timezone: String?
    /// Where in the file it stands.
    public var position: Diagnostic.Position

    /// Makes an entry.
    public init(
        text: String,
        callerID: String? = nil,
        messageReference: String? = nil,
        parameters: [Parameter] = [],
        timezone: String? = nil,
        position: Diagnostic.Position
    ) {
        self.text = text
        self.callerID = callerID
        self.messageReference = messageReference
        self.parameters = parameters
        self.timezone = timezone
        self.position = position
    }
}
