import CallspoolCore
import CallspoolTesting
import Foundation
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

    /// The endpoint in detail, as Asterisk 22 lists it.
    private static func endpoint(_ lines: String, contact: String) -> String {
        "Response: Success\r\nActionID: {id}\r\nEventList: start\r\n\r\n"
            + "Event: EndpointDetail\r\nActionID: {id}\r\nObjectName: trunk\r\n\(lines)\r\n\r\n"
            + "Event: ContactStatusDetail\r\nActionID: {id}\r\nURI: sip:127.0.0.1:5070\r\nStatus: \(contact)\r\n"
            + "EndpointName: trunk\r\n\r\n"
            + "Event: EndpointDetailComplete\r\nActionID: {id}\r\nEventList: Complete\r\n\r\n"
    }

    @Test(
        "an endpoint through which the caller id does not reach the carrier, or at which nobody is, is told",
        arguments: [
            ("FromUser: 100234\r\nSendPai: false\r\nSendRpid: false", "Reachable", Finding.Weight.warning, "send_pai"),
            ("FromUser: 100234\r\nSendPai: true\r\nSendRpid: false", "Reachable", .fine, "is there, and answers"),
            ("FromUser: \r\nSendPai: false\r\nSendRpid: false", "Reachable", .fine, "is there, and answers"),
            ("FromUser: \r\nSendPai: false\r\nSendRpid: false", "NonQualified", .warning, "qualify_frequency"),
            ("FromUser: \r\nSendPai: false\r\nSendRpid: false", "Unreachable", .fault, "nobody answers"),
        ]
    )
    func endpoint(lines: String, contact: String, weight: Finding.Weight, words: String) async throws {
        let findings = try await findings { server, _ in
            server.answer("PJSIPShowEndpoint", AsteriskProbeTests.endpoint(lines, contact: contact))
        }
        #expect(findings.contains { $0.weight == weight && $0.words.contains(words) }, "\(findings)")
        if weight == .fine { #expect(findings.allSatisfy { $0.weight == .fine }) }
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

    @Test(
        "an application of the dialplan whose module is not loaded is a fault",
        arguments: [("Response: Error\r\nMessage: Module not loaded", 1), ("Response: Success\r\nVersion: ", 0)]
    )
    func modules(answer: String, faults: Int) async throws {
        let findings = try await findings { server, _ in
            server.answer("ModuleCheck", "\(answer)\r\nActionID: {id}\r\n\r\n")
            let line = "Event: ListDialplan\r\nActionID: {id}\r\nContext: dialer\r\nExtension: amd\r\nPriority: 1\r\n"
            server.answer(
                "ShowDialPlan",
                "Response: Success\r\nActionID: {id}\r\nEventList: start\r\n\r\n\(line)Application: AMD\r\n\r\n"
                    + "Event: ShowDialPlanComplete\r\nActionID: {id}\r\nEventList: Complete\r\n\r\n"
            )
        }
        let found = findings.filter { $0.weight == .fault }
        #expect(found.count == faults && found.allSatisfy { $0.words.contains("amd.conf") }, "\(findings)")
    }

    @Test(
        "call records that cannot serve are told",
        arguments: [
            ("a,b,c,d,e,f,g,h,i,j,k,l,1,1,ANSWERED,m,1795424798.30347\n", Finding.Weight.fine, "have the ids"),
            ("a,b,c,d,e,f,g,h,i,j,k,l,1,1,ANSWERED,m\n", .warning, "set `loguniqueid = yes`"),
            ("half a li", .fine, "none yet"), (nil, .fine, "none yet"),
        ] as [(String?, Finding.Weight, String)]
    )
    func callRecords(text: String?, weight: Finding.Weight, words: String) async throws {
        let folder = try WorkingFolder()
        let path = folder.path + "/Master.csv"
        if let text { try Data(text.utf8).write(to: URL(fileURLWithPath: path)) }
        let findings = try await findings { _, settings in settings.cdr = path }
        #expect(findings.last?.weight == weight && findings.last?.words.contains(words) == true, "\(findings)")
        let locked = try await self.findings { _, settings in settings.cdr = folder.path }
        #expect(locked.last?.weight == .warning && locked.last?.words.contains("cannot be read") == true)
        let without = try await self.findings { server, settings in
            settings.cdr = path
            server.answer("CoreSettings", "Response: Success\r\nActionID: {id}\r\nCoreCDRenabled: No\r\n\r\n")
        }
        #expect(without.last?.words.contains("writes no call records") == true)
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
