import Foundation
import Testing

@Suite("Result files that people move, cut and edit")
struct ResultsTests {
    private static let files = ["results/spring.calls.jsonl", "results/spring.status.jsonl"]

    /// What logrotate does, with and without `copytruncate`, what `sed -i` does, and what a slip does.
    enum Deed: String, CaseIterable, Sendable {
        case move = "mv \"$0\" \"$0.1\""
        case copyAndCut = "cp \"$0\" \"$0.1\" && : > \"$0\""
        case edit = "sed -i s/+1/+9/ \"$0\""
        case remove = "rm \"$0\""

        func act(on spool: SpoolFixture, _ file: String) async throws {
            let ended = try await RunningCommand("/bin/sh", ["-c", rawValue, spool.path(file)], folder: spool.folder)
                .end()
            guard ended.code == 0 else { throw TestTrouble("\(rawValue): \(ended.errors)") }
        }
    }

    private func campaign(_ url: String) -> String {
        // Answered, busy, no answer, busy once: some have an attempt more.
        let numbers = CampaignText.numbers(60, endings: [1, 20, 21, 40, 42, 10])
        return CampaignText.campaign("result_url: \(url)\nmax_retries: 1\nretry_interval: 60", numbers: numbers)
    }

    @Test(
        "while they are written and shipped: each record arrives once, and `rebuild` gives the bytes that were",
        arguments: Deed.allCases
    )
    func atWork(deed: Deed) async throws {
        var settings = SpoolSettings()
        settings.concurrentCalls = 4
        let spool = try await SpoolFixture(settings)
        let receiver = try await Receiver(spool)
        try spool.drop("spring.yaml", campaign(receiver.url))
        let tick = try spool.start("tick")
        try await eventually("some records are told") {
            guard tick.isRunning else { return true }
            return try spool.has(Self.files[1]) && spool.bytes(Self.files[1]).count { $0 == 0x0A } > 8
        }
        // Held still meanwhile, so that there is more to tell afterwards however slow the machine is.
        tick.signal(SIGSTOP)
        let told = try spool.bytes(Self.files[1]).count { $0 == 0x0A }
        for file in Self.files { try await deed.act(on: spool, file) }
        tick.signal(SIGCONT)
        let ended = try await tick.end()
        #expect(ended.code == 0, "\(ended)")
        try await spool.tickUntilOver(settings)
        let arrived = try receiver.requests().map(\.body)
        #expect(Set(arrived).count == 60)
        #expect(arrived.count == 60, "a record came twice")
        if told < 60 {
            #expect(ended.errors.contains("results/spring.status.jsonl was moved, cut or edited"), "\(ended.errors)")
        }
        let check = try await spool.run("results", "check", "spring")
        #expect(check.code == 1, "\(check)")
        let rebuild = try await spool.run("results", "rebuild", "spring")
        #expect(rebuild.code == 0, "\(rebuild)")
        #expect(try await spool.run("results", "check", "spring").code == 0)
        // What was shipped is what stands there, byte for byte.
        let lines = try spool.text(Self.files[1]).split(separator: "\n").map(String.init)
        #expect(Set(lines) == Set(arrived))
        try audit(spool, "spring")
        #expect(try spool.names("done") == ["spring"])
    }

    @Test(
        "Between two programs as well: nothing is dialled again, nothing shipped twice, nothing lost",
        arguments: Deed.allCases
    )
    func betweenPrograms(deed: Deed) async throws {
        let spool = try await SpoolFixture()
        let receiver = try await Receiver(spool)
        let lock = open(spool.path("queue/.ship.lock"), O_RDWR | O_CREAT, 0o640)
        try #require(lock >= 0 && flock(lock, LOCK_EX) == 0)
        try spool.drop("spring.yaml", campaign(receiver.url))
        _ = try await spool.run("tick")
        let placed = try spool.placed("spring")
        let before = try Self.files.map { try spool.bytes($0) }
        for file in Self.files { try await deed.act(on: spool, file) }
        close(lock)
        #expect(try await spool.run("ship").code == 0)
        #expect(try spool.placed("spring") == placed)
        let arrived = try receiver.requests().map(\.body)
        #expect(arrived.count == 60 && Set(arrived).count == 60)
        #expect(try await spool.run("results", "rebuild", "spring").code == 0)
        #expect(try Self.files.map { try spool.bytes($0) } == before)
        _ = try await spool.run("tick")
        _ = try await spool.run("ship")
        #expect(try receiver.requests().count == 60)
    }

    @Test("`rebuild` beside a running program is done by that one, and it goes on after it")
    func besideAProgram() async throws {
        var settings = SpoolSettings()
        settings.ticks = SpoolSettings.everyMinute
        settings.concurrentCalls = 4
        let spool = try await SpoolFixture(settings)
        let receiver = try await Receiver(spool)
        try spool.drop("spring.yaml", campaign(receiver.url))
        let run = try spool.start("run")
        try await eventually("some records are told") {
            try spool.has(Self.files[1]) && spool.bytes(Self.files[1]).count { $0 == 0x0A } > 8
        }
        for file in Self.files { try await Deed.edit.act(on: spool, file) }
        let rebuild = try await spool.run("results", "rebuild", "spring")
        #expect(rebuild.code == 0, "\(rebuild)")
        try await eventually("the campaign is done") { spool.has("done/spring") }
        run.signal(SIGTERM)
        _ = try await run.end()
        #expect(try await spool.run("results", "check", "spring").code == 0)
        #expect(try receiver.requests().count == 60)
        try audit(spool, "spring")
    }

    @Test("`check` says which file differs from the journal, and `--json` an object for each")
    func check() async throws {
        let spool = try await SpoolFixture()
        try spool.drop("spring.yaml", CampaignText.campaign(numbers: CampaignText.numbers(3)))
        _ = try await spool.run("tick")
        try await Deed.remove.act(on: spool, Self.files[0])
        let check = try await spool.run("results", "check", "spring")
        #expect(check.code == 1)
        #expect(check.output == "\(Self.files[0]): missing\n\(Self.files[1]): agrees with the journal\n")
        struct Row: Decodable { var file: String, ok: Bool }
        let rows: [Row] = try jsonLines(try await spool.run("results", "check", "spring", "--json").output)
        #expect(rows.map(\.ok) == [false, true])
        #expect(try await spool.run("results", "rebuild", "nobody").code == 64)
    }

    @Test("`keep` removes a campaign's folder from done/ when it is old, and leaves its results")
    func keep() async throws {
        let spool = try await SpoolFixture()
        for name in ["old", "young"] {
            try spool.drop("\(name).yaml", CampaignText.campaign(numbers: CampaignText.numbers(2, from: name.count)))
        }
        _ = try await spool.run("tick")
        #expect(try spool.names("done") == ["old", "young"])
        let journal = try spool.text("done/old/journal.jsonl").split(separator: "\n")
        let last = "{\"n\":\(journal.count),\"at\":\"2020-01-01T00:00:00.000Z\",\"event\":\"reported\"}"
        try spool.write(
            "done/old/journal.jsonl",
            (journal.dropLast().map(String.init) + [last, ""]).joined(separator: "\n")
        )
        var settings = SpoolSettings()
        settings.more = "keep: {done: 30d}"
        try spool.set(settings)
        #expect(try await spool.run("ship").code == 0)
        #expect(try spool.names("done") == ["young"])
        #expect(try spool.names("results").count == 4)
        try spool.drop("old.yaml", CampaignText.campaign(numbers: CampaignText.numbers(2, from: 40)))
        _ = try await spool.run("tick")
        #expect(try spool.names("done") == ["old.2", "young"])
    }
}
