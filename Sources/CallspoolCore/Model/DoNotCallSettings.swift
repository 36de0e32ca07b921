/// Where the spool's do-not-call list is, and how old it may be.
public struct DoNotCallSettings: Equatable, Sendable {
    /// The file, relative to the spool unless it begins with `/`.
    public var file = "do-not-call.txt"
    /// Whether the settings name the file: it must then be there.
    public var isNamed = false
    /// How long ago it may have been written; `nil` is any time.
    ///
    /// A list that must be fresh must also be there.
    public var maxAge: Duration?

    /// Makes a setting; without arguments the contract's default.
    public init(file: String = "do-not-call.txt", isNamed: Bool = false, maxAge: Duration? = nil) {
        self.file = file
        self.isNamed = isNamed
        self.maxAge = maxAge
    }
}
