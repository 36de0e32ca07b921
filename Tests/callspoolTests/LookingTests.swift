import Foundation
import Testing

@Suite("The view command")
struct LookingTests {
    private struct Row: Decodable {
        var callID: String
        var phoneNumber: String
        var status: String
        var outcome: String?

        private enum CodingKeys: String, CodingKey {
            case callID = "call_id"
            case phoneNumber = "phone_number"
            case status, outcome
        }
    }

    /// A campaign that is over: five answered, two busy, one rejected.
    private func over(_ keys: String = "") async throws -> SpoolFixture {
        let spool = try await SpoolFixture()
        let numbers = CampaignText.numbers(5) + ["+16175550120", "+12125550120", "12345"]
        try spool.drop("spring.yaml", CampaignText.campaign("ani: \"+16175550100\"\n" + keys, numbers: numbers))
        try await spool.tickUntilOver(SpoolSettings())
        return spool
    }

    private func rows(_ spool: SpoolFixture, _ arguments: String...) async throws -> [Row] {
        let all = ["view", "spring", "--json", "--spool", spool.root] + arguments
        let ended = try await spool.callspool(all)
        #expect(ended.code == 0, "\(ended)")
        return try jsonLines(ended.output)
    }

    @Test("Filters pick over the whole campaign, each by itself and together")
    func filters() async throws {
        let spool = try await over()
        #expect(try await rows(spool, "--status", "completed").count == 5)
        #expect(
            try await rows(spool, "--outcome", "busy").map(\.phoneNumber).sorted() == ["+12125550120", "+16175550120"]
        )
        #expect(try await rows(spool, "--outcome", "busy", "--number", "617").map(\.phoneNumber) == ["+16175550120"])
        #expect(try await rows(spool, "--number", "(617) 555-0120").count == 1)
        #expect(try await rows(spool, "--status", "failed", "--status", "rejected").count == 3)
        let text = try await spool.run("view", "spring", "--status", "completed", "--completed", "2").output
        #expect(text.hasSuffix("2 of 5 matching calls; more with --pending N and --completed N\n"), "\(text)")
        let none = try await spool.run("view", "spring", "--status", "stuck").output
        #expect(none.hasSuffix("0 of 0 matching calls\n"), "\(none)")
    }

    @Test("A word that is not a status, and a filter beside --call, are wrong usage with what would be right")
    func usage() async throws {
        let spool = try await SpoolFixture()
        let status = try await spool.run("view", "x", "--status", "done")
        #expect(status.code == 64 && status.errors.contains("is not one of queued, dialing, connected, stuck"))
        let outcome = try await spool.run("view", "x", "--outcome", "late")
        #expect(outcome.code == 64 && outcome.errors.contains("is not one of answered, busy, no_answer"))
        #expect(try await spool.run("view", "x", "--call", "y", "--number", "1").code == 64)
    }

    @Test("On a narrow terminal the call info is cut, and number and call id are whole")
    func narrow() async throws {
        let spool = try await over()
        let script = """
            import fcntl, os, pty, struct, sys, termios
            child, terminal = pty.fork()
            if child == 0:
                fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, int(sys.argv[1]), 0, 0))
                os.environ["NO_COLOR"] = "1"
                os.execv(sys.argv[2], sys.argv[2:])
            output = b""
            while True:
                try:
                    some = os.read(terminal, 65536)
                except OSError:
                    break
                if not some:
                    break
                output += some
            sys.stdout.write(output.decode().replace("\\r", ""))
            """
        let program = try BuiltProgram.path()
        func lines(_ width: Int) async throws -> [Substring] {
            let words = [
                "python3", "-c", script, "\(width)", program, "view", "spring", "--number", "12345", "--spool",
                spool.root,
            ]
            return try await RunningCommand("/usr/bin/env", words, folder: spool.folder).end().output
                .split(separator: "\n")
        }
        let (wide, narrow) = (try await lines(200), try await lines(90))
        #expect(wide[1].contains("\"12345\" is too short to be a telephone number in region US"), "\(wide)")
        #expect(narrow[1].count <= 90 && narrow[1].contains("…") && narrow[1].hasPrefix("12345 "), "\(narrow)")
        #expect(narrow[1].hasSuffix("-8"), "\(narrow)")
    }

    @Test("A call's story tells codes and the rule in words, and its delivery; by id, and by number each call to it")
    func story() async throws {
        let spool = try await SpoolFixture()
        let receiver = try await Receiver(spool)
        let numbers = ["+16175550140", "617 555 0140", "+16175550101"]
        let keys = "max_retries: 1\nretry_interval: 60\nresult_url: \(receiver.url)\n"
        try spool.drop("spring.yaml", CampaignText.campaign(keys, numbers: numbers))
        try await spool.tickUntilOver(SpoolSettings())
        let story = try await spool.run("view", "spring", "--call", "(617) 555-0140").output
        for words in [
            "+16175550140 (spring, spring-", "): completed, attempt 2 of 2\n", "busy: The callee was in another call.",
            "SIP 486 (busy here), cause 17 (user busy)",
            "busy counts as an attempt; again after 1 min (retry_interval); retry 1 of 1", "answered by a person",
            "answered is final; completed", "record: reported, n ", "delivery: taken at ", "on try 1 (HTTP status 200)",
            "): rejected\n", "It is in the campaign already, as number 1.",
        ] { #expect(story.contains(words), "\(words) is not in \(story)") }
        #expect(!story.contains("+16175550101"))
        let id = try #require(try spool.statuses("spring").first { $0.phoneNumber == "+16175550101" }?.callID)
        let json = try await spool.run("view", "spring", "--call", id, "--json").output
        let last = try #require(json.split(separator: "\n").last)
        #expect(last.contains("\"shipping\":\"taken\"") && last.contains("\"http_status\":200"), "\(last)")
        let nobody = try await spool.run("view", "spring", "--call", "6175559999")
        #expect(nobody.code == 64 && nobody.errors.contains("6175559999"))
        withExtendedLifetime(receiver) {}
    }

    @Test("A receiver that fails is told with each try and the next, and one that never came with where the record is")
    func failing() async throws {
        var settings = SpoolSettings()
        settings.more = "shipping: {schedule: [1h]}"
        let spool = try await SpoolFixture(settings)
        let port = try Receiver.freePort()
        try spool.drop(
            "spring.yaml",
            CampaignText.campaign("result_url: http://127.0.0.1:\(port)/\n", numbers: ["+16175550101"])
        )
        #expect(try await spool.run("tick").code == 0)
        let story = try await spool.run("view", "spring", "--call", "6175550101").output
        #expect(story.contains("delivery: try 1 failed at ") || story.contains("delivery: given up at "), "\(story)")
    }

    @Test("Following picks events as well, ends with the campaign, and leaves quietly at Ctrl-C")
    func follow() async throws {
        let spool = try await over()
        let busy = try await spool.run("view", "spring", "--follow", "--outcome", "busy", "--json").output
        let lines = busy.split(separator: "\n")
        #expect(lines.count { $0.contains("\"event\":\"ended\"") } == 2, "\(busy)")
        #expect(!busy.contains("dialing") && !busy.contains("connected") && busy.contains("\"event\":\"finished\""))
        let one = try await spool.run("view", "spring", "--follow", "--number", "6175550120", "--json").output
        #expect(one.split(separator: "\n").count { $0.contains("\"call_id\"") } == 2, "\(one)")
        try spool.drop("later.yaml", "start: tomorrow 09:15\n" + CampaignText.campaign(numbers: ["+16175550101"]))
        _ = try await spool.run("tick")
        let following = try spool.start("view", "later", "--follow")
        try await eventually("the campaign is shown") { following.output.contains("accepted") }
        following.signal(SIGINT)
        let ended = try await following.end()
        #expect(ended.isSignaled && ended.code == SIGINT && ended.errors.isEmpty, "\(ended)")
    }
}
