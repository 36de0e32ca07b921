/// What was found out of a call whose outcome had been lost.
public struct Settlement: Hashable, Sendable {
    /// What became of the attempt.
    public enum Finding: Hashable, Sendable {
        /// It was placed, and ended so.
        case ended(Outcome)
        /// It was certainly not placed: the call goes back to the queue.
        case notPlaced
    }

    /// Which call.
    public var callID: String
    /// Which attempt of it; `nil` is whichever is stuck.
    public var attempt: Int?
    /// What became of it.
    public var finding: Finding
    /// Who or what says so, as it will stand in the journal.
    public var by: String
    /// Who or what was met; `nil` is what the outcome alone tells.
    public var calleeType: CalleeType?
    /// The engine's own codes, where a record has them.
    public var codes = EngineCodes()
    /// When it was answered, where a record tells.
    public var answeredAt: Timestamp?
    /// When it ended, where a record tells.
    public var endedAt: Timestamp?

    /// Makes a settlement that tells no codes and no instants.
    public init(_ callID: String, attempt: Int? = nil, _ finding: Finding, by: String) {
        self.callID = callID
        self.attempt = attempt
        self.finding = finding
        self.by = by
    }
}

extension Settlement.Finding {
    private static let notPlacedWord = "not_placed"

    /// Every finding: the outcomes that an attempt can have had, and that it was not placed.
    public static let all: [Settlement.Finding] =
        Outcome.allCases.filter { $0 != .unknown && $0 != .expired }.map { .ended($0) } + [.notPlaced]

    /// The finding with a word; `nil` when there is none.
    public init?(word: String) {
        guard let finding = Settlement.Finding.all.first(where: { $0.word == word }) else { return nil }
        self = finding
    }

    /// Its word in commands and files.
    public var word: String {
        switch self {
        case .ended(let outcome): outcome.rawValue
        case .notPlaced: Settlement.Finding.notPlacedWord
        }
    }
}
