import Foundation
import Testing

@Suite("Killed at any moment")
struct KillTests {
    private static let kills = 50
    private static let numbersEach = 60

    @Test("Fifty kills: no attempt twice, each number has one status record or is stuck, each record is shipped")
    func fiftyKills() async throws {
        let seed = ProcessInfo.processInfo.environment["CALLSPOOL_SEED"].flatMap(UInt64.init) ?? .random(in: 1...99_999)
        print("KillTests: CALLSPOOL_SEED=\(seed)")
        var dice = SeededDice(seed: seed)
        var settings = SpoolSettings()
        settings.concurrentCalls = 5
        let spool = try await SpoolFixture(settings)
        let receiver = try await Receiver(spool)
        var dropped: [String] = []
        var lives: [String: Int] = [:]
        for kill in 0..<Self.kills {
            if kill % 5 == 0 { dropped.append(try drop(kill / 5, receiver.url, spool)) }
            let stays = kill % 3 == 2
            settings.begin(notBefore: try spool.latest())
            settings.ticks = stays ? SpoolSettings.everyMinute : nil
            try spool.set(settings)
            let command = try spool.start(stays ? "run" : "tick")
            let how = try await end(command, spool, &dice)
            lives[how, default: 0] += 1
            _ = try await command.end()
            for campaign in try spool.campaigns() { try check(spool, campaign) }
        }
        print("KillTests: killed \(lives.sorted { $0.key < $1.key })")
        settings.ticks = nil
        try await spool.tickUntilOver(settings) {
            try spool.names("incoming").isEmpty && spool.names("queue").allSatisfy { try onlyStuckLeft(spool, $0) }
        }
        try await settleWhatIsLost(spool, settings)
        #expect(try spool.campaigns() == dropped.sorted())
        #expect(try !spool.text("queue/.counts").contains("\"replays\":0"))
        for campaign in dropped {
            let left = try audit(spool, campaign)
            #expect(left.isEmpty, "\(campaign), seed \(seed): neither final nor stuck: \(left.sorted())")
        }
        try checkShipped(spool, receiver, dropped, seed)
    }

    /// Campaigns of all sorts, so that every stage has its work at some kill.
    private func drop(_ index: Int, _ url: String, _ spool: SpoolFixture) throws -> String {
        let name = "c\(index)"
        // Answered, busy, no answer, busy once, trouble with the trunk, and what the odds say.
        let endings = [1, 20, 21, 40, 41, 42, 10, 61, 62, 63]
        let numbers = CampaignText.numbers(Self.numbersEach, endings: endings, from: index * Self.numbersEach)
        // What cannot be dialled has its record as well.
        let keys = """
            campaign: \(name)
            result_url: \(url)
            on_lost: \(index % 2 == 0 ? "hold" : "fail")
            max_retries: 2
            retry_interval: 60
            """
        try spool.drop("\(name).yaml", CampaignText.campaign(keys, numbers: numbers + [numbers[0], "12"]))
        return name
    }

    /// Lets the command work for a while and kills it: by time, or when one of the spool's files grows.
    private func end(
        _ command: RunningCommand,
        _ spool: SpoolFixture,
        _ dice: inout SeededDice
    ) async throws -> String {
        let looks = Int.random(in: 4...120, using: &dice)
        let kinds = ["time", "journal.jsonl", "status.jsonl", "calls.jsonl", "shipping.jsonl", "pickup"]
        let kind = kinds[Int.random(in: 0..<kinds.count, using: &dice)]
        let growth = Int.random(in: 1...6000, using: &dice)
        let start = size(kind, spool)
        var hasGrown = false
        try await linger(beside: command, looks: looks) {
            hasGrown = kind != "time" && abs(size(kind, spool) - start) >= (kind == "pickup" ? 1 : growth)
            return hasGrown
        }
        let isDone = !command.isRunning
        command.signal(SIGKILL)
        return isDone ? "ended by itself" : "\(kind)\(hasGrown ? "" : ", by time")"
    }

    /// How large the files of a kind are altogether.
    private func size(_ kind: String, _ spool: SpoolFixture) -> Int {
        let names = { (folder: String) in
            (try? FileManager.default.contentsOfDirectory(atPath: spool.path(folder))) ?? []
        }
        switch kind {
        case "pickup":
            return names("incoming").count + 100 * names("queue").count
                + spool.size("queue/.building/jobs.jsonl") + spool.size("queue/.building/journal.jsonl")
        case "journal.jsonl", "shipping.jsonl":
            return (names("queue").map { "queue/\($0)" } + names("done").map { "done/\($0)" })
                .reduce(0) { $0 + spool.size("\($1)/\(kind)") }
        default: return names("results").filter { $0.hasSuffix(kind) }.reduce(0) { $0 + spool.size("results/\($1)") }
        }
    }

    /// What must be true right after a kill, whatever was torn.
    private func check(_ spool: SpoolFixture, _ campaign: String) throws {
        let journal = try spool.journal(campaign, mayBeTorn: true)
        let dialled = journal.filter { $0.event == "dialing" }.map { "\($0.callID ?? "") \($0.attempt ?? 0)" }
        try #require(Set(dialled).count == dialled.count, "\(campaign): an attempt twice")
        try #require(journal.map(\.n) == Array(1...max(1, journal.count)), "\(campaign): n has a gap")
    }

    private func onlyStuckLeft(_ spool: SpoolFixture, _ campaign: String) throws -> Bool {
        try audit(spool, campaign, isTold: false).isEmpty
    }

    /// `hold` stays stuck and is shown so; `fail` is reported after an hour.
    private func settleWhatIsLost(_ spool: SpoolFixture, _ settings: SpoolSettings) async throws {
        let rows = try await spool.run("status", "--json").output
        struct Row: Decodable {
            var campaign: String, pending: Int, dialing: Int, stuck: Int, unreported: Int, unshipped: Int
        }
        for row in try jsonLines(rows, as: Row.self) {
            #expect(row.pending == 0 && row.dialing == 0, "\(row)")
            #expect(row.unreported == 0 && row.unshipped == 0, "\(row)")
        }
        let failing = try spool.names("queue")
            .filter {
                $0.hasSuffix("1") || $0.hasSuffix("3") || $0.hasSuffix("5")
                    || $0.hasSuffix("7") || $0.hasSuffix("9")
            }
        if failing.isEmpty { return }
        try await spool.tickUntilOver(settings) {
            try spool.names("queue").allSatisfy { !failing.contains($0) }
        }
    }

    private func checkShipped(
        _ spool: SpoolFixture,
        _ receiver: Receiver,
        _ campaigns: [String],
        _ seed: UInt64
    ) throws {
        let requests = try receiver.requests()
        var bodies: [String: String] = [:]
        var ids: [String: Set<String>] = [:]
        for request in requests {
            let id = try #require(request.webhookID)
            if let body = bodies[id] { #expect(body == request.body, "two bodies under \(id), seed \(seed)") }
            bodies[id] = request.body
            let records: [StatusRow] = try jsonLines(request.body.hasSuffix("\n") ? request.body : request.body + "\n")
            let record = try #require(records.first, "a request without a record")
            ids[record.callID, default: []].insert(id)
        }
        let lines = try campaigns.flatMap { try spool.text("results/\($0).status.jsonl").split(separator: "\n") }
        #expect(Set(bodies.values.map { $0.trimmingCharacters(in: .newlines) }) == Set(lines.map(String.init)))
        #expect(ids.values.allSatisfy { $0.count == 1 }, "a record under several webhook-ids, seed \(seed)")
        print("KillTests: \(lines.count) records, \(requests.count) requests")
    }
}
