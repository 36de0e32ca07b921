import Foundation
import Testing

@Suite("Control")
struct ControlTests {
    /// Thousands of numbers, a few at a time: there is always something waiting and something in progress.
    ///
    /// None of the numbers has trouble with the trunk, which would put its call into the queue again.
    private func busySpool(_ campaigns: [String] = ["big"], count: Int = 1900) async throws -> SpoolFixture {
        var settings = SpoolSettings()
        settings.speed = 60
        settings.concurrentCalls = 20
        settings.ticks = SpoolSettings.everyMinute
        let spool = try await SpoolFixture(settings)
        for (index, name) in campaigns.enumerated() {
            let numbers = CampaignText.numbers(
                count,
                endings: Array(0...14) + [16] + Array(20...24) + [27],
                from: index * count
            )
            try spool.drop("\(name).yaml", CampaignText.campaign("max_retries: 0\n", numbers: numbers))
        }
        return spool
    }

    private func starting(_ spool: SpoolFixture, _ campaigns: [String] = ["big"]) async throws -> RunningCommand {
        let running = try spool.start("run", "--grace", "600")
        try await eventually("calls are placed") { try campaigns.allSatisfy { try spool.placed($0) >= 10 } }
        return running
    }

    private func leave(_ running: RunningCommand) async throws {
        running.signal(SIGTERM)
        #expect(try await running.end().code == 0)
    }

    private func line(_ event: String, _ spool: SpoolFixture, _ campaign: String = "big") throws -> JournalRow? {
        try spool.journal(campaign, mayBeTorn: true).last { $0.event == event }
    }

    @Test("Stop while `run` is running: nothing is placed after its line, and every number has its record")
    func stopAtWork() async throws {
        let spool = try await busySpool()
        let running = try await starting(spool)
        let stop = try await spool.run("stop", "big")
        #expect(stop.code == 0)
        #expect(try spool.names("control") == [])
        try await eventually("the campaign is over") { spool.has("done/big") }
        try await leave(running)
        let journal = try spool.journal("big")
        let stopped = try #require(journal.first { $0.event == "stopped" })
        let (canceled, inProgress) = (try #require(stopped.canceled), try #require(stopped.inProgress))
        #expect(canceled > 0 && inProgress > 0)
        #expect(
            stop.output
                == words(
                    "big: stopped; \(canceled) calls canceled, \(inProgress) calls in progress will still complete\n"
                )
        )
        #expect(!journal.contains { $0.event == "dialing" && $0.n > stopped.n })
        #expect(journal.filter { $0.event == "ended" && $0.n > stopped.n }.count == inProgress)
        let statuses = try spool.statuses("big")
        #expect(statuses.count == 1900)
        #expect(statuses.filter { $0.status == "canceled" }.count == canceled)
        try audit(spool, "big")
    }

    /// With a comma between thousands, as the program writes numbers.
    private func words(_ text: String) -> String {
        text.replacing(#/\d{4,}/#) { match in
            String(match.output.dropLast(3)) + "," + String(match.output.suffix(3))
        }
    }

    @Test("Suspend and resume while `run` is running: in between nothing is placed, and calls in progress end")
    func suspendAtWork() async throws {
        let spool = try await busySpool()
        let running = try await starting(spool)
        // By hand, as the contract allows.
        try spool.write("control/big.suspend", "")
        try await eventually("the request is carried out") { !spool.has("control/big.suspend") }
        let suspended = try #require(try line("suspended", spool))
        try await eventually("calls in progress have ended") {
            let journal = try spool.journal("big", mayBeTorn: true)
            return journal.filter { $0.event == "ended" }.count == journal.filter { $0.event == "dialing" }.count
        }
        #expect(try await spool.run("suspend", "big").output == "big: nothing to suspend\n")
        #expect(try await spool.run("status").output.contains("suspended"))
        let resume = try await spool.run("resume", "big")
        #expect(resume.output == "big: resumed\n")
        let resumed = try #require(try line("resumed", spool))
        try await eventually("calls are placed again") {
            try spool.journal("big", mayBeTorn: true).contains { $0.event == "dialing" && $0.n > resumed.n }
        }
        try await leave(running)
        let between = suspended.n...resumed.n
        let journal = try spool.journal("big")
        #expect(!journal.contains { $0.event == "dialing" && between.contains($0.n) })
        try audit(spool, "big", isTold: false)
    }

    @Test("Cancel while `run` is running takes out that call and no other")
    func cancelAtWork() async throws {
        let spool = try await busySpool()
        let running = try await starting(spool)
        let first = try #require(try line("dialing", spool)?.callID)
        let last = first.split(separator: "-").dropLast().joined(separator: "-") + "-1900"
        #expect(try await spool.run("cancel", last).output == "\(last): canceled\n")
        #expect(try spool.names("control") == [])
        #expect(try line("canceled", spool)?.callID == last)
        #expect(try await spool.run("cancel", last).output == "\(last): is canceled already\n")
        try await eventually("its record is told") { try spool.statuses("big").contains { $0.status == "canceled" } }
        try await leave(running)
        #expect(try spool.statuses("big").filter { $0.status == "canceled" }.map(\.callID) == [last])
    }

    @Test("`all` means every campaign, running and at rest")
    func all() async throws {
        let names = ["one", "two"]
        let spool = try await busySpool(names, count: 400)
        let running = try await starting(spool, names)
        let suspended = try await spool.run("suspend", "all").output
        for name in names {
            let row = try #require(try spool.journal(name, mayBeTorn: true).last { $0.event == "suspended" })
            let inProgress = try #require(row.inProgress)
            #expect(suspended.contains("\(name): suspended; \(inProgress) calls in progress will still complete\n"))
        }
        try await leave(running)
        #expect(try await spool.run("resume", "all").output == "one: resumed\ntwo: resumed\n")
        let stop = try await spool.run("stop", "all")
        #expect(stop.output.split(separator: "\n").count == 2)
        for name in names { #expect(stop.output.contains("\(name): stopped; ")) }
        #expect(try await spool.run("tick").code == 0)
        for name in names {
            #expect(spool.has("done/\(name)"))
            #expect(try spool.statuses(name).count == 400)
            try audit(spool, name)
        }
    }

    @Test("With no program running the command carries it out itself, and the next tick tells it")
    func atRest() async throws {
        let spool = try await SpoolFixture()
        let numbers = CampaignText.numbers(3000, endings: Array(0...99))
        try spool.drop("big.yaml", CampaignText.campaign("start: tomorrow 09:15\n", numbers: numbers))
        #expect(try await spool.run("tick").errors.isEmpty)
        let accepted = try #require(try spool.text("queue/big/journal.jsonl").firstMatch(of: #/"tag":"([^"]+)"/#))
        let id = "big-\(accepted.output.1)-7"
        #expect(
            try await spool.run("suspend", "big").output == "big: suspended; no call was in progress\n"
        )
        #expect(try await spool.run("cancel", id).output == "\(id): canceled\n")
        #expect(try await spool.run("resume", "big").output == "big: resumed\n")
        #expect(
            try await spool.run("stop", "big").output
                == "big: stopped; 2,999 calls canceled, no call was in progress\n"
        )
        #expect(try await spool.run("stop", "big").output == "big: nothing to stop\n")
        #expect(try await spool.run("resume", "big").output == "big: nothing to resume\n")
        #expect(try spool.names("control") == [])
        let tick = try await spool.run("tick")
        #expect(tick.code == 0 && tick.errors.isEmpty)
        let statuses = try spool.statuses("big")
        #expect(statuses.count == 3000 && statuses.allSatisfy { $0.status == "canceled" && $0.attempts == 0 })
        #expect(spool.has("done/big"))
        try audit(spool, "big")
    }

    @Test("A request for what is not there is told, and one made by hand does not stay for ever")
    func unknown() async throws {
        let spool = try await SpoolFixture()
        for (command, target) in [
            ("stop", "nobody"), ("suspend", "nobody"), ("resume", "nobody"), ("cancel", "nobody-1"),
        ] {
            let ended = try await spool.run(command, target)
            #expect(ended.code == 64)
            #expect(ended.output.isEmpty && ended.errors.contains("no queued campaign is named `\(target)`"))
        }
        try spool.write("control/nobody.stop", "")
        try spool.write("control/notes.txt", "not a request")
        let tick = try await spool.run("tick")
        #expect(tick.code == 0)
        #expect(tick.errors.contains("no queued campaign is named `nobody`"))
        #expect(try spool.names("control") == ["notes.txt"])
    }

    @Test("A request that waits is carried out by a tick before it places a call")
    func waitingRequest() async throws {
        let spool = try await SpoolFixture()
        try spool.drop("small.yaml", CampaignText.campaign("start: tomorrow 09:15\n", numbers: CampaignText.numbers(9)))
        #expect(try await spool.run("tick").errors.isEmpty)
        try spool.write("control/small.stop", "")
        #expect(try await spool.run("tick").code == 0)
        #expect(try spool.names("control") == [])
        #expect(spool.has("done/small"))
        #expect(try spool.placed("small") == 0)
    }

    @Test("A command carries out what waits in control/ before its own request, which has the last word")
    func olderRequests() async throws {
        let spool = try await SpoolFixture()
        for name in ["a", "b"] {
            let numbers = CampaignText.numbers(5, from: name == "a" ? 0 : 5)
            try spool.drop("\(name).yaml", CampaignText.campaign("start: 2037-01-01\n", numbers: numbers))
        }
        #expect(try await spool.run("tick").code == 0)
        // By hand, while nothing was running; one is of something that is not picked up yet, one from the future.
        try spool.write("control/a.resume", "yesterday\n")
        try spool.write("control/b.suspend", "yesterday\n")
        try spool.write("control/later.stop", "yesterday\n")
        try spool.age("control/a.resume", by: -3600)
        let suspend = try await spool.run("suspend", "a")
        #expect(suspend.output == "a: suspended; no call was in progress\n", "\(suspend)")
        #expect(try spool.names("control") == ["later.stop"])
        #expect(try line("suspended", spool, "b") != nil)
        try spool.drop("later.yaml", CampaignText.campaign("start: 2037-01-01\n", numbers: CampaignText.numbers(1)))
        #expect(try await spool.run("tick").code == 0)
        #expect(try spool.journal("a").last?.event == "suspended")
    }

    @Test("A request of the same that waits is the command's own")
    func sameRequest() async throws {
        let spool = try await SpoolFixture()
        try spool.drop("a.yaml", CampaignText.campaign("start: 2037-01-01\n", numbers: CampaignText.numbers(5)))
        #expect(try await spool.run("tick").code == 0)
        try spool.write("control/a.suspend", "somebody\n")
        #expect(try await spool.run("suspend", "a").output.hasPrefix("a: suspended"))
        #expect(try spool.names("control").isEmpty)
        #expect(try spool.journal("a").filter { $0.event == "suspended" }.count == 1)
    }

    @Test("No campaign can be called `all`: not by its key, not by its file")
    func reserved() async throws {
        let spool = try await SpoolFixture()
        let numbers = CampaignText.numbers(2)
        try spool.drop("all.yaml", CampaignText.campaign("start: 2037-01-01\n", numbers: numbers))
        try spool.drop("b.yaml", CampaignText.campaign("campaign: all\nstart: 2037-01-01\n", numbers: numbers))
        try spool.drop("c.yaml", CampaignText.campaign("add_to: all\n", numbers: numbers))
        #expect(try await spool.run("tick").code == 0)
        #expect(try spool.names("queue").isEmpty)
        for name in ["all", "b", "c"] {
            #expect(try spool.text("rejected/\(name).yaml.why").contains("means every campaign"))
        }
    }

    @Test("A request that cannot be removed, a pipe and a folder in control/ hold up no stop")
    func oddFiles() async throws {
        let spool = try await busySpool()
        let running = try await starting(spool)
        #expect(mkfifo(spool.path("control/other.stop"), 0o644) == 0)
        #expect(symlink("/dev/zero", spool.path("control/big.suspend")) == 0)
        try FileManager.default.createDirectory(
            atPath: spool.path("control/more.resume/x"),
            withIntermediateDirectories: true
        )
        try await eventually("the suspension is carried out") { try line("suspended", spool) != nil }
        #expect(try await spool.run("stop", "big").output.hasPrefix("big: stopped"))
        try await eventually("all of it is carried out") { try spool.names("control").isEmpty }
        try await leave(running)
    }
}
