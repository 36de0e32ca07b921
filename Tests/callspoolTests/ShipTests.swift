import Foundation
import Testing

@Suite("callspool ship")
struct ShipTests {
    /// A line of `ship --json`.
    private struct Row: Decodable, Equatable {
        var campaign: String, taken: Int, failed: Int, kept: Int, left: Int
    }

    /// A spool with a receiver that wants nothing more, and a campaign whose records are all undelivered.
    private func refused(_ keys: String = "") async throws -> (SpoolFixture, port: Int, [Receiver.Request]) {
        var settings = SpoolSettings()
        settings.more = "shipping: {schedule: [], batch_wait: 0}"
        let spool = try await SpoolFixture(settings)
        let refusing = try await Receiver(spool, ["--status", "410"])
        let text = CampaignText.campaign("result_url: \(refusing.url)\n\(keys)", numbers: CampaignText.numbers(20))
        try spool.drop("spring.yaml", text)
        #expect(try await spool.run("tick").code == 0)
        #expect(spool.has("done/spring"))
        let requests = try refusing.requests()
        try await refusing.stop()
        return (spool, refusing.port, requests)
    }

    @Test("Several records go out in one POST, as JSON lines, the last ones when the campaign is told in full")
    func batches() async throws {
        let spool = try await SpoolFixture()
        let receiver = try await Receiver(spool)
        let keys = "result_url: \(receiver.url)\nresult_batch: 8"
        try spool.drop("spring.yaml", CampaignText.campaign(keys, numbers: CampaignText.numbers(20)))
        #expect(try await spool.run("tick").code == 0)
        let requests = try receiver.requests()
        #expect(requests.allSatisfy { $0.contentType == "application/x-ndjson" })
        let lines = requests.flatMap { $0.body.split(separator: "\n").map(String.init) }
        #expect(
            lines.sorted()
                == (try spool.text("results/spring.status.jsonl").split(separator: "\n").map(String.init).sorted())
        )
        #expect(requests.count < 20 && requests.allSatisfy { $0.body.split(separator: "\n").count <= 8 })
        #expect(Set(requests.map(\.webhookID)).count == requests.count)
        let status = try await spool.run("status", "spring", "--json").output
        #expect(status.contains(#""unshipped":0"#))
    }

    @Test(
        "--replay sends the undelivered again, under the same ids with the same bodies; a second one sends nothing",
        arguments: [1, 6]
    )
    func replay(batch: Int) async throws {
        let (spool, port, before) = try await refused("result_batch: \(batch)\n")
        let kept = try spool.text("results/spring.undelivered.jsonl")
        let nobody = try await spool.run("ship", "--replay", "--json")
        #expect(nobody.code == 75)
        let rows = try jsonLines(nobody.output, as: Row.self)
        #expect(rows.count == 1 && rows[0].taken == 0 && rows[0].failed > 0 && rows[0].failed + rows[0].left == 20)
        let receiver = try await Receiver(spool, port: port)
        let replay = try await spool.run("ship", "--replay", "--json")
        #expect(replay.code == 0, "\(replay.errors)")
        #expect(
            try jsonLines(replay.output, as: Row.self) == [
                Row(campaign: "spring", taken: 20, failed: 0, kept: 0, left: 0)
            ]
        )
        let again = try receiver.requests()
        for request in before {
            #expect(again.contains { $0.webhookID == request.webhookID && $0.body == request.body })
        }
        let lines = again.flatMap { $0.body.split(separator: "\n").map(String.init) }
        #expect(lines.sorted() == kept.split(separator: "\n").map(String.init).sorted())
        #expect(try await spool.run("ship", "--replay").code == 0)
        #expect(try receiver.requests().count == again.count)
        #expect(try spool.text("results/spring.undelivered.jsonl") == kept)
    }

    @Test("--replay says plainly that a campaign whose folder is gone cannot be sent again")
    func pruned() async throws {
        let (spool, _, _) = try await refused()
        try FileManager.default.removeItem(atPath: spool.path("done/spring"))
        let replay = try await spool.run("ship", "--replay", "--campaign", "spring")
        #expect(replay.code == 0)
        #expect(replay.errors.contains("results/spring.undelivered.jsonl cannot be sent again"))
    }

    @Test("--campaign and --since choose; a name that is nobody's and a time that is none are wrong usage")
    func chosen() async throws {
        let (spool, port, _) = try await refused()
        let receiver = try await Receiver(spool, port: port)
        #expect(try await spool.run("ship", "--replay", "--since", "9999999999").code == 0)
        #expect(try receiver.requests().isEmpty)
        #expect(try await spool.run("ship", "--campaign", "autumn").code == 64)
        #expect(try await spool.run("ship", "--since", "soon").code == 64)
        #expect(try await spool.run("ship", "--replay", "--campaign", "spring", "--since", "2026-01-01").code == 0)
        #expect(try receiver.requests().count == 20)
    }
}
