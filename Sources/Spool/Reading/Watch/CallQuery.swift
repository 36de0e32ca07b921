/// Which calls of a watched campaign to list, and in which order.
public struct CallQuery: Sendable {
    /// The order of a list.
    public enum Order: String, CaseIterable, Sendable {
        /// Those that are not final, then the newest that are.
        case newest
        /// Those that have been final for longest, then the others.
        case oldest
        /// As in the campaign's file.
        case file
        /// By the number dialled.
        case number
        /// The most attempts first.
        case attempts
    }

    /// Which of all.
    public var filter = CallFilter()
    /// In which order.
    public var order = Order.newest
    /// How many to a page.
    public var size = 25
    /// Which page, from 0.
    public var page = 0

    /// Makes the usual query.
    public init() {}

    /// Whether calls that are not final are listed by themselves, before the newest final ones: in a list that is not
    /// asked for otherwise neither may hide the other.
    public var isInTwo: Bool { order == .newest && filter.phases.isEmpty }
}

/// A page of a watched campaign's calls.
public struct CallPage: Sendable {
    /// Calls that are not final, on the first page of a list in two.
    public var open: [CallRow] = []
    /// How many of those there are.
    public var openCount = 0
    /// The page's calls.
    public var rows: [CallRow] = []
    /// How many calls all pages have together, without the open ones of a list in two.
    public var count = 0
}
