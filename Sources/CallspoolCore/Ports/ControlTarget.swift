/// Of whom a request asks something.
public enum ControlTarget: Hashable, Sendable {
    /// Every campaign in the queue.
    case all
    /// A campaign, by its name.
    case campaign(String)
    /// A call, by its id.
    case call(String)
    /// The calls that the request's settlements name; the word is the request's own.
    case settlements(String)

    /// The word for every campaign, and for that reason no campaign's name.
    public static let wordForAll = "all"

    /// What a word means beside an action.
    public init(_ word: String, of action: ControlRequest.Action) {
        switch action {
        case .stop, .suspend, .resume: self = word == ControlTarget.wordForAll ? .all : .campaign(word)
        case .cancel: self = .call(word)
        case .settle: self = .settlements(word)
        }
    }

    /// The word for it, which is also the beginning of its file's name in `control/`.
    public var word: String {
        switch self {
        case .all: ControlTarget.wordForAll
        case .campaign(let word), .call(let word), .settlements(let word): word
        }
    }
}
