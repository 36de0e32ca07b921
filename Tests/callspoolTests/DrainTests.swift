import Foundation
import Testing

@Suite("Drain")
struct DrainTests {
    /// Calls that last for a while, and more of them than can be placed.
    private func loaded(speed: Int, endings: [Int]) async throws -> SpoolFixture {
        var settings = SpoolSettings()
        settings.speed = speed
        settings.concurrentCalls = 20
        settings.engine = "ring: [1s, 2s], talk: [30s, 60s], records: false"
        let spool = try await SpoolFixture(settings)
        try spool.drop("load.yaml", CampaignText.campaign(numbers: CampaignText.numbers(800, endings: endings)))
        return spool
    }

    /// `run` picks up at its next tick; this has it picked up before.
    private func accept(_ spool: SpoolFixture) async throws {
        let tick = try spool.start("tick")
        try await eventually("the campaign is accepted") { try spool.placed("load") > 0 }
        tick.signal(SIGKILL)
        _ = try await tick.end()
    }

    @Test("SIGTERM: no call is placed any more, those in progress end, and it leaves with 0 and a whole journal")
    func drains() async throws {
        let spool = try await loaded(speed: 20, endings: Array(0...9))
        try await accept(spool)
        let running = try spool.start("run", "--grace", "3600")
        let before = try spool.placed("load")
        try await eventually("it is under load") { try spool.placed("load") >= before + 40 }
        running.signal(SIGTERM)
        try await eventually("it says so") { running.errors.contains("leaving: no new calls") }
        let ended = try await running.end()
        #expect(ended.code == 0 && !ended.isSignaled)
        let journal = try spool.journal("load")
        let notice = try #require(ended.errors.split(separator: "\n").first { $0.contains("leaving: no new calls") })
        let format = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        // A turn that had begun may still be at its commit: half a second of the machine's is allowed for it.
        let limit = try format.parse(String(notice.prefix(24))).addingTimeInterval(10)
        let late = try journal.filter { try $0.event == "dialing" && format.parse($0.at) > limit }
        #expect(late.isEmpty, "\(late.count) calls were placed after the notice")
        let dialled = journal.filter { $0.event == "dialing" }.count
        let over = journal.filter { ["ended", "lost"].contains($0.event) }.count
        #expect(dialled == over, "calls in progress were left")
        #expect(dialled < 800)
        try audit(spool, "load")
        #expect(try await spool.run("status", "--json").output.contains("\"dialing\":0"))
    }

    @Test("When the grace is over it leaves with calls in progress; they are stuck then, and never dialled again")
    func graceEnds() async throws {
        let spool = try await loaded(speed: 60, endings: [15])
        try await accept(spool)
        let running = try spool.start("run", "--grace", "5")
        let before = try spool.placed("load")
        try await eventually("it is under load") { try spool.placed("load") >= before + 20 }
        running.signal(SIGTERM)
        let ended = try await running.end()
        #expect(ended.code == 0)
        #expect(ended.errors.contains("leaving with calls in progress"))
        try await checkStuck(spool)
    }

    @Test("A second SIGTERM leaves at once, with the journal whole")
    func secondSignal() async throws {
        let spool = try await loaded(speed: 1, endings: [15])
        try await accept(spool)
        let running = try spool.start("run", "--grace", "3600")
        let before = try spool.placed("load")
        try await eventually("it is under load") { try spool.placed("load") >= before + 20 }
        running.signal(SIGTERM)
        try await eventually("it says so") { running.errors.contains("leaving: no new calls") }
        #expect(running.isRunning)
        running.signal(SIGTERM)
        // The calls last for ten minutes: whoever waited for them would not be back by then.
        let ended = try await running.end()
        #expect(ended.code == 0 && !ended.isSignaled)
        try await checkStuck(spool)
    }

    /// The journal is whole; what was in progress is stuck after the next look, and is told so.
    private func checkStuck(_ spool: SpoolFixture) async throws {
        let journal = try spool.journal("load")
        let over = Set(journal.filter { ["ended", "lost"].contains($0.event) }.compactMap(\.callID))
        let inProgress = Set(journal.filter { $0.event == "dialing" }.compactMap(\.callID)).subtracting(over)
        #expect(!inProgress.isEmpty)
        #expect(try await spool.run("stop", "load").code == 0)
        #expect(try await spool.run("tick").code == 0)
        let after = try spool.journal("load")
        #expect(inProgress.isSubset(of: Set(after.filter { $0.event == "lost" }.compactMap(\.callID))))
        #expect(after.filter { $0.event == "dialing" && $0.n > journal.count }.isEmpty)
        let left = try audit(spool, "load")
        #expect(left.isEmpty)
        let stuck = try spool.calls("load").filter { $0.next == "stuck" }
        #expect(Set(stuck.map(\.callID)).isSuperset(of: inProgress))
        #expect(try await spool.run("status", "--json").output.contains("\"stuck\":\(stuck.count),"))
    }

    @Test("SIGINT drains as SIGTERM does, and a tick drains as well")
    func interrupted() async throws {
        let spool = try await loaded(speed: 60, endings: Array(0...9))
        let tick = try spool.start("tick", "--grace", "3600")
        try await eventually("it is under load") { try spool.placed("load") >= 20 }
        tick.signal(SIGINT)
        let ended = try await tick.end()
        #expect(ended.code == 0 && !ended.isSignaled)
        #expect(try spool.placed("load") < 800)
        try audit(spool, "load")
    }

    @Test("A closed terminal drains as SIGTERM does, however often it is told; a SIGTERM after it is the first")
    func hungUp() async throws {
        let spool = try await loaded(speed: 20, endings: Array(0...9))
        let tick = try spool.start("tick", "--grace", "3600", "--progress")
        try await eventually("it is under load") { try spool.placed("load") >= 20 }
        tick.signal(SIGHUP)
        try await eventually("it says so") { tick.errors.contains("leaving: no new calls") }
        // The kernel and the shell both tell, and whoever watches over the program may tell as well.
        tick.signal(SIGHUP)
        tick.signal(SIGTERM)
        let ended = try await tick.end()
        #expect(ended.code == 0 && !ended.isSignaled)
        let journal = try spool.journal("load")
        let dialled = journal.filter { $0.event == "dialing" }.count
        #expect(dialled < 800 && dialled == journal.filter { $0.event == "ended" }.count)
        try audit(spool, "load")
    }

    @Test("Under `nohup` a closed terminal changes nothing")
    func nohup() async throws {
        var settings = SpoolSettings()
        settings.speed = 60
        settings.engine = "ring: [1s, 2s], talk: [30s, 60s]"
        settings.concurrentCalls = 5
        let spool = try await SpoolFixture(settings)
        try spool.drop("load.yaml", CampaignText.campaign(numbers: CampaignText.numbers(20)))
        let arguments = [
            "-c", "trap '' HUP; exec \"$0\" \"$@\"", try BuiltProgram.path(), "tick", "--spool", spool.root,
        ]
        let tick = try RunningCommand("/bin/sh", arguments, folder: spool.folder)
        try await eventually("calls are placed") { try spool.placed("load") > 0 }
        tick.signal(SIGHUP)
        #expect(try await tick.end().code == 0)
        #expect(try spool.statuses("load").count == 20)
    }
}
