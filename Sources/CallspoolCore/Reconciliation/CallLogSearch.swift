/// A stuck call that is looked for in a call log.
public struct SoughtCall: Equatable, Sendable {
    /// The call.
    public var callID: String
    /// Its attempt.
    public var attempt: Int
    /// The id that the engine was given for it.
    public var engineID: String
    /// The number dialled.
    public var phoneNumber: String
    /// When it was handed to the engine.
    public var dialedAt: Timestamp

    /// Makes one.
    public init(callID: String, attempt: Int, engineID: String, phoneNumber: String, dialedAt: Timestamp) {
        self.callID = callID
        self.attempt = attempt
        self.engineID = engineID
        self.phoneNumber = phoneNumber
        self.dialedAt = dialedAt
    }
}

/// Finds stuck calls in a call log that passes by, entry by entry: memory grows with the calls sought, not with the log.
///
/// By the engine's id, which is ours, first. A call that no entry names so is found by its number and the time, when
/// exactly one entry within the window could be it, and it alone could be the entry's.
public struct CallLogSearch: Sendable {
    /// What was found of a call.
    public enum Found: Equatable, Sendable {
        /// This is it, and it ended so.
        case entry(CallLogEntry, Outcome)
        /// This is it, and it does not say how it ended.
        case silent(CallLogEntry)
        /// More than one could be it; their lines.
        case ambiguous([Int])
        /// None is it.
        case nothing
    }

    private struct Candidates {
        var named: [CallLogEntry] = []
        var near: [CallLogEntry] = []
    }

    /// How many digits at the end of a number tell it, so that trunk prefixes and a missing country code do no harm.
    private static let tellingDigits = 7

    private let calls: [SoughtCall]
    private let window: Duration
    /// What all ids of this spool begin with: an entry with another id of ours is another call.
    private let prefix: String
    private let byID: [String: Int]
    private let byDigits: [String: [Int]]
    private var candidates: [Candidates]
    /// How many calls an entry could be, by its line.
    private var claims: [Int: Int] = [:]

    /// Begins a search.
    ///
    /// - Parameters:
    ///   - calls: what is looked for.
    ///   - window: how far an entry's beginning may be from a call's dialling, in both directions.
    ///   - prefix: what the engine's ids of this spool begin with.
    public init(_ calls: [SoughtCall], window: Duration, prefix: String) {
        self.calls = calls
        self.window = window
        self.prefix = prefix
        byID = Dictionary(calls.enumerated().map { ($1.engineID, $0) }) { first, _ in first }
        byDigits = Dictionary(grouping: calls.indices) { CallLogSearch.tail(calls[$0].phoneNumber) ?? "" }
        candidates = Array(repeating: Candidates(), count: calls.count)
    }

    /// Whether an entry with this id and number could be of a call: the rest of it need not be read else.
    public func concerns(id: String?, number: String?) -> Bool {
        if let id, byID[id] != nil { return true }
        return !isOfAnother(id) && number.flatMap(CallLogSearch.tail).flatMap { byDigits[$0] } != nil
    }

    /// Takes in an entry.
    public mutating func take(_ entry: CallLogEntry) {
        if let id = entry.id, let place = byID[id] {
            candidates[place].named.append(entry)
            return
        }
        guard !isOfAnother(entry.id), let number = entry.number, let tail = CallLogSearch.tail(number),
            let begin = entry.begin
        else { return }
        for place in byDigits[tail] ?? [] where isSame(calls[place].phoneNumber, number) {
            guard abs((begin - calls[place].dialedAt).milliseconds) <= window.milliseconds else { continue }
            claims[entry.line, default: 0] += 1
            // Two are as ambiguous as many.
            if candidates[place].near.count < 3 { candidates[place].near.append(entry) }
        }
    }

    /// What was found, a row a call, in the order in which they were given.
    public var results: [(call: SoughtCall, found: Found)] {
        calls.indices.map { (calls[$0], found(candidates[$0])) }
    }

    private func found(_ candidates: Candidates) -> Found {
        if !candidates.named.isEmpty { return best(candidates.named) }
        switch candidates.near.count {
        case 0: return .nothing
        case 1 where claims[candidates.near[0].line] == 1: return best(candidates.near)
        default: return .ambiguous(candidates.near.map(\.line))
        }
    }

    /// An engine may write several entries of one call, a forked or a forwarded one: it was answered if one was, and
    /// else they must agree.
    private func best(_ entries: [CallLogEntry]) -> Found {
        let answered = entries.filter { $0.outcome == .answered }
        if let longest = answered.max(by: { $0.talk ?? .zero < $1.talk ?? .zero }) { return .entry(longest, .answered) }
        let outcomes = Set(entries.compactMap(\.outcome))
        guard outcomes.count < 2 else { return .ambiguous(entries.map(\.line)) }
        guard let last = entries.last(where: { $0.outcome != nil }), let outcome = last.outcome else {
            return .silent(entries[entries.count - 1])
        }
        return .entry(last, outcome)
    }

    private func isOfAnother(_ id: String?) -> Bool { id?.hasPrefix(prefix) == true }

    /// Whether two ways of writing are one number: one is the end of the other.
    private func isSame(_ one: String, _ other: String) -> Bool {
        let (one, other) = (CallLogSearch.digits(one), CallLogSearch.digits(other))
        return one.hasSuffix(other) || other.hasSuffix(one)
    }

    private static func digits(_ number: String) -> String {
        String(decoding: number.utf8.filter { (0x30...0x39).contains($0) }, as: UTF8.self)
    }

    /// The digits that tell a number; `nil` when it has too few.
    private static func tail(_ number: String) -> String? {
        let digits = digits(number)
        return digits.utf8.count < tellingDigits ? nil : String(digits.suffix(tellingDigits))
    }
}
