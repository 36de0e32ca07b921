import Foundation
import Testing

@Suite("Many campaigns that wait")
struct ManyCampaignsTests {
    private func starting(_ campaigns: Int) async throws -> SpoolFixture {
        let spool = try await SpoolFixture()
        for place in 1...campaigns {
            let numbers = CampaignText.numbers(2, from: place * 2)
            try spool.drop("c\(place).yaml", CampaignText.campaign("start: 2037-01-01\n", numbers: numbers))
        }
        return spool
    }

    /// Runs a command that may never have more open files than so many.
    private func limited(_ spool: SpoolFixture, _ limit: Int, _ command: String...) async throws -> EndedCommand {
        let script = "ulimit -n \(limit); exec \"$0\" \"$@\""
        let arguments = ["-c", script, try BuiltProgram.path()] + command + ["--spool", spool.root]
        return try await RunningCommand("/bin/sh", arguments, folder: spool.folder).end()
    }

    /// The files that a program has open.
    private func open(_ running: RunningCommand) throws -> [String] {
        let folder = "/proc/\(running.id)/fd"
        return try FileManager.default.contentsOfDirectory(atPath: folder)
            .compactMap { try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)") }
    }

    @Test("Three hundred are accepted, looked at, foreseen, stopped and told within a hundred descriptors")
    func descriptors() async throws {
        let spool = try await starting(300)
        for _ in 0..<2 {
            let tick = try await limited(spool, 100, "tick")
            #expect(tick.code == 0 && tick.errors.isEmpty, "\(tick.errors)")
        }
        #expect(try spool.names("queue").count == 300)
        let more = spool.folder.appending(path: "more.yaml")
        try Data(CampaignText.campaign(numbers: CampaignText.numbers(3)).utf8).write(to: more)
        for command in [["status"], ["when", "c7"], ["plan", more.path], ["ship"], ["doctor"], ["stuck"]] {
            let script = "ulimit -n 100; exec \"$0\" \"$@\""
            let arguments = ["-c", script, try BuiltProgram.path()] + command + ["--spool", spool.root]
            let ended = try await RunningCommand("/bin/sh", arguments, folder: spool.folder).end()
            #expect(ended.code == 0 && !ended.errors.contains("Too many"), "\(command): \(ended)")
        }
        #expect(try await limited(spool, 100, "stop", "c7").output.contains("c7: stopped; 2 calls canceled"))
        let all = try await limited(spool, 100, "stop", "all")
        #expect(all.code == 0 && all.output.split(separator: "\n").count == 300)
        #expect(try await limited(spool, 100, "tick").code == 0)
        #expect(try spool.names("done").count == 300)
    }

    @Test("A running program holds no descriptor for a campaign that waits, and carries out a stop of all")
    func atWork() async throws {
        let spool = try await starting(200)
        #expect(try await spool.run("tick").code == 0)
        let script = "ulimit -n 100; exec \"$0\" \"$@\""
        let arguments = ["-c", script, try BuiltProgram.path(), "run", "--spool", spool.root]
        let running = try RunningCommand("/bin/sh", arguments, folder: spool.folder)
        try await eventually("it is running") { try open(running).contains { $0.hasSuffix("queue/.lock") } }
        #expect(try await spool.run("suspend", "c7").output.hasPrefix("c7: suspended"))
        // What it has open for a moment it has not at another look.
        try await eventually("nothing of a campaign is open") {
            try !open(running).contains { $0.contains("/queue/c") || $0.contains("/results/") }
        }
        let all = try await limited(spool, 100, "stop", "all")
        #expect(all.code == 0 && all.output.split(separator: "\n").count == 200, "\(all.errors)")
        running.signal(SIGTERM)
        let ended = try await running.end()
        #expect(ended.code == 0 && !ended.errors.contains("Too many"), "\(ended.errors)")
    }
}
