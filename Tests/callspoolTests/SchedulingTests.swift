import Foundation
import Testing

/// What a user sees of the queue's judgement, through the built program.
@Suite("Scheduling, seen from outside")
struct SchedulingTests {
    @Test("A list that is missing holds all calls: tick leaves, and both it and status say so; a list lets them go")
    func held() async throws {
        var settings = SpoolSettings()
        settings.more = "do_not_call: {file: ours.txt}"
        let spool = try await SpoolFixture(settings)
        try spool.drop("spring.yaml", CampaignText.campaign(numbers: CampaignText.numbers(5)))
        let held = try await spool.run("tick")
        #expect(held.code == 0)
        #expect(held.errors.contains("all calls are held") && held.errors.contains("ours.txt"), "\(held.errors)")
        #expect(try await spool.run("status").output.contains("all calls are held: The do-not-call list ours.txt"))
        #expect(try spool.placed("spring") == 0)
        try spool.write("ours.txt", "\(CampaignText.numbers(5)[2]) # asked\n")
        #expect(try await spool.run("tick").errors == "")
        let statuses = try spool.statuses("spring")
        #expect(statuses.filter { $0.status == "completed" }.count == 4)
        #expect(statuses.filter { $0.status == "rejected" }.map(\.phoneNumber) == [CampaignText.numbers(5)[2]])
        #expect(!(try await spool.run("status").output.contains("held")))
    }

    @Test("Ten calls that our configuration failed suspend the campaign; status says why, and resume goes on")
    func misconfigured() async throws {
        var settings = SpoolSettings()
        settings.concurrentCalls = 1
        let spool = try await SpoolFixture(settings)
        try spool.drop("spring.yaml", CampaignText.campaign(numbers: CampaignText.numbers(14, endings: [31])))
        let tick = try await spool.run("tick")
        #expect(tick.code == 0)
        #expect(tick.errors.contains("error: campaign spring is suspended: 10 calls in a row"), "\(tick.errors)")
        let status = try await spool.run("status").output
        #expect(status.contains("spring is suspended: 10 calls in a row failed for our own configuration"), "\(status)")
        #expect(status.contains("not_permitted, SIP 403") && status.contains("callspool resume spring"), "\(status)")
        #expect(try spool.placed("spring") == 10)
        #expect(try await spool.run("resume", "spring").output == "spring: resumed\n")
        // Four were never attempted: they do not wait for anybody's retry.
        #expect(try await spool.run("status").output.contains("spring    queued"))
        #expect(try await spool.run("tick").code == 0)
        #expect(try spool.placed("spring") == 20)
    }

    @Test("A call outside its callee's hours is not made, and when it expires its record says why")
    func hours() async throws {
        let spool = try await SpoolFixture()
        // One of the two is in no hour of today's, wherever today is by now.
        let keys = "calling_hours: {from: 09:00, to: 09:01, days: mon}\nexpires: +20 minutes\n"
        let numbers = ["{phone_number: \"+12125550101\", timezone: Pacific/Kiritimati}", "\"+12125550102\""]
        try spool.drop("spring.yaml", keys + "numbers:\n" + numbers.map { "  - \($0)\n" }.joined())
        #expect(try await spool.run("tick").code == 0)
        let missed = try spool.statuses("spring").filter { $0.outcome == "expired" }
        #expect(!missed.isEmpty)
        let text = try spool.text("results/spring.status.jsonl")
        #expect(text.contains("outside the calling hours 09:00–09:01 Mon in "), "\(text)")
    }

    @Test("A call that expires between attempts is told as expired, with what had held it")
    func expiredRetry() async throws {
        var settings = SpoolSettings()
        settings.more = "attempt_limits: {per_day: 1}"
        let spool = try await SpoolFixture(settings)
        let keys = "max_retries: 1\nretry_interval: 60\nexpires: +20 minutes\n"
        try spool.drop("spring.yaml", keys + "numbers: [\"+16175550120\"]\n")
        #expect(try await spool.run("tick").code == 0)
        let record = try spool.text("results/spring.status.jsonl")
        #expect(record.contains("not again until") && !record.contains(".."), "\(record)")
        let text = try await spool.run("when", "6175550120").output
        #expect(text.contains("over: the campaign expired at "), "\(text)")
        #expect(text.contains(" UTC after 1 attempt (busy): The number was attempted once"), "\(text)")
        #expect(try await spool.run("when", "6175550120", "--json").output.contains("\"outcome\":\"expired\""))
        let view = try await spool.run("view", "spring").output
        #expect(view.contains("expired: The number was attempted once") && view.contains("…"), "\(view)")
        #expect(try await spool.run("view", "spring", "--json").output.contains("\"outcome\":\"expired\""))
    }

    @Test("While a campaign is suspended, view marks the calls that will still complete")
    func marked() async throws {
        var settings = SpoolSettings()
        settings.speed = 6
        settings.ticks = SpoolSettings.everyMinute
        let spool = try await SpoolFixture(settings)
        // A call of ten minutes, which is a hundred seconds here: nobody waits for its end.
        try spool.drop("spring.yaml", CampaignText.campaign(numbers: ["+16175550115"]))
        let running = try spool.start("run", "--grace", "0")
        try await eventually("the call is answered") {
            try spool.journal("spring", mayBeTorn: true).contains { $0.event == "connected" }
        }
        let suspended = try await spool.run("suspend", "spring").output
        #expect(suspended == "spring: suspended; 1 call in progress will still complete\n")
        let view = try await spool.run("view", "spring").output
        #expect(view.contains("in progress before the hold; will still complete"), "\(view)")
        #expect(try await spool.run("status").output.contains("pace: "))
        running.signal(SIGTERM)
        #expect(try await running.end().code == 0)
    }

    @Test("Calls go out through each trunk by its weight, and the journal says through which")
    func trunks() async throws {
        let spool = try await SpoolFixture()
        let engine = "kind: simulator, speed: 600, ring: [0s, 0s], talk: [0s, 0s]"
        try spool.write(
            "callspool.yaml",
            """
            engine:
              - {name: east, weight: 3, \(engine)}
              - {name: west, weight: 1, \(engine)}
            limits: {calls_per_second: 10000, concurrent_calls: 4, ramp: 0}
            ticks: [\(SpoolSettings.farMinute)]
            settle: 0s

            """
        )
        try spool.drop("spring.yaml", CampaignText.campaign(numbers: CampaignText.numbers(80)))
        #expect(try await spool.run("tick").code == 0)
        let lines = try spool.text("done/spring/journal.jsonl").split(separator: "\n")
            .filter {
                $0.contains("\"event\":\"dialing\"")
            }
        #expect(lines.count == 80)
        let east = lines.count { $0.contains("\"trunk\":\"east\"") }
        #expect((56...64).contains(east), "\(east)")
        #expect(lines.count { $0.contains("\"trunk\":\"west\"") } == 80 - east)
    }
}
