import CallspoolCore
import CallspoolTesting
import Synchronization
import Testing

@testable import Dialers

@Suite("What a doctor finds out about an Asterisk")
struct AsteriskProbeTests {
    /// What the recorded Asterisk answered, with the action's id left open.
    private static func recorded(_ action: String) throws -> String {
        let blocks = try Recording("81-plain-actions").blocks.filter(\.isReceived)
        let texts = blocks.map { String(decoding: $0.bytes, as: UTF8.self) }
        let id = try #require(
            texts.compactMap { text in
                text.split(separator: "\r\n").first { $0.hasPrefix("ActionID: act-") && $0.hasSuffix("-\(action)") }
            }
            .first
        )
        return texts.filter { $0.contains("\(id)\r\n") }.joined()
            .replacing(String(id.dropFirst("ActionID: ".count)), with: "{id}")
    }

    private func findings(
        _ change: @escaping @Sendable (FakeManager, inout AsteriskSettings) throws -> Void
    ) async throws -> [Finding] {
        let server = try await FakeManager { _ in .ignored }
        for action in ["CoreSettings", "ListCommands", "ShowDialPlan", "PJSIPShowEndpoints"] {
            server.answer(action, try AsteriskProbeTests.recorded(action))
        }
        var settings = AsteriskRig.settings(port: server.port)
        settings.answer = .dialplan(context: "dialer", extension: "amd", priority: 1)
        try change(server, &settings)
        let heard = Heard()
        try await AsteriskRig.run(server, settings) { rig in
            heard.set(await rig.dialer.findings())
            #expect(rig.server.orders.isEmpty)
        }
        try await server.stop()
        return heard.findings
    }

    private final class Heard: Sendable {
        private let kept = Mutex<[Finding]>([])
        func set(_ findings: [Finding]) { kept.withLock { $0 = findings } }
        var findings: [Finding] { kept.withLock { $0 } }
    }

    @Test("all is well with the recorded one, and no call is placed")
    func well() async throws {
        let findings = try await findings { _, _ in }
        #expect(findings.allSatisfy { $0.weight == .fine }, "\(findings)")
        #expect(findings.contains(Finding(.fine, "Asterisk 22.10.1")))
        #expect(findings.count == 4)
    }

    @Test("a context that is not there, and an endpoint that is not there, are faults")
    func missing() async throws {
        let findings = try await findings { server, settings in
            server.answer(
                "ShowDialPlan",
                "Response: Error\r\nActionID: {id}\r\nMessage: Did not find context nowhere\r\n\r\n"
            )
            settings.channel = "PJSIP/{number}@elsewhere"
            settings.answer = .dialplan(context: "nowhere", extension: "s", priority: 1)
        }
        #expect(findings.filter { $0.weight == .fault }.count == 2, "\(findings)")
    }

    @Test("rights that are missing are told with what is missed, and a version that tells no SIP status")
    func rights() async throws {
        let findings = try await findings { server, _ in
            server.answer("CoreSettings", "Response: Success\r\nActionID: {id}\r\nAsteriskVersion: 18.20.0\r\n\r\n")
            server.answer("ListCommands", "Response: Success\r\nActionID: {id}\r\nPing: Keepalive command.\r\n\r\n")
        }
        #expect(
            findings.count { $0.weight == .fault } == 1 && findings.count { $0.weight == .warning } == 4,
            "\(findings)"
        )
        #expect(findings.first { $0.weight == .fault }?.words.contains("Originate") == true)
    }

    @Test("one that cannot be reached is one fault, in the words of the log")
    func unreachable() async throws {
        let findings = try await findings { server, _ in server.behave(.refusing) }
        #expect(findings.count == 1 && findings[0].weight == .fault)
        #expect(findings[0].words.contains("Authentication failed"))
    }

    @Test(
        "versions that tell SIP statuses",
        arguments: [
            ("22.10.1", true), ("22.6.0", false), ("20.17.0", true), ("certified-20.7-cert4", false),
            ("21.12.0", false),
            ("23.1.0", true), ("24.0.0", true), ("18.9", false),
        ]
    )
    func versions(text: String, tells: Bool) throws {
        let version = try #require(AsteriskVersion(text))
        #expect(version.tellsSIPStatus == tells)
    }
}
