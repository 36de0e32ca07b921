import Foundation
import Testing

@Suite("The plan command")
struct PlanTests {
    private struct Line: Decodable {
        var campaign: String?
        var numbers: Int?
        var rejected: Int?
        var answered: Int?
        var failed: Int?
        var calls: Int?
        var quarter: String?
        var end: Span?
        var finish: Span?
    }

    private struct Span: Decodable {
        var expectedAt: String?

        private enum CodingKeys: String, CodingKey {
            case expectedAt = "expected_at"
        }
    }

    private func file(_ spool: SpoolFixture, _ name: String, _ text: String) throws -> String {
        let file = spool.folder.appending(path: name)
        try Data(text.utf8).write(to: file)
        return file.path
    }

    /// A campaign of so many numbers, and some more lines of them.
    private func campaign(_ count: Int, _ more: String = "") -> String {
        "ani: \"+16175550100\"\nnumbers:\n" + (0..<count).map { "  - \"+1617555\(2000 + $0)\"\n" }.joined() + more
    }

    @Test("Skipped numbers are told by their reasons, and nothing is written to the spool")
    func skipped() async throws {
        let spool = try await SpoolFixture()
        _ = try await spool.run("dnc", "add", "6175552001")
        let before = try FileManager.default.subpathsOfDirectory(atPath: spool.root).sorted()
        let more = "  - \"12345\"\n  - \"12346\"\n  - \"617 555 2002\"\n"
        let plan = try await spool.run("plan", try file(spool, "a.yaml", campaign(20, more)))
        #expect(plan.code == 0, "\(plan)")
        #expect(plan.output.contains("  2  is too short to be a telephone number in region US\n"), "\(plan.output)")
        #expect(plan.output.contains("  1  in the campaign already\n"))
        #expect(plan.output.contains("  1  on the do-not-call list do-not-call.txt\n"))
        #expect(try FileManager.default.subpathsOfDirectory(atPath: spool.root).sorted() == before)
    }

    @Test("The chart of a pipe is plain, and no line of it is over 80 columns")
    func chart() async throws {
        let spool = try await SpoolFixture()
        let plan = try await spool.run("plan", try file(spool, "a.yaml", campaign(300)))
        let chart = plan.output.split(separator: "\n").drop { !$0.hasPrefix("calls per quarter hour") }.dropFirst()
        #expect(chart.first?.contains("####") == true, "\(plan.output)")
        // Sentences are longer when they have dates in them, around midnight.
        #expect(plan.output.split(separator: "\n").allSatisfy { $0.count <= 110 })
        #expect(chart.filter { $0.contains("#") }.allSatisfy { $0.count <= 80 && $0.utf8.count == $0.count })
    }

    @Test("Answered and failed are by the odds given")
    func odds() async throws {
        let spool = try await SpoolFixture()
        let path = try file(spool, "a.yaml", campaign(50))
        let all = try await spool.run("plan", path, "--odds", "answered=1", "--json")
        let lines = try jsonLines(all.output, as: Line.self)
        #expect(lines.first?.answered == 50)
        #expect(lines.first?.failed == 0)
        let none = try jsonLines(
            try await spool.run("plan", path, "--odds", "busy=0.5", "--json").output,
            as: Line.self
        )
        #expect(none.first?.answered == 0)
        #expect(none.first?.failed == 50)
    }

    @Test("The queue counts as well, and the quarter hours hold all calls of both")
    func queue() async throws {
        let spool = try await SpoolFixture()
        try spool.drop("queued.yaml", "start: +3 days\n" + campaign(30))
        _ = try await spool.run("tick")
        let plan = try await spool.run("plan", try file(spool, "new.yaml", campaign(40)), "--json")
        let lines = try jsonLines(plan.output, as: Line.self)
        #expect(lines.compactMap(\.campaign) == ["queued", "new"])
        #expect(lines.compactMap(\.numbers) == [30, 40])
        let quarters = lines.filter { $0.quarter != nil }.compactMap(\.calls).reduce(0, +)
        #expect(quarters > 0 && quarters == lines.last?.calls)
        #expect(lines[0].finish?.expectedAt == lines.last?.end?.expectedAt)
    }

    @Test("A file that would be refused is refused here, too: exit code 65; odds that are none: 64")
    func refused() async throws {
        let spool = try await SpoolFixture()
        let plan = try await spool.run("plan", try file(spool, "a.yaml", "numberz: []\n"))
        #expect(plan.code == 65)
        #expect(plan.errors.contains("numberz"), "\(plan.errors)")
        let path = try file(spool, "b.yaml", campaign(1))
        #expect(try await spool.run("plan", path, "--odds", "answerd=1").code == 64)
        #expect(try await spool.run("plan", path, "--odds", "answered").code == 64)
        #expect(try await spool.run("plan", path, "--odds", "answered=0").code == 64)
    }

    @Test("A name that the queue or a file before has is refused, as pickup would refuse it")
    func taken() async throws {
        let spool = try await SpoolFixture()
        try spool.drop("queued.yaml", "start: +3 days\n" + campaign(3))
        _ = try await spool.run("tick")
        let queued = try await spool.run("plan", try file(spool, "a.yaml", "campaign: queued\n" + campaign(2)))
        #expect(queued.code == 65)
        #expect(queued.errors.contains("the name `queued` is in use by a campaign that is queued"), "\(queued.errors)")
        let paths = try ["b.yaml", "c.yaml"].map { try file(spool, $0, "campaign: twice\n" + campaign(2)) }
        let twice = try await spool.run("plan", paths[0], paths[1])
        #expect(twice.code == 65)
        #expect(twice.errors.contains("c.yaml: error: ") && twice.errors.contains("is named `twice`, too"))
        #expect(twice.output == "")
    }

    @Test("Numbers to which no hour is open are told among the skipped ones, with the reason")
    func neverOpen() async throws {
        let spool = try await SpoolFixture()
        let hours = "calling_hours: {from: \"09:00\", to: \"17:00\"}\n"
        let text = hours + "numbers: [\"+18008550001\", \"+18008550002\"]\n"
        let path = try file(spool, "a.yaml", text)
        let plan = try await spool.run("plan", path)
        let reason = "no hour is inside the calling hours in all zones of the callee"
        #expect(plan.output.contains("skipped of a:\n  2  \(reason)\n"), "\(plan.output)")
        let json = try await spool.run("plan", path, "--json").output
        #expect(json.contains("{\"reason\":\"\(reason)\",\"numbers\":2}"), "\(json)")
    }

    @Test("A list that holds all calls is told, since the plan takes it that it is repaired")
    func held() async throws {
        var settings = SpoolSettings()
        settings.more = "do_not_call: {file: ours.txt}"
        let spool = try await SpoolFixture(settings)
        let plan = try await spool.run("plan", try file(spool, "a.yaml", campaign(2)))
        #expect(plan.code == 0)
        #expect(plan.errors.contains("all calls are held: The do-not-call list ours.txt is missing."), "\(plan.errors)")
    }
}
