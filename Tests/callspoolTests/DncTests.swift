import Foundation
import Testing

@Suite("The dnc command")
struct DncTests {
    @Test("What is added is listed, durable and told with its line; what was there already is not added again")
    func add() async throws {
        let spool = try await SpoolFixture()
        let first = try await spool.run("dnc", "add", "617 555 0101", "+16175550102", "--note", "asked by telephone")
        #expect(first.code == 0, "\(first)")
        #expect(first.output == "+16175550101: added to do-not-call.txt\n+16175550102: added to do-not-call.txt\n")
        let text = "+16175550101  # asked by telephone\n+16175550102  # asked by telephone\n"
        #expect(try spool.text("do-not-call.txt") == text)
        let second = try await spool.run("dnc", "add", "6175550102")
        #expect(second.output == "+16175550102: already on do-not-call.txt, line 2\n")
        #expect(try spool.text("do-not-call.txt") == text)
        let check = try await spool.run("dnc", "check", "6175550102", "6175550103")
        #expect(check.output == "+16175550102: on do-not-call.txt, line 2\n+16175550103: not listed\n")
        #expect(check.code == 0)
    }

    @Test("A text that is not a number is told, and nothing is added")
    func nonsense() async throws {
        let spool = try await SpoolFixture()
        #expect(try await spool.run("dnc", "add", "6175550101", "nobody").code == 65)
        #expect(!spool.has("do-not-call.txt"))
        #expect(try await spool.run("dnc", "add").code == 64)
    }

    @Test("A list that cannot be read is told, with exit code 74")
    func unreadable() async throws {
        let spool = try await SpoolFixture()
        try FileManager.default.createDirectory(
            atPath: spool.path("do-not-call.txt"),
            withIntermediateDirectories: true
        )
        let check = try await spool.run("dnc", "check", "6175550101")
        #expect(check.code == 74 && check.errors.contains("do-not-call.txt is not a regular file"), "\(check)")
    }

    @Test("A listed number of a campaign is told as rejected with its evidence, and `check` counts it before")
    func campaign() async throws {
        var settings = SpoolSettings()
        settings.speed = 600
        let spool = try await SpoolFixture(settings)
        _ = try await spool.run("dnc", "add", "6175550101")
        let text = "do_not_call: [\"6175550102\"]\nnumbers: [\"6175550101\", \"6175550102\", \"6175550103\"]\n"
        let file = spool.folder.appending(path: "a.yaml")
        try Data(text.utf8).write(to: file)
        let check = try await spool.run("check", file.path)
        #expect(check.output.contains("3 numbers, 2 of them cannot be dialled"), "\(check)")
        try spool.drop("a.yaml", text)
        _ = try await spool.run("tick")
        let rejected = try spool.text("results/a.status.jsonl").split(separator: "\n")
            .filter { $0.contains("rejected") }
        #expect(rejected.count == 2)
        #expect(rejected.contains { $0.contains("do-not-call list do-not-call.txt, line 1.") })
        #expect(rejected.contains { $0.contains("do-not-call list `do_not_call` of campaign a, line 1.") })
    }

    @Test("What is added makes no old list a new one, and no list that is missed")
    func noFreshness() async throws {
        var settings = SpoolSettings()
        settings.more = "do_not_call: {file: ours.txt, max_age: 31d}"
        let spool = try await SpoolFixture(settings)
        let missing = try await spool.run("dnc", "add", "6175550103")
        #expect(missing.code == 74)
        #expect(missing.errors.contains("ours.txt: it is missing; put it back, or make an empty one"), "\(missing)")
        try spool.write("ours.txt", "+16175550101\n")
        let old = Date(timeIntervalSinceNow: -40 * 86_400)
        try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: spool.root + "/ours.txt")
        #expect(try await spool.run("dnc", "add", "6175550102").code == 0)
        #expect(try await spool.run("dnc", "check", "6175550102").output.contains("line 2"))
        #expect(try await spool.run("status").output.contains("longer ago than `max_age` allows"))
    }

    @Test("A line of a list is found by what stands in it, as a campaign reads it")
    func sameReading() async throws {
        var settings = SpoolSettings()
        settings.more = "region: GB"
        let spool = try await SpoolFixture(settings)
        try spool.write("do-not-call.txt", "+44 (0)20 7946 0018\n020 7946 0019 ext. 5\n'02079460020\n")
        for (place, text) in ["+44 (0)20 7946 0018", "020 7946 0019 ext. 5", "'02079460020"].enumerated() {
            let check = try await spool.run("dnc", "check", text)
            #expect(check.output.contains("on do-not-call.txt, line \(place + 1)"), "\(check)")
        }
        let known = try await spool.run("dnc", "add", "+44 (0)20 7946 0019 x7")
        #expect(known.output == "+442079460019: already on do-not-call.txt, line 2\n", "\(known)")
        #expect(try await spool.run("dnc", "add", "020 7946 0018, 020 7946 0021").code == 65)
    }

    @Test("A file that is not a list holds all calls, and status, doctor and dnc say so")
    func notAList() async throws {
        let spool = try await SpoolFixture()
        try spool.write("do-not-call.txt", "<html>\n503 Service Unavailable\n</html>\n")
        let words = "do-not-call.txt cannot be read: it is a web page"
        let doctor = try await spool.run("doctor")
        #expect(doctor.code == 74 && doctor.output.contains(words), "\(doctor)")
        #expect(try await spool.run("status").output.contains("all calls are held: The do-not-call list " + words))
        let check = try await spool.run("dnc", "check", "6175550101")
        #expect(check.code == 74 && check.errors.contains(words), "\(check)")
    }
}
