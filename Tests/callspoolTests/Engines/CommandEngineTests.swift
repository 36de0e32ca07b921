import Foundation
import Testing

@Suite("Calls through a program of the user's")
struct CommandEngineTests {
    private struct Placed: Decodable {
        var id: String
        var placedAt: Double?

        private enum CodingKeys: String, CodingKey {
            case id
            case placedAt = "placed_at"
        }
    }

    /// A spool whose engine is the sample, with calls that go faster than life.
    private func spool(concurrent: Int = 100, speed: Double = 20, more: String = "") async throws -> SpoolFixture {
        let spool = try await SpoolFixture()
        try set(spool, concurrent: concurrent, speed: speed, more: more)
        return spool
    }

    private func set(_ spool: SpoolFixture, concurrent: Int, speed: Double, more: String) throws {
        let minute = SpoolSettings.farMinute
        let sample = BuiltProgram.project.appending(path: "samples/engine.py").path
        try spool.write(
            "callspool.yaml",
            """
            engine:
              kind: command
              program: [python3, "\(sample)", --calls, "\(spool.path("calls.jsonl"))", --speed, "\(speed)"]
            limits: {calls_per_second: 10000, concurrent_calls: \(concurrent), ramp: 0}
            trunk_retry: {first: 1, longest: 1, times: 7}
            ticks: [\(minute)]
            settle: 0s
            \(more)

            """
        )
    }

    private func placed(_ spool: SpoolFixture) throws -> [String] {
        try jsonLines(spool.has("calls.jsonl") ? spool.text("calls.jsonl") : "", as: Placed.self)
            .filter { $0.placedAt != nil }.map(\.id)
    }

    @Test("A campaign goes through it from the file to the records, and the program leaves with callspool")
    func whole() async throws {
        let spool = try await spool()
        try spool.drop(
            "mine.yaml",
            """
            ring_timeout: 10
            campaign_parameters: {"a\\"b": "{x},'$(id)'"}
            numbers: ["+16175550100", "+16175550110", "+16175550120", "+16175550121", "+16175550127"]
            """
        )
        let tick = try await spool.run("tick")
        #expect(tick.code == 0 && tick.errors.isEmpty, "\(tick.errors)")
        #expect(spool.has("done/mine"))
        let statuses = try spool.statuses("mine").sorted { $0.phoneNumber < $1.phoneNumber }
        #expect(statuses.map(\.outcome) == ["answered", "answered", "busy", "no_answer", "invalid_number"])
        #expect(statuses.map(\.calleeType) == ["voice", "answeringmachine", "busy", "noanswer", "intercept"])
        let calls = try spool.text("results/mine.calls.jsonl")
        #expect(calls.contains("\"sip_status\":486,\"q850_cause\":17,\"engine\":\"command\""))
        #expect(try placed(spool).count == 5)
        #expect(try engines(of: spool).isEmpty)
    }

    @Test("A program that is not there refuses the calls, and says so once")
    func absent() async throws {
        let spool = try await SpoolFixture()
        let minute = SpoolSettings.farMinute
        let engine = "engine: {kind: command, program: [/nowhere/engine]}\nticks: [\(minute)]\nsettle: 0s\n"
        try spool.write("callspool.yaml", engine + "trunk_retry: {times: 0}\n")
        try spool.drop("mine.yaml", CampaignText.campaign(numbers: CampaignText.numbers(3)))
        let tick = try await spool.run("tick")
        #expect(tick.code == 0)
        #expect(tick.errors.split(separator: "\n").count { $0.contains("/nowhere/engine") } == 1, "\(tick.errors)")
        #expect(try spool.statuses("mine").map(\.outcome) == Array(repeating: "engine_error", count: 3))
    }

    @Test("Killed at random, the program and callspool alike: nothing is dialled twice, and nothing is lost")
    func kills() async throws {
        let seed = ProcessInfo.processInfo.environment["CALLSPOOL_SEED"].flatMap(UInt64.init) ?? .random(in: 1...99_999)
        print("CommandEngineTests: CALLSPOOL_SEED=\(seed)")
        var dice = SeededDice(seed: seed)
        let spool = try await spool(concurrent: 20, speed: 10)
        let numbers = CampaignText.numbers(300, endings: [0, 1, 20, 10, 27])
        try spool.drop("mine.yaml", CampaignText.campaign("ring_timeout: 10\n", numbers: numbers))
        var killed: [String: Int] = [:]
        for _ in 0..<25 {
            try set(spool, concurrent: 20, speed: 10, more: "")
            let command = try spool.start("tick")
            let looks = Int.random(in: 20...300, using: &dice)
            let killsEngine = Bool.random(using: &dice)
            try await linger(beside: command, looks: looks)
            if killsEngine {
                for id in try engines(of: spool) { kill(id, SIGKILL) }
                try await linger(beside: command, looks: Int.random(in: 0...60, using: &dice))
            }
            killed[command.isRunning ? (killsEngine ? "both" : "callspool") : "neither", default: 0] += 1
            command.signal(SIGKILL)
            _ = try await command.end()
            let dialled = try placed(spool)
            #expect(Set(dialled).count == dialled.count, "dialled twice, seed \(seed)")
        }
        print("CommandEngineTests: killed \(killed.sorted { $0.key < $1.key })")
        try await eventually("everything is told") {
            try set(spool, concurrent: 20, speed: 10, more: "")
            let tick = try await spool.run("tick")
            #expect(tick.code == 0, "\(tick.errors)")
            return spool.has("done/mine")
        }
        #expect(try audit(spool, "mine").isEmpty)
        let statuses = try spool.statuses("mine")
        #expect(statuses.count == 300)
        #expect(Set(statuses.compactMap(\.outcome)) == ["answered", "busy", "invalid_number"], "seed \(seed)")
        // A number may have several attempts, of which the program placed one.
        let dialled = try placed(spool)
        #expect(dialled.count == 300 && Set(dialled).count == 300, "\(dialled.count), seed \(seed)")
    }

    /// The processes of the sample engine that belong to a spool.
    private func engines(of spool: SpoolFixture) throws -> [pid_t] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { pid_t($0) }
            .filter { id in
                let words = FileManager.default.contents(atPath: "/proc/\(id)/cmdline") ?? Data()
                let line = String(decoding: words, as: UTF8.self)
                return line.contains("engine.py") && line.contains(spool.path("calls.jsonl"))
            }
    }
}
