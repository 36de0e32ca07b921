/// A number's place on a do-not-call list: the evidence for not calling it.
public struct ListedNumber: Hashable, Sendable {
    /// The list, as the user knows it.
    public var list: String
    /// The line in it, from 1; in a list that stands in a campaign file, the entry.
    public var line: Int

    /// Makes a place.
    public init(list: String, line: Int) {
        self.list = list
        self.line = line
    }

    /// Why the number is not called.
    public var sentence: String { "The number is on the do-not-call list \(list), line \(line)." }
}

/// Whether a do-not-call list lets calls go out.
public enum DoNotCallState: Hashable, Sendable {
    /// The list is known: numbers that are not on it may be called.
    case ready
    /// The list is missing, unreadable or too old, as the sentence says: nobody may be called.
    case holding(String)
}
