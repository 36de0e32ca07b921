import Foundation
import Testing

/// What the independent implementation says of a request.
private struct Verdict: Decodable {
    var contentType: String
    var signed: [Bool]
    var tampered: Bool

    private enum CodingKeys: String, CodingKey {
        case contentType = "content_type"
        case signed
        case tampered
    }
}

@Suite("Signatures, judged by the Python package standardwebhooks")
struct StandardWebhooksTests {
    private static let secrets = [1, 2, 3].map(secret)

    private static func secret(_ seed: Int) -> String {
        let bytes = (0..<32).map { UInt8(($0 * 7 + seed * 31) % 251) }
        return "whsec_" + Data(bytes).base64EncodedString()
    }

    /// Runs a campaign with some secrets to its end, and has each request judged by all of `secrets`.
    private func judge(_ keys: String, settings more: String = "") async throws -> ([Verdict], SpoolFixture) {
        var settings = SpoolSettings()
        settings.more = more
        let spool = try await SpoolFixture(settings)
        let folder = BuiltProgram.project.appending(path: ".build/webhooks")
        let python = folder.appending(path: "bin/python").path
        guard FileManager.default.isExecutableFile(atPath: python) else {
            throw TestTrouble("there is no \(python); make it with: make deps-test")
        }
        let script = BuiltProgram.project.appending(path: "Tests/webhooks/verifier.py").path
        let verifier = try RunningCommand(python, [script] + Self.secrets, folder: spool.folder)
        try await eventually("the verifier listens") {
            guard verifier.isRunning else { throw TestTrouble("the verifier ended: \(verifier.errors)") }
            return verifier.output.hasSuffix("\n")
        }
        let port = verifier.output.trimmingCharacters(in: .whitespacesAndNewlines)
        let url = "result_url: http://127.0.0.1:\(port)/\n"
        try spool.drop("signed.yaml", CampaignText.campaign(url + keys, numbers: CampaignText.numbers(6)))
        #expect(try await spool.run("tick").code == 0)
        // A signal that can be caught may be blocked in what a test starts.
        verifier.signal(SIGKILL)
        let lines = try await verifier.end().output.split(separator: "\n").dropFirst()
        return (try jsonLines(lines.map { $0 + "\n" }.joined()), spool)
    }

    @Test("It agrees with one secret, in both formats, and with nothing that was changed", arguments: ["json", "form"])
    func one(format: String) async throws {
        let (verdicts, _) = try await judge("result_secret: \(Self.secrets[0])\nresult_format: \(format)\n")
        #expect(verdicts.count == 6)
        for verdict in verdicts {
            #expect(verdict.signed == [true, false, false] && !verdict.tampered)
            #expect(verdict.contentType.contains(format))
        }
    }

    @Test("During a change of key it agrees with each of several secrets, and with no other")
    func several() async throws {
        let keys = "result_secret: [\(Self.secrets[0]), \(Self.secrets[2])]\n"
        let (verdicts, spool) = try await judge(keys)
        #expect(verdicts.count == 6)
        #expect(verdicts.allSatisfy { $0.signed == [true, false, true] && !$0.tampered })
        // In what the user dropped, and in a file for its owner's eyes, one a line; nowhere else.
        #expect(try spool.text("done/signed/secret") == "\(Self.secrets[0])\n\(Self.secrets[2])\n")
        let mode = try FileManager.default.attributesOfItem(atPath: spool.path("done/signed/secret"))[.posixPermissions]
        #expect((try #require(mode as? Int)) & 0o077 == 0)
        for secret in Self.secrets {
            #expect(!(try spool.text("done/signed/journal.jsonl")).contains(secret))
            let check = try await spool.run("check", "--json", spool.path("done/signed/campaign.yaml"))
            #expect(!check.output.contains(secret) && !check.errors.contains(secret))
        }
    }

    @Test("The spool's secrets sign what a campaign does not, and a campaign's own take their place")
    func settings() async throws {
        let more = "result_secret: [\(Self.secrets[1])]"
        #expect(try await judge("", settings: more).0.allSatisfy { $0.signed == [false, true, false] })
        let own = try await judge("result_secret: \(Self.secrets[0])\n", settings: more).0
        #expect(own.count == 6 && own.allSatisfy { $0.signed == [true, false, false] })
    }
}
