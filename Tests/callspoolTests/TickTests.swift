import Foundation
import Testing

@Suite("Tick")
struct TickTests {
    @Test("An idle tick prints nothing, writes nothing but that it was there, and exits 0")
    func idle() async throws {
        let spool = try await SpoolFixture()
        let tick = try await spool.run("tick")
        #expect(tick.code == 0 && tick.output.isEmpty && tick.errors.isEmpty, "\(tick)")
        for folder in ["incoming", "queue", "results", "rejected", "done", "control"] {
            #expect(try spool.names(folder) == [])
        }
        #expect(try spool.text("queue/.counts").contains("\"ticks\":1,"))
        _ = try await spool.run("tick")
        #expect(try spool.text("queue/.counts").contains("\"ticks\":2,"))
    }

    @Test("A healthy tick with work prints nothing either")
    func healthy() async throws {
        let spool = try await SpoolFixture()
        try spool.drop("good.yaml", CampaignText.campaign(numbers: CampaignText.numbers(20)))
        let tick = try await spool.run("tick")
        #expect(tick.code == 0 && tick.output.isEmpty && tick.errors.isEmpty, "\(tick)")
        #expect(spool.has("done/good"))
    }

    @Test("With --progress it says how it goes, and on standard error")
    func progress() async throws {
        let spool = try await SpoolFixture()
        try spool.drop("good.yaml", CampaignText.campaign(numbers: CampaignText.numbers(20)))
        let tick = try await spool.run("tick", "--progress")
        #expect(tick.code == 0 && tick.output.isEmpty)
        #expect(tick.errors.contains("accepted good from good.yaml: 20 numbers"))
        #expect(!tick.errors.contains("\u{1B}"))
    }

    @Test("A second tick beside a running one leaves at once and quietly, and touches nothing")
    func second() async throws {
        var settings = SpoolSettings()
        settings.speed = 10
        settings.concurrentCalls = 10
        let spool = try await SpoolFixture(settings)
        try spool.drop("slow.yaml", CampaignText.campaign(numbers: CampaignText.numbers(300)))
        let first = try spool.start("tick", "--grace", "3600")
        try await eventually("calls are placed") { try spool.placed("slow") > 0 }
        try spool.drop("late.yaml", CampaignText.campaign(numbers: CampaignText.numbers(3)))
        for command in ["tick", "tick", "run"] {
            let second = try await spool.run(command)
            #expect(second.code == 0 && second.output.isEmpty && second.errors.isEmpty, "\(second)")
        }
        #expect(spool.has("incoming/late.yaml"))
        #expect(first.isRunning)
        first.signal(SIGTERM)
        #expect(try await first.end().code == 0)
        try audit(spool, "slow")
    }

    @Test("What is due after the next tick is left to it")
    func horizon() async throws {
        var settings = SpoolSettings()
        settings.ticks = [settings.minute(in: 30)]
        let spool = try await SpoolFixture(settings)
        // Busy once, then answered; the retry is due in an hour, after the tick in half of one.
        try spool.drop("later.yaml", "max_retries: 1\nretry_interval: 3600\nnumbers:\n  - \"+16175550140\"\n")
        #expect(try await spool.run("tick").code == 0)
        #expect(try spool.calls("later").map(\.next) == ["retry"])
        #expect(try spool.statuses("later").isEmpty)
        #expect(try spool.placed("later") == 1)
    }

    @Test("An attempt that the engine refuses at the last moment of a tick has its end recorded all the same")
    func refusedLast() async throws {
        let spool = try await SpoolFixture()
        // The engine refuses every attempt; the sixth is the last there is to do.
        try spool.drop("refused.yaml", "numbers:\n  - \"+16175550153\"\n")
        let tick = try await spool.run("tick")
        #expect(tick.code == 0)
        let journal = try spool.journal("refused")
        #expect(journal.filter { $0.event == "dialing" }.count == journal.filter { $0.event == "ended" }.count)
        #expect(try spool.statuses("refused").map(\.outcome) == ["congestion"])
        try audit(spool, "refused")
    }

    /// The stages open and close many files at once here; one that was closed twice would be another stage's.
    @Test("Many small campaigns that end at once are all done after one tick, and nothing is warned of")
    func manySmall() async throws {
        let spool = try await SpoolFixture()
        for index in 0..<40 {
            try spool.drop("c\(index).yaml", CampaignText.campaign(numbers: CampaignText.numbers(3, from: index * 3)))
        }
        let tick = try await spool.run("tick")
        #expect(tick.code == 0 && tick.output.isEmpty && tick.errors.isEmpty, "\(tick.errors)")
        let lost = try spool.campaigns().filter { try spool.journal($0).contains { $0.event == "lost" } }
        #expect(lost.isEmpty, "calls were lost, and nobody was killed")
        #expect(try spool.names("queue") == [])
        #expect(try spool.names("done").count == 40)
    }

    @Test("A tick that can neither take nor refuse a file says so and exits with 74, and takes the others")
    func untaken() async throws {
        let spool = try await SpoolFixture()
        try spool.drop("bad.yaml", "foo: bar\n")
        try spool.drop("good.yaml", CampaignText.campaign(numbers: CampaignText.numbers(3)))
        // In the place of the folder for what is refused there is a file.
        try FileManager.default.removeItem(atPath: spool.path("rejected"))
        try spool.write("rejected", "")
        let tick = try await spool.run("tick")
        #expect(tick.code == 74, "\(tick)")
        #expect(tick.errors.contains("left in incoming/: bad.yaml: "))
        #expect(try spool.statuses("good").count == 3)
        #expect(try spool.names("incoming") == ["bad.yaml"])
    }

    @Test("Names of any length and of any bytes are taken or refused")
    func names() async throws {
        let spool = try await SpoolFixture()
        let long = String(repeating: "a", count: 250) + ".yaml"
        try spool.drop(long, "foo: bar\n")
        try spool.drop("zgood.yaml", CampaignText.campaign(numbers: CampaignText.numbers(3)))
        let foreign: [CChar] =
            Array(spool.path("incoming/caf").utf8CString.dropLast()) + [-23] + Array(".yaml".utf8CString)
        let file = open(foreign, O_WRONLY | O_CREAT, 0o640)
        #expect(file >= 0 && close(file) == 0)
        let tick = try await spool.run("tick")
        #expect(tick.code == 0)
        #expect(try spool.statuses("zgood").count == 3)
        #expect(try spool.names("incoming").isEmpty)
        let rejected = try spool.names("rejected")
        #expect(rejected.count == 4 && rejected.contains("caf%E9.yaml.why"))
        // What it names is there.
        for words in tick.errors.matches(of: #/see rejected\/(.+)/#) {
            #expect(rejected.contains(String(words.output.1)))
        }
    }
}
