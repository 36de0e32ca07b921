import Foundation
import Testing

@Suite("Calls through Asterisk's call files")
struct CallFileEngineTests {
    /// A spool whose Asterisk is a fake beside it.
    private func spool() async throws -> (SpoolFixture, RunningCommand) {
        let spool = try await SpoolFixture()
        for folder in ["asterisk", "asterisk/outgoing", "asterisk/outgoing_done"] {
            try FileManager.default.createDirectory(atPath: spool.path(folder), withIntermediateDirectories: true)
        }
        let fake = BuiltProgram.project.appending(path: "Tests/engines/fake_asterisk.py").path
        let asterisk = try RunningCommand(
            "/usr/bin/env",
            ["python3", fake, spool.path("asterisk")],
            folder: spool.folder
        )
        try set(spool)
        return (spool, asterisk)
    }

    private func set(_ spool: SpoolFixture) throws {
        let minute = SpoolSettings.farMinute
        try spool.write(
            "callspool.yaml",
            """
            engine:
              kind: callfile
              channel: PJSIP/{number}@trunk
              context: callspool
              directory: "\(spool.path("asterisk/outgoing"))"
              cdr: "\(spool.path("asterisk/Master.csv"))"
            limits: {calls_per_second: 10000, concurrent_calls: 20, ramp: 0}
            trunk_retry: {first: 1, longest: 1, times: 7}
            ticks: [\(minute)]
            settle: 0s

            """
        )
    }

    private func dialled(_ spool: SpoolFixture) throws -> [Substring] {
        spool.has("asterisk/dialled") ? try spool.text("asterisk/dialled").split(separator: "\n") : []
    }

    @Test("A campaign goes through them from the file to the records")
    func whole() async throws {
        let (spool, asterisk) = try await spool()
        defer { asterisk.signal(SIGKILL) }
        try spool.drop("mine.yaml", CampaignText.campaign(numbers: CampaignText.numbers(30, endings: [0, 20])))
        let tick = try await spool.run("tick")
        #expect(tick.code == 0 && tick.errors.isEmpty, "\(tick.errors)")
        #expect(spool.has("done/mine"))
        let outcomes = Dictionary(grouping: try spool.statuses("mine")) { $0.outcome ?? "" }.mapValues(\.count)
        #expect(outcomes == ["answered": 15, "busy": 15])
        let calls = try spool.text("results/mine.calls.jsonl")
        #expect(calls.contains("\"engine\":\"callfile\",\"engine_cause\":\"Completed, ANSWERED\""))
        #expect(try dialled(spool).count == 30)
        #expect(try spool.names("asterisk/outgoing").isEmpty)
    }

    @Test("Killed at random: nothing is dialled twice, and nothing is lost")
    func kills() async throws {
        let seed = ProcessInfo.processInfo.environment["CALLSPOOL_SEED"].flatMap(UInt64.init) ?? .random(in: 1...99_999)
        print("CallFileEngineTests: CALLSPOOL_SEED=\(seed)")
        var dice = SeededDice(seed: seed)
        let (spool, asterisk) = try await spool()
        defer { asterisk.signal(SIGKILL) }
        let numbers = CampaignText.numbers(160, endings: [0, 20])
        try spool.drop("mine.yaml", CampaignText.campaign(numbers: numbers))
        for _ in 0..<12 {
            try set(spool)
            let command = try spool.start("tick")
            let looks = Int.random(in: 20...300, using: &dice)
            try await linger(beside: command, looks: looks)
            command.signal(SIGKILL)
            _ = try await command.end()
        }
        try await eventually("everything is told") {
            try set(spool)
            let tick = try await spool.run("tick")
            #expect(tick.code == 0, "\(tick.errors)")
            // One that was killed before its file was staged left no trace, and is a person's to settle.
            for line in try await spool.run("stuck", "--json").output.split(separator: "\n") {
                let id = try #require(line.firstMatch(of: /"call_id":"([^"]+)"/)).output.1
                #expect(try await spool.run("stuck", "--settle", "\(id)=not_placed").code == 0)
            }
            return spool.has("done/mine")
        }
        #expect(asterisk.isRunning, "\(asterisk.errors)")
        #expect(try audit(spool, "mine").isEmpty)
        let outcomes = Dictionary(grouping: try spool.statuses("mine")) { $0.outcome ?? "" }.mapValues(\.count)
        #expect(outcomes == ["answered": 80, "busy": 80], "seed \(seed)")
        #expect(try Set(dialled(spool)).count == dialled(spool).count, "dialled twice, seed \(seed)")
        #expect(try dialled(spool).count == 160, "seed \(seed)")
    }
}
