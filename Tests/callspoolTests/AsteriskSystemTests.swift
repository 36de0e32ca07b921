import CallspoolTesting
import Foundation
import Testing

@Suite("Campaigns through Asterisk")
struct AsteriskSystemTests {
    private static let secret = "marmalade-77"

    private func server(_ fate: @escaping @Sendable (ManagerOrder) -> FakeManager.Fate) async throws -> FakeManager {
        try await FakeManager(secret: AsteriskSystemTests.secret, fate: fate)
    }

    /// The lines of a file of the spool; none when it is not there yet.
    private func lines(_ spool: SpoolFixture, _ name: String) throws -> [Substring] {
        spool.has(name) ? try spool.text(name).split(separator: "\n") : []
    }

    /// A spool whose engine is the server.
    private func spool(_ port: Int) async throws -> SpoolFixture {
        let spool = try await SpoolFixture()
        let minute = SpoolSettings.farMinute
        try spool.write("asterisk.secret", AsteriskSystemTests.secret + "\n")
        try spool.write(
            "callspool.yaml",
            """
            engine:
              kind: asterisk
              port: \(port)
              username: callspool
              secret_file: asterisk.secret
              channel: "PJSIP/{number}@trunk"
            limits: {calls_per_second: 1000, concurrent_calls: 100, ramp: 0}
            ticks: [\(minute)]
            settle: 0s
            trunk_retry: {times: 0}

            """
        )
        return spool
    }

    @Test("Every call has the record that its end deserves, is placed once, and the secret is nowhere")
    func wholeCampaign() async throws {
        let server = try await server { order in
            switch order.number.suffix(2) {
            case "00":
                .plays(
                    .answered(ring: .milliseconds(30), talk: .milliseconds(50), detection: ("HUMAN", "HUMAN-819-800"))
                )
            case "20": .plays(.busy)
            case "21": .plays(.ringsOut(after: .milliseconds(100)))
            case "27":
                .plays(.refused("NOANSWER", cause: 1, words: "Unallocated (unassigned) number", sip: 404))
            default: .refused("Extension does not exist.")
            }
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
        #expect(rows.first?.calleeType == "voice")
        #expect(server.placed.count == 4 && server.placed.values.allSatisfy { $0 == 1 })
        let line = try spool.text("results/first.calls.jsonl").split(separator: "\n").first { $0.contains("\"busy\"") }
        for part in [
            #""sip_status":486"#, #""q850_cause":17"#, #""engine":"asterisk""#, #""engine_cause":"User busy""#,
        ] {
            #expect(line?.contains(part) == true, "\(part) in \(line ?? "")")
        }
        let found = try await RunningCommand(
            "/usr/bin/env",
            ["grep", "-rl", AsteriskSystemTests.secret, spool.root],
            folder: spool.folder
        )
        .end()
        #expect(found.output == spool.path("asterisk.secret") + "\n")
        try await server.stop()
    }

    @Test("A trunk where nobody listens is rested and told by status, and uses up nobody's attempts")
    func deadTrunk() async throws {
        let server = try await server { _ in .plays(.silent(until: .milliseconds(100))) }
        let spool = try await spool(server.port)
        // As it is by default: what the trunk failed is tried again.
        let settings = try spool.text("callspool.yaml").split(separator: "\n").filter { !$0.hasPrefix("trunk_retry") }
        try spool.write("callspool.yaml", settings.joined(separator: "\n") + "\n")
        try spool.drop("first.yaml", CampaignText.campaign(numbers: (0..<8).map { "+1617555010\($0)" }))
        let tick = try spool.start("tick")
        try await eventually("every call is over, and the trunk rests") {
            let pace = try lines(spool, "queue/.pace").joined()
            return try lines(spool, "results/first.calls.jsonl").count == 8 && pace.contains("Resting")
        }
        #expect(try await spool.run("status").output.contains("nobody answers at its far end"))
        for line in try lines(spool, "results/first.calls.jsonl") {
            #expect(line.contains(#""class":"trunk""#) && line.contains(#""next":"retry""#), "\(line)")
            // Nobody sent a status.
            #expect(line.contains(#""sip_status":null"#))
        }
        #expect(try lines(spool, "results/first.status.jsonl").isEmpty)
        #expect(server.placed.count == 8)
        tick.signal(SIGKILL)
        _ = try await tick.end()
        try await server.stop()
    }

    @Test("A value that cannot be told to Asterisk fails its own call for good, and holds up no other")
    func refusedValues() async throws {
        let server = try await server { _ in .plays(.answered()) }
        let spool = try await spool(server.port)
        let long = String(repeating: "x", count: 1_020)
        let bad = (0..<12)
            .map { "  - {phone_number: \"+161755501\($0 + 10)\", call_parameters: {note: \"\(long)\"}}\n" }
        let good = (0..<3).map { "  - \"+1617555019\($0)\"\n" }
        try spool.drop("first.yaml", "numbers:\n" + (bad + good).joined())
        let tick = try await spool.run("tick")
        #expect(tick.code == 0, "\(tick)")
        let rows = try spool.statuses("first")
        #expect(rows.count { $0.outcome == "engine_error" && $0.status == "failed" } == 12)
        #expect(rows.count { $0.outcome == "answered" } == 3)
        #expect(try lines(spool, "results/first.calls.jsonl").count { $0.contains(#""class":"permanent""#) } == 12)
        try await server.stop()
    }

    @Test("A process that is killed leaves calls that the next one follows to their end; none is placed twice")
    func killed() async throws {
        let server = try await server { _ in .plays(.answered(talk: .seconds(20))) }
        let spool = try await spool(server.port)
        try spool.drop("first.yaml", CampaignText.campaign(numbers: CampaignText.numbers(20)))
        let first = try spool.start("tick")
        try await eventually("every call is placed") { server.placed.count == 20 }
        first.signal(SIGKILL)
        _ = try await first.end()
        let second = try await spool.run("tick")
        #expect(second.code == 0, "\(second)")
        let rows = try jsonLines(spool.text("results/first.calls.jsonl"), as: CallResultRow.self)
        #expect(rows.count == 20 && rows.allSatisfy { $0.outcome == "answered" }, "\(rows.map(\.outcome))")
        #expect(server.placed.count == 20 && server.placed.values.allSatisfy { $0 == 1 })
        try await server.stop()
    }

    @Test("A login that is refused, and a server that is not there, are told once, and in every record")
    func noServer() async throws {
        let server = try await server { _ in .noChannel }
        let spool = try await spool(server.port)
        try spool.write("asterisk.secret", "wrong\n")
        try spool.drop("first.yaml", CampaignText.campaign(numbers: CampaignText.numbers(3)))
        let refused = try await spool.run("tick")
        #expect(refused.code == 0)
        #expect(refused.errors.components(separatedBy: "Authentication failed").count == 2, "\(refused)")
        #expect(try spool.statuses("first").map(\.outcome) == Array(repeating: "not_permitted", count: 3))
        try await server.stop()
        try spool.drop("second.yaml", CampaignText.campaign(numbers: CampaignText.numbers(3, from: 10)))
        let absent = try await spool.run("tick")
        #expect(absent.code == 0)
        #expect(absent.errors.components(separatedBy: "cannot be reached").count == 2, "\(absent)")
        #expect(try spool.statuses("second").map(\.outcome) == Array(repeating: "carrier_error", count: 3))
    }

    @Test("A hostile campaign file sets values, and no line, variable, dial string or command of its own")
    func hostile() async throws {
        let server = try await server { _ in .plays(.answered()) }
        let spool = try await spool(server.port)
        try spool.drop(
            "hostile.yaml",
            """
            campaign_parameters: {"A)": "x,CALLSPOOL_NUMBER=+19005550100", "B(": "${SHELL(id)}"}
            numbers:
              - phone_number: "+16175550101"
                message_reference: 'a","b\\,c'
                call_parameters: {"k=v,Z": "y}{^"}

            """
        )
        let tick = try await spool.run("tick")
        #expect(tick.code == 0, "\(tick)")
        let order = try #require(server.orders.first)
        #expect(server.orders.count == 1 && order.channel == "PJSIP/+16175550101@trunk")
        let variables = order.lines.filter { $0.key == "Variable" }.map { $0.value }
        #expect(variables.contains(#"CALLSPOOL_PARAM_A_=x\,CALLSPOOL_NUMBER=+19005550100"#))
        #expect(variables.contains(#"CALLSPOOL_PARAM_B_=${SHELL\(id\)}"#))
        #expect(variables.contains(#"CALLSPOOL_REFERENCE=a\"\,\"b\\\,c"#))
        #expect(variables.contains("CALLSPOOL_PARAM_k_v_Z=y}{^"))
        #expect(Set(order.lines.map { $0.key }).isSubset(of: AsteriskSystemTests.keys))
        try await server.stop()
    }

    private static let keys: Set<String> = [
        "Action", "ActionID", "Channel", "Context", "Exten", "Priority", "Timeout", "CallerID", "ChannelId", "Async",
        "Variable",
    ]
}
