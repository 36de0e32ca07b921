import Foundation
import Testing

/// A line of a journal; what tests look at.
struct JournalRow: Decodable, Sendable {
    var n: Int
    var at: String
    var event: String
    var callID: String?
    var attempt: Int?
    var next: String?
    var nextAttemptAt: String?
    var status: String?
    var total: Int?
    var canceled: Int?
    var inProgress: Int?
    var by: String?

    private enum CodingKeys: String, CodingKey {
        case n
        case at
        case event
        case by
        case callID = "call_id"
        case attempt
        case next
        case nextAttemptAt = "next_attempt_at"
        case status
        case total
        case canceled
        case inProgress = "in_progress"
    }
}

/// A line of `results/*.calls.jsonl`.
struct CallResultRow: Decodable, Sendable {
    var n: Int
    var callID: String
    var attempt: Int
    var outcome: String
    var next: String

    private enum CodingKeys: String, CodingKey {
        case n
        case callID = "call_id"
        case attempt
        case outcome
        case next
    }
}

/// A line of `results/*.status.jsonl`.
struct StatusRow: Decodable, Sendable {
    var n: Int
    var campaign: String
    var callID: String
    var phoneNumber: String
    var status: String
    var outcome: String?
    var reason: String?
    var attempts: Int
    var calleeType: String?

    private enum CodingKeys: String, CodingKey {
        case n
        case campaign
        case callID = "call_id"
        case phoneNumber = "phone_number"
        case status
        case outcome
        case reason
        case attempts
        case calleeType = "callee_type"
    }
}

/// Reads JSON lines; each must end with a line feed and be an object.
func jsonLines<Row: Decodable>(_ text: String, as type: Row.Type = Row.self) throws -> [Row] {
    if text.isEmpty { return [] }
    guard text.hasSuffix("\n") else { throw TestTrouble("the last line is torn: \(text.suffix(200))") }
    let decoder = JSONDecoder()
    return try text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        .map { line in
            do {
                return try decoder.decode(Row.self, from: Data(line.utf8))
            } catch {
                throw TestTrouble("no \(Row.self): \(line) (\(error))")
            }
        }
}

extension SpoolFixture {
    /// The campaigns, queued and done.
    func campaigns() throws -> [String] {
        try (names("queue") + names("done")).sorted()
    }

    /// The folder of a campaign, wherever it is in its life.
    func campaignFolder(_ campaign: String) -> String {
        has("done/\(campaign)") ? "done/\(campaign)" : "queue/\(campaign)"
    }

    /// The journal's whole lines, also while it is being written and moved.
    func journal(_ campaign: String, mayBeTorn: Bool = false) throws -> [JournalRow] {
        var text = ""
        for folder in ["queue", "done"] where text.isEmpty {
            let bytes = FileManager.default.contents(atPath: path("\(folder)/\(campaign)/journal.jsonl"))
            text = String(decoding: bytes ?? Data(), as: UTF8.self)
        }
        if mayBeTorn, let feed = text.utf8.lastIndex(of: UInt8(ascii: "\n")) {
            text = String(text[...feed])
        } else if mayBeTorn {
            text = ""
        }
        return try jsonLines(text)
    }

    func calls(_ campaign: String) throws -> [CallResultRow] {
        try jsonLines(has("results/\(campaign).calls.jsonl") ? text("results/\(campaign).calls.jsonl") : "")
    }

    func statuses(_ campaign: String) throws -> [StatusRow] {
        try jsonLines(has("results/\(campaign).status.jsonl") ? text("results/\(campaign).status.jsonl") : "")
    }

    /// How many `dialing` lines a journal has, also while it grows.
    func placed(_ campaign: String) throws -> Int {
        try journal(campaign, mayBeTorn: true).filter { $0.event == "dialing" }.count
    }

    /// Ticks until every campaign is done, or nothing but stuck calls is left.
    func tickUntilOver(
        _ settings: SpoolSettings,
        isOver: (() throws -> Bool)? = nil
    ) async throws {
        var settings = settings
        while true {
            settings.begin(notBefore: try latest())
            try set(settings)
            let tick = try await run("tick")
            guard tick.code == 0 else { throw TestTrouble("tick ended with \(tick.code): \(tick.errors)") }
            if try names("queue").isEmpty || isOver?() == true { return }
        }
    }

    /// Runs until every campaign is done, for what may wait for longer than from one tick to the next: a fast clock begins
    /// again in each process, and would never come so far in one tick after the other.
    func runUntilOver() async throws {
        if try names("queue").isEmpty { return }
        let running = try start("run")
        try await eventually("every campaign is done") { try names("queue").isEmpty }
        running.signal(SIGTERM)
        guard try await running.end().code == 0 else { throw TestTrouble("run ended: \(running.errors)") }
    }

    /// The latest instant in any journal: a fast clock goes on from there.
    func latest() throws -> Date? {
        let format = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        return try campaigns().compactMap { try journal($0).last?.at }.map { try format.parse($0) }.max()
    }
}

/// What must be true of a campaign's files at any time when nobody is running on it, to which so many numbers were added.
///
/// - Returns: the calls that are neither final nor stuck.
@discardableResult
func audit(_ spool: SpoolFixture, _ campaign: String, isTold: Bool = true, added: Int = 0) throws -> Set<String> {
    let journal = try spool.journal(campaign)
    #expect(journal.map(\.n) == Array(1...max(1, journal.count)), "\(campaign): n has a gap")
    let dialled = journal.filter { $0.event == "dialing" }.map { "\($0.callID ?? "?") \($0.attempt ?? 0)" }
    #expect(Set(dialled).count == dialled.count, "\(campaign): an attempt twice: \(repeated(dialled))")
    let ends = journal.filter { ["ended", "lost", "settled"].contains($0.event) }
    let endKeys = ends.filter { $0.event != "settled" }.map { "\($0.callID ?? "?") \($0.attempt ?? 0)" }
    #expect(Set(endKeys).count == endKeys.count, "\(campaign): an attempt ended twice: \(repeated(endKeys))")
    #expect(Set(endKeys).isSubset(of: Set(dialled)), "\(campaign): an end without a beginning")
    var final: Set<String> = []
    var stuck: Set<String> = []
    for row in journal {
        guard let call = row.callID else { continue }
        switch row.event {
        case "canceled", "expired", "rejected":
            #expect(final.insert(call).inserted, "\(campaign): \(call) is final twice")
        case "ended", "settled":
            stuck.remove(call)
            if row.next == "final" { #expect(final.insert(call).inserted, "\(campaign): \(call) is final twice") }
            if row.next == "stuck" { stuck.insert(call) }
        case "lost": stuck.insert(call)
        case "dialing":
            #expect(!final.contains(call) && !stuck.contains(call), "\(campaign): \(call) dialled after its end")
        default: break
        }
    }
    if isTold {
        let calls = try spool.calls(campaign)
        #expect(calls.map(\.n) == ends.map(\.n), "\(campaign): calls.jsonl is not a line for each end")
        let told = try spool.statuses(campaign).map(\.callID)
        #expect(Set(told).count == told.count, "\(campaign): two status records of \(repeated(told))")
        #expect(Set(told) == final, "\(campaign): told \(told.count), final \(final.count)")
    }
    guard let prefix = journal.first(where: { $0.callID != nil })?.callID?.split(separator: "-").dropLast() else {
        return []
    }
    let total = (journal[0].total ?? 0) + added
    let all = Set((1...max(1, total)).map { (prefix + ["\($0)"]).joined(separator: "-") })
    #expect(final.union(stuck).isSubset(of: all))
    return all.subtracting(final).subtracting(stuck)
}

private func repeated(_ names: [String]) -> [String] {
    Dictionary(grouping: names) { $0 }.filter { $0.value.count > 1 }.map(\.key).sorted()
}
