import Foundation
import Testing

@Suite("Numbers that are added to a campaign")
struct AdditionTests {
    private static func addition(_ numbers: [String]) -> String {
        CampaignText.campaign("add_to: spring", numbers: numbers)
    }

    @Test("`check`, `plan` and `submit` understand them, and say what is wrong with the campaign they are for")
    func commands() async throws {
        let spool = try await SpoolFixture()
        try spool.drop("spring.yaml", CampaignText.campaign("start: +1 day", numbers: ["+16175550101"]))
        #expect(try await spool.run("tick").errors.isEmpty)
        let more = spool.path("more.yaml")
        try spool.write("more.yaml", Self.addition(["+16175550102", "+16175550101"]))
        let check = try await spool.run("check", more)
        #expect(check.code == 0)
        let words = "2 numbers, 1 of them cannot be dialled, to be added to campaign spring, at the next tick"
        #expect(check.output == "\(more): fine: \(words)\n")
        let plan = try await spool.run("plan", more)
        #expect(plan.code == 0 && plan.output.contains("spring (added)"), "\(plan)")
        try spool.write("lost.yaml", "add_to: autumn\nnumbers: [6175550103]\n")
        let lost = try await spool.run("check", spool.path("lost.yaml"))
        #expect(lost.code == 0)
        #expect(lost.output.contains(":1:1: warning: `add_to`: there is no campaign `autumn` in the queue to add to"))
        #expect(try await spool.run("plan", spool.path("lost.yaml")).code == 65)
        #expect(try await spool.run("submit", more).code == 0)
        #expect(try await spool.run("tick").errors.isEmpty)
        #expect(try spool.journal("spring").map(\.event) == ["accepted", "added", "rejected"])
        #expect(try spool.text("queue/spring/jobs.jsonl").split(separator: "\n").count == 3)
    }

    @Test("as it ends have their records, however late those can be written")
    func statusSideLags() async throws {
        let spool = try await SpoolFixture()
        let receiver = try await Receiver(spool)
        let keys = "result_url: \(receiver.url)"
        // Somebody else ships, and does nothing: the campaign is dialled and told to its end, and stays in the queue.
        let lock = open(spool.path("queue/.ship.lock"), O_RDWR | O_CREAT, 0o640)
        try #require(lock >= 0 && flock(lock, LOCK_EX) == 0)
        try spool.drop("spring.yaml", CampaignText.campaign(keys, numbers: CampaignText.numbers(2)))
        _ = try await spool.run("tick")
        #expect(try spool.journal("spring").last?.event == "finished")
        // No record can be written for now; the added numbers are dialled to their end, and not told.
        let (results, aside) = (spool.path("results/spring.status.jsonl"), spool.path("aside"))
        try #require(rename(results, aside) == 0 && mkdir(results, 0o750) == 0)
        try spool.drop("more.yaml", Self.addition(CampaignText.numbers(3, from: 2)))
        _ = try await spool.run("tick")
        #expect(try spool.journal("spring").filter { $0.event == "finished" }.count == 2)
        // All that was told before is shipped.
        close(lock)
        _ = try await spool.run("tick")
        #expect(Set(try receiver.records().map(\.callID)).count == 2)
        #expect(spool.has("queue/spring"), "closed before the added numbers were told")
        try #require(rmdir(results) == 0 && rename(aside, results) == 0)
        try await spool.tickUntilOver(SpoolSettings())
        #expect(try spool.statuses("spring").count == 5)
        #expect(Set(try receiver.records().map(\.callID)).count == 5)
    }

    @Test(
        "when its dialling is over and its records are not shipped they are dialled, told and shipped like the others"
    )
    func finished() async throws {
        let spool = try await SpoolFixture()
        let receiver = try await Receiver(spool)
        let keys = "result_url: \(receiver.url)"
        // Somebody else ships, and does nothing: the campaign is dialled to its end, and stays in the queue.
        let lock = open(spool.path("queue/.ship.lock"), O_RDWR | O_CREAT, 0o640)
        try #require(lock >= 0 && flock(lock, LOCK_EX) == 0)
        try spool.drop("spring.yaml", CampaignText.campaign(keys, numbers: CampaignText.numbers(5)))
        _ = try await spool.run("tick")
        #expect(try spool.journal("spring").last?.event == "finished")
        try spool.drop("a.yaml", Self.addition(CampaignText.numbers(3, from: 5)))
        _ = try await spool.run("tick")
        #expect(try spool.journal("spring").filter { $0.event == "finished" }.count == 2)
        #expect(try spool.statuses("spring").count == 8)
        close(lock)
        try await spool.tickUntilOver(SpoolSettings())
        #expect(Set(try receiver.records().map(\.callID)).count == 8)
        #expect(try receiver.records().count == 8)
        #expect(try audit(spool, "spring", added: 3).isEmpty)
        #expect(try spool.journal("spring").last?.event == "reported")
        try spool.drop("b.yaml", Self.addition(["+16175550199"]))
        _ = try await spool.run("tick")
        #expect(try spool.text("rejected/b.yaml.why").contains("campaign `spring` is done"))
    }

    @Test("to a campaign that is suspended wait with the others, and go out when it is resumed")
    func suspended() async throws {
        let spool = try await SpoolFixture()
        try spool.drop("spring.yaml", CampaignText.campaign("start: +1 day", numbers: ["+16175550101"]))
        _ = try await spool.run("tick")
        #expect(try await spool.run("suspend", "spring").code == 0)
        try spool.drop("a.yaml", Self.addition(CampaignText.numbers(3, from: 5)))
        _ = try await spool.run("tick")
        let status = try await spool.run("status", "spring")
        #expect(status.output.contains("suspended") && status.output.contains("  4  "), "\(status.output)")
        #expect(try await spool.run("stop", "spring").code == 0)
        try spool.drop("b.yaml", Self.addition(["+16175550199"]))
        try await spool.tickUntilOver(SpoolSettings()) { try spool.names("incoming").isEmpty }
        // The tick that finds the file may have reported or closed the stopped campaign a moment before.
        let why = try spool.text("rejected/b.yaml.why")
        let words = ["was stopped", "is reported", "is done"]
        #expect(words.contains { why.contains("campaign `spring` \($0)") }, "\(why)")
    }

    @Test("killed at any moment each has one record, and none is dialled twice")
    func kills() async throws {
        let seed = ProcessInfo.processInfo.environment["CALLSPOOL_SEED"].flatMap(UInt64.init) ?? .random(in: 1...99_999)
        print("AdditionTests: CALLSPOOL_SEED=\(seed)")
        var dice = SeededDice(seed: seed)
        var settings = SpoolSettings()
        settings.concurrentCalls = 5
        let spool = try await SpoolFixture(settings)
        let receiver = try await Receiver(spool)
        let keys = "result_url: \(receiver.url)\non_lost: fail"
        try spool.drop("spring.yaml", CampaignText.campaign(keys, numbers: CampaignText.numbers(40)))
        var added = 0
        for round in 0..<12 {
            settings.begin(notBefore: try spool.latest())
            try spool.set(settings)
            if round > 0, !spool.has("done/spring") {
                // Each with one that is twice in it, and one that the campaign has.
                let numbers = CampaignText.numbers(8, from: 40 + round * 8)
                try spool.drop("more\(round).yaml", Self.addition(numbers + [numbers[0], CampaignText.numbers(1)[0]]))
            }
            let command = try spool.start("tick")
            try await linger(beside: command, looks: Int.random(in: 4...100, using: &dice))
            command.signal(SIGKILL)
            _ = try await command.end()
        }
        try await spool.tickUntilOver(settings) { try spool.names("incoming").isEmpty && spool.names("queue").isEmpty }
        let journal = try spool.journal("spring")
        added = journal.filter { $0.event == "added" }.count
        let refused = try spool.names("rejected").filter { $0.hasSuffix(".yaml") }.count
        print("AdditionTests: \(added) added, \(refused) refused")
        #expect(try audit(spool, "spring", added: added * 10).isEmpty, "seed \(seed)")
        #expect(journal.filter { $0.event == "rejected" }.count == added * 2, "seed \(seed)")
        #expect(try spool.statuses("spring").count == 40 + added * 10, "seed \(seed)")
        #expect(Set(try receiver.records().map(\.callID)).count == 40 + added * 10, "seed \(seed)")
    }
}
