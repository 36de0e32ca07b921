import CallspoolCore
import CallspoolTesting
import Foundation
import Stages
import Testing

@Suite("Campaigns through FreeSWITCH")
struct FreeSWITCHSystemTests {
    private static let password = "swordfish-41"

    private func script(_ name: String, speed: Double) throws -> FreeSWITCHScript {
        let folder = BuiltProgram.project.appending(path: "Tests/DialersTests/Fixtures/FreeSWITCH")
        return FreeSWITCHScript(try FreeSWITCHRecording(name, in: folder), speed: speed)
    }

    private func server(_ fate: @escaping @Sendable (FreeSWITCHIDs) -> FakeFreeSWITCH.Fate) async throws
        -> FakeFreeSWITCH
    {
        try await FakeFreeSWITCH(
            password: FreeSWITCHSystemTests.password,
            now: { SystemClock().now.milliseconds * 1000 },
            fate: fate
        )
    }

    /// A spool whose engine is the server.
    private func spool(_ port: Int, more: String = "trunk_retry: {times: 0}") async throws -> SpoolFixture {
        let spool = try await SpoolFixture()
        let minute = SpoolSettings.farMinute
        try spool.write("freeswitch.secret", FreeSWITCHSystemTests.password + "\n")
        try spool.write(
            "callspool.yaml",
            """
            engine:
              kind: freeswitch
              port: \(port)
              secret_file: freeswitch.secret
              dial: sofia/gateway/trunk/{number}
              exten: callspool
            limits: {calls_per_second: 1000, concurrent_calls: 100, ramp: 0}
            ticks: [\(minute)]
            settle: 0s
            \(more)

            """
        )
        return spool
    }

    @Test("Every call has the record that its end deserves, is placed once, and the password is nowhere")
    func wholeCampaign() async throws {
        let scripts = [
            "00": try script("T0-sofia-answer", speed: 10), "20": try script("T0-sofia-busy", speed: 10),
            "21": try script("T0-sofia-noanswer", speed: 10), "27": try script("T0-sofia-invalid", speed: 10),
        ]
        let server = try await server { ids in
            scripts[String(ids.target.suffix(2))].map { .plays($0) } ?? .fails("-ERR INVALID_GATEWAY")
        }
        let spool = try await spool(server.port)
        let endings = ["00", "20", "21", "27", "28"]
        try spool.drop("first.yaml", CampaignText.campaign(numbers: endings.map { "+161755501\($0)" }))
        let tick = try await spool.run("tick")
        #expect(tick.code == 0 && tick.errors.isEmpty, "\(tick)")
        try audit(spool, "first")
        let rows = try spool.statuses("first").sorted { $0.phoneNumber < $1.phoneNumber }
        #expect(rows.map(\.outcome) == ["answered", "busy", "no_answer", "invalid_number", "engine_error"])
        #expect(rows.map(\.status) == ["completed", "failed", "failed", "failed", "failed"])
        #expect(server.placed.count == 5 && server.placed.values.allSatisfy { $0 == 1 })
        let line = try spool.text("results/first.calls.jsonl").split(separator: "\n").first { $0.contains("\"busy\"") }
        for part in [
            #""sip_status":486"#, #""q850_cause":17"#, #""engine":"freeswitch""#, #""engine_cause":"USER_BUSY""#,
        ] {
            #expect(line?.contains(part) == true, "\(part) in \(line ?? "")")
        }
        let found = try await RunningCommand(
            "/usr/bin/env",
            ["grep", "-rl", FreeSWITCHSystemTests.password, spool.root],
            folder: spool.folder
        )
        .end()
        #expect(found.output == spool.path("freeswitch.secret") + "\n")
        try await server.stop()
    }

    @Test("A process that is killed leaves calls that the next one follows to their end; none is placed twice")
    func killed() async throws {
        let script = try script("T0-sofia-answer", speed: 10)
        let server = try await server { _ in .plays(script) }
        server.holdEnds()
        let spool = try await spool(server.port)
        try spool.drop("first.yaml", CampaignText.campaign(numbers: CampaignText.numbers(20)))
        let first = try spool.start("tick")
        try await eventually("every call is placed") { server.placed.count == 20 }
        first.signal(SIGKILL)
        _ = try await first.end()
        let next = try spool.start("tick")
        try await eventually("the next one asks for the calls") {
            server.commands.count { $0.hasPrefix("api uuid_exists") } >= 20
        }
        server.letEnd()
        let second = try await next.end()
        #expect(second.code == 0 && second.errors.isEmpty, "\(second)")
        try audit(spool, "first")
        let rows = try spool.statuses("first")
        #expect(rows.count == 20 && rows.allSatisfy { $0.outcome == "answered" }, "\(rows.map(\.outcome))")
        #expect(server.placed.values.allSatisfy { $0 == 1 })
        try await server.stop()
    }

    @Test("A server that is not there, and one that refuses the login, are told once, and in every record")
    func noServer() async throws {
        let server = try await server { _ in .fails("") }
        let spool = try await spool(server.port)
        try spool.write("freeswitch.secret", "wrong\n")
        try spool.drop("first.yaml", CampaignText.campaign(numbers: CampaignText.numbers(3)))
        let refused = try await spool.run("tick")
        #expect(refused.code == 0)
        #expect(refused.errors.components(separatedBy: "refuses the login: -ERR invalid").count == 2, "\(refused)")
        #expect(try spool.statuses("first").map(\.outcome) == Array(repeating: "not_permitted", count: 3))
        try await server.stop()
        try spool.drop("second.yaml", CampaignText.campaign("again: true\n", numbers: CampaignText.numbers(3)))
        let absent = try await spool.run("tick")
        #expect(absent.code == 0)
        #expect(absent.errors.components(separatedBy: "cannot be reached").count == 2, "\(absent)")
        #expect(try spool.statuses("second").map(\.outcome) == Array(repeating: "carrier_error", count: 3))
    }

    @Test("A password that cannot be had is bad settings, and nothing is dialled")
    func noPassword() async throws {
        let spool = try await spool(1)
        try FileManager.default.removeItem(atPath: spool.path("freeswitch.secret"))
        try spool.drop("first.yaml", CampaignText.campaign(numbers: CampaignText.numbers(3)))
        let tick = try await spool.run("tick")
        #expect(tick.code == 78 && tick.errors.contains("freeswitch.secret"), "\(tick)")
        #expect(spool.has("incoming/first.yaml"))
    }
}
