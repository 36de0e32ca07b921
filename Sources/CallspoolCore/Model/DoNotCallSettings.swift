/// The spool's own list of numbers that are never dialled.
public struct DoNotCallSettings: Equatable, Sendable {
    /// The list: a path, in the spool's folder unless it begins with `/`.
    public var file = "do-not-call.txt"
    /// Whether the settings name the file; one that is named must be there, the default may be absent.
    public var isNamed = false
    /// How old the list may be; `nil` is any age.
    public var maxAge: Duration?

    /// Makes the settings of a list.
    public init(file: String = "do-not-call.txt", isNamed: Bool = false, maxAge: Duration? = nil) {
        self.file = file
        self.isNamed = isNamed
        self.maxAge = maxAge
    }
}
