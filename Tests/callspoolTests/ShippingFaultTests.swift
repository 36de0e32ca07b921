import Foundation
import Testing

@Suite("Shipping to a receiver that does everything wrong, both killed at any moment")
struct ShippingFaultTests {
    private static let kills = 30
    private static let campaigns = [(name: "single", batch: 1), (name: "batches", batch: 7), (name: "fresh", batch: 4)]

    /// Retries soon, and for longer than the test; a request may take a second.
    private static var settings: SpoolSettings {
        var settings = SpoolSettings()
        let waits = Array(repeating: "10s", count: 45) + Array(repeating: "40h", count: 3)
        settings.more = "shipping: {schedule: [\(waits.joined(separator: ", "))], timeout: 1, batch_wait: 1}"
        return settings
    }

    @Test("Every record arrives, none is kept; under one id there is one body; what was noted is not sent again")
    func killed() async throws {
        let seed = ProcessInfo.processInfo.environment["CALLSPOOL_SEED"].flatMap(UInt64.init) ?? .random(in: 1...99_999)
        print("ShippingFaultTests: CALLSPOOL_SEED=\(seed)")
        var dice = SeededDice(seed: seed)
        let spool = try await SpoolFixture(Self.settings)
        let receiver = try HostileReceiver(spool)
        try await receiver.start(seed: seed)
        try await fill(spool, receiver.url)
        for kill in 1...Self.kills {
            let noted = try self.noted(spool)
            let before = try receiver.requests().count
            let command = try spool.start(kill % 3 == 0 ? "tick" : "ship")
            try await disturb(command, receiver, spool, &dice)
            command.signal(SIGKILL)
            _ = try await command.end()
            for request in try receiver.requests().dropFirst(before) {
                #expect(!noted.contains(request.webhookID), "sent again: \(request.webhookID), seed \(seed)")
            }
        }
        try await receiver.kill()
        try await receiver.start(seed: seed, [])
        try await spool.runUntilOver()
        try judge(spool, try receiver.requests(), seed)
    }

    /// Two campaigns whose records wait to be shipped, and one that is still to be dialled.
    private func fill(_ spool: SpoolFixture, _ url: String) async throws {
        let lock = open(spool.path("queue/.ship.lock"), O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
        guard lock >= 0, flock(lock, LOCK_EX | LOCK_NB) == 0 else { throw TestTrouble("cannot lock") }
        for (index, campaign) in Self.campaigns.enumerated() {
            if campaign.name == "fresh" {
                #expect(try await spool.run("tick").code == 0)
                close(lock)
            }
            let keys = "result_url: \(url)\nresult_batch: \(campaign.batch)"
            let numbers = CampaignText.numbers(150, from: index * 150)
            try spool.drop("\(campaign.name).yaml", CampaignText.campaign(keys, numbers: numbers))
        }
    }

    /// Lets the shipper work until it has noted something, more or less of it, and kills the receiver now and then.
    ///
    /// Some lives end before they have noted anything.
    private func disturb(
        _ command: RunningCommand,
        _ receiver: HostileReceiver,
        _ spool: SpoolFixture,
        _ dice: inout SeededDice
    ) async throws {
        let isShort = Int.random(in: 0...4, using: &dice) == 0
        let looks = isShort ? Int.random(in: 0...100, using: &dice) : 2000
        let growth = Int.random(in: 1...5000, using: &dice)
        let killsReceiver = Int.random(in: 0...2, using: &dice) == 0
        let start = size(spool)
        var isRestarted = false
        try await linger(beside: command, looks: looks) {
            let grown = size(spool) - start
            if killsReceiver, !isRestarted, grown >= growth / 2 {
                try await receiver.kill()
                try await receiver.start(seed: UInt64.random(in: 1...99_999, using: &dice))
                isRestarted = true
            }
            return grown >= growth
        }
    }

    private func size(_ spool: SpoolFixture) -> Int {
        Self.campaigns.reduce(0) { $0 + spool.size("queue/\($1.name)/shipping.jsonl") }
    }

    /// The ids of what the logs say was taken.
    private func noted(_ spool: SpoolFixture) throws -> Set<String> {
        struct Row: Decodable {
            var n: Int, count: Int?, event: String
        }
        var ids: Set<String> = []
        for campaign in Self.campaigns where spool.has("queue/\(campaign.name)/shipping.jsonl") {
            var text = try spool.text("queue/\(campaign.name)/shipping.jsonl")
            text = text.lastIndex(of: "\n").map { String(text[...$0]) } ?? ""
            let records = try spool.statuses(campaign.name)
            for row in try jsonLines(text, as: Row.self) where row.event == "taken" {
                guard let first = records.first(where: { $0.n == row.n }) else { continue }
                ids.insert("msg_\(first.callID)" + (campaign.batch == 1 ? "" : "_\(row.count ?? 1)"))
            }
        }
        return ids
    }

    private func judge(_ spool: SpoolFixture, _ requests: [HostileReceiver.Request], _ seed: UInt64) throws {
        var bodies: [String: String] = [:]
        var homes: [String: String] = [:]
        var taken: Set<String> = []
        for request in requests {
            let before = bodies.updateValue(request.body, forKey: request.webhookID)
            #expect(before == nil || before == request.body, "two bodies under \(request.webhookID), seed \(seed)")
            for line in request.body.split(separator: "\n").map(String.init) {
                let home = homes.updateValue(request.webhookID, forKey: line)
                #expect(home == nil || home == request.webhookID, "a record under two ids, seed \(seed)")
                if request.isTaken { taken.insert(line) }
            }
        }
        for campaign in Self.campaigns {
            let lines = Set(
                try spool.text("results/\(campaign.name).status.jsonl").split(separator: "\n").map(String.init)
            )
            #expect(lines.count == 150)
            #expect(lines.isSubset(of: taken), "\(lines.subtracting(taken).count) records are lost, seed \(seed)")
            #expect(!spool.has("results/\(campaign.name).undelivered.jsonl"))
        }
        let faults = Dictionary(grouping: requests, by: \.fault).mapValues(\.count)
        print("ShippingFaultTests: \(requests.count) requests, \(faults.sorted { $0.key < $1.key })")
        #expect(Set(faults.keys).isSuperset(of: ["fails", "resets", "torn"]))
    }

    @Test("A receiver that is down is not asked by every record, and gets all of them once it is up")
    func down() async throws {
        let spool = try await SpoolFixture(Self.settings)
        let receiver = try HostileReceiver(spool)
        let numbers = CampaignText.numbers(400)
        try spool.drop("down.yaml", CampaignText.campaign("result_url: \(receiver.url)", numbers: numbers))
        let tick = try spool.start("tick")
        try await eventually("everything is told") {
            try spool.journal("down", mayBeTorn: true).last?.event == "finished" && spool.statuses("down").count == 400
        }
        try await eventually("its host rests") {
            try spool.text("queue/down/shipping.jsonl").contains("host_rests_until")
        }
        // Judged by the log's own instants, however late it is looked at: the tries of the first minute.
        struct Row: Decodable { var at: String }
        var text = try spool.text("queue/down/shipping.jsonl")
        text = text.lastIndex(of: "\n").map { String(text[...$0]) } ?? ""
        let format = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        let instants = try jsonLines(text, as: Row.self).map { try format.parse($0.at) }
        let first = try #require(instants.min())
        let tried = instants.count { $0.timeIntervalSince(first) < 60 }
        #expect(tried < 40, "\(tried) tries in a minute while it was down")
        try await receiver.start(seed: 1, [])
        #expect(try await tick.end().code == 0)
        // Its host may rest for longer than this tick.
        try await spool.runUntilOver()
        #expect(Set(try receiver.requests().map(\.webhookID)).count == 400)
        #expect(!spool.has("results/down.undelivered.jsonl"))
    }
}
