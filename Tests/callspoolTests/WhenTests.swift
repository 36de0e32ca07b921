import Foundation
import Testing

@Suite("The when command")
struct WhenTests {
    private struct Answer: Decodable {
        struct Hold: Decodable {
            var kind: String
            var until: String?
            var reason: String
        }

        var campaign: String
        var status: String?
        var callID: String?
        var place: Int?
        var expectedAt: String?
        var heldBy: [Hold]

        private enum CodingKeys: String, CodingKey {
            case campaign, status, place
            case callID = "call_id"
            case expectedAt = "expected_at"
            case heldBy = "held_by"
        }
    }

    /// A spool with a campaign that begins in three days.
    private func waitingSpool(_ more: String = "") async throws -> SpoolFixture {
        let spool = try await SpoolFixture()
        let numbers = (0..<20).map { "  - \"+1617555\(2000 + $0)\"\n" }.joined()
        try spool.drop("spring.yaml", "start: +3 days\n\(more)numbers:\n\(numbers)  - \"12345\"\n")
        _ = try await spool.run("tick")
        return spool
    }

    private func answer(_ spool: SpoolFixture, _ subject: String) async throws -> Answer {
        let when = try await spool.run("when", subject, "--json")
        #expect(when.code == 0, "\(when)")
        return try #require(try jsonLines(when.output, as: Answer.self).first)
    }

    @Test("A number is found however it is written, with its place, what holds it and when it goes")
    func number() async throws {
        let spool = try await waitingSpool()
        for text in ["+16175552004", "617 555 2004", "tel:+1-617-555-2004"] {
            let answer = try await answer(spool, text)
            #expect(answer.campaign == "spring" && answer.status == "queued")
            #expect(answer.place == 5)
            #expect(answer.heldBy.map(\.kind) == ["start", "no program"])
            let start = try #require(answer.heldBy.first?.until)
            #expect(try #require(answer.expectedAt) >= start)
        }
        let text = try await spool.run("when", "617-555-2004").output
        #expect(text.hasPrefix("+16175552004 (spring, spring-"), "\(text)")
        #expect(text.contains("UTC") && text.contains("place 5; before it: spring 4"))
    }

    @Test("A call is found by its id, and a campaign by its name, with what its calls wait for")
    func others() async throws {
        let spool = try await waitingSpool()
        let id = try #require(try await answer(spool, "6175552004").callID)
        #expect(try await answer(spool, id).callID == id)
        let campaign = try await spool.run("when", "spring")
        #expect(campaign.output.hasPrefix("spring: ends about "), "\(campaign)")
        #expect(campaign.output.contains("20 waiting (20 ready to go)"))
        #expect(campaign.output.contains("held by: start: the campaign starts at"))
        try spool.drop("later.yaml", "numbers: [\"+16175550101\"]\n")
        #expect(try await spool.run("when", "spring").errors.contains("1 file lies in incoming/"))
    }

    @Test("A suspended campaign has no predicted time")
    func suspended() async throws {
        let spool = try await waitingSpool()
        _ = try await spool.run("suspend", "spring")
        let held = try await answer(spool, "6175552000")
        #expect(held.expectedAt == nil)
        #expect(held.heldBy.first?.kind == "suspended")
        #expect(try await spool.run("when", "6175552000").output.contains("not while it is held, and not before"))
        #expect(try await spool.run("when", "spring").output.hasPrefix("spring: has no end date while suspended"))
    }

    @Test("A listed number is never called, with the list and the line")
    func listed() async throws {
        let spool = try await waitingSpool()
        _ = try await spool.run("dnc", "add", "6175552003")
        let text = try await spool.run("when", "6175552003").output
        #expect(text.contains(": never: it is rejected when its turn comes: "), "\(text)")
        #expect(text.contains("do-not-call.txt, line 1"))
    }

    @Test("The calling hours are told with the zone, where it comes from, and the opening")
    func hours() async throws {
        let spool = try await waitingSpool("calling_hours: {from: \"09:00\", to: \"09:01\"}\n")
        let text = try await spool.run("when", "6175552003").output
        #expect(text.contains("in America/New_York)"), "\(text)")
        let view = try await spool.run("view", "spring", "--call", try await answer(spool, "6175552003").callID ?? "")
        #expect(view.output.contains("held by: start: "), "\(view)")
    }

    @Test("A number that is rejected, canceled or over is answered with the evidence")
    func final() async throws {
        let spool = try await waitingSpool()
        #expect(try await spool.run("when", "12345").output.contains("never: rejected: \"12345\" is too short"))
        let id = try #require(try await answer(spool, "6175552000").callID)
        _ = try await spool.run("cancel", id)
        #expect(try await spool.run("when", "6175552000").output.contains("never: canceled"))
        var settings = SpoolSettings()
        settings.speed = 600
        let over = try await SpoolFixture(settings)
        try over.drop("done.yaml", "numbers: [\"+16175550101\"]\n")
        _ = try await over.run("tick")
        #expect(try await over.run("when", "6175550101").output.contains("over: completed at"))
        #expect(try await over.run("when", "done").output.hasPrefix("done: over: 1 completed"))
    }

    @Test("What is nowhere is told, with exit code 64, and nothing is written to the spool")
    func unknown() async throws {
        let spool = try await waitingSpool()
        let before = try FileManager.default.subpathsOfDirectory(atPath: spool.root).sorted()
        let when = try await spool.run("when", "6175559999")
        #expect(when.code == 64)
        #expect(when.errors.contains("no campaign and no call"))
        _ = try await spool.run("when", "spring")
        #expect(try FileManager.default.subpathsOfDirectory(atPath: spool.root).sorted() == before)
    }

    @Test("A running program is seen, and then the forecast begins now")
    func atWork() async throws {
        let spool = try await waitingSpool()
        #expect(try await spool.run("when", "spring").output.contains("the dialler is not running"))
        let running = try spool.start("run")
        try await eventually("the program is seen") {
            try await !spool.run("when", "spring").output.contains("the dialler is not running")
        }
        running.signal(SIGTERM)
        _ = try await running.end()
    }
}
