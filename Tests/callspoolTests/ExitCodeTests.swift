import Foundation
import Testing

@Suite("Exit codes and quietness")
struct ExitCodeTests {
    private static let commands = [
        "dnc", "init", "check", "submit", "plan", "tick", "run", "status", "view", "report", "results", "when", "stop",
        "suspend", "resume", "cancel", "stuck", "ship", "doctor", "serve",
    ]

    @Test("Every subcommand has help on standard output, with 0", arguments: commands)
    func help(command: String) async throws {
        let spool = try await SpoolFixture()
        let ended = try await spool.callspool([command, "--help"])
        #expect(ended.code == 0 && ended.errors.isEmpty)
        #expect(ended.output.hasPrefix("OVERVIEW: ") && ended.output.contains("USAGE: callspool \(command)"))
    }

    @Test("The command's own help names every subcommand, and there are no others")
    func allCommands() async throws {
        let spool = try await SpoolFixture()
        let help = try await spool.callspool(["--help"])
        #expect(help.code == 0)
        let named = try #require(help.output.split(separator: "SUBCOMMANDS:\n").last).split(separator: "\n")
            .compactMap { try? #/^  ([a-z]+) +[A-Z]/#.firstMatch(in: $0).map { String($0.output.1) } }
        #expect(Set(named) == Set(Self.commands), "\(named)")
        #expect(
            try await spool.callspool(["--version"]).output
                .contains(#/^\d+\.\d+\.\d+\nnumbering plans: phonenumbers \d+\.\d+\.\d+\n$/#)
        )
    }

    @Test("A command line that is wrong is 64, and says how it is right on standard error")
    func usage() async throws {
        let spool = try await SpoolFixture()
        let wrong = [
            ["nonsense"], ["tick", "--nonsense"], ["tick", "extra"], ["check"], ["submit"], ["stop"], ["view"],
            ["plan"], ["when"], ["plan", "x.yaml", "--odds", "answered"],
            ["run", "--grace", "-1"], ["run", "--grace", "soon"], ["view", "x", "--completed", "-1"], ["init"],
        ]
        for arguments in wrong {
            let ended = try await spool.callspool(arguments)
            #expect(ended.code == 64 && ended.output.isEmpty && !ended.errors.isEmpty, "\(arguments): \(ended)")
        }
        for arguments in [["status", "nobody"], ["view", "nobody"], ["report", "nobody"]] {
            let ended = try await spool.callspool(arguments + ["--spool", spool.root])
            #expect(
                ended.code == 64 && ended.errors.contains("there is no campaign `nobody`"),
                "\(arguments): \(ended)"
            )
        }
    }

    @Test("No spool is 78, for every command that needs one")
    func noSpool() async throws {
        let spool = try await SpoolFixture()
        let nowhere = spool.folder.appending(path: "nowhere").path
        try spool.write("x.yaml", HostileFileTests.one)
        let commands = [
            ["tick"], ["run"], ["status"], ["view", "x"], ["report", "x"], ["stop", "x"], ["suspend", "x"],
            ["resume", "x"],
            ["cancel", "x-1"], ["ship"], ["submit", spool.path("x.yaml")], ["when", "x"],
            ["plan", spool.path("x.yaml")],
        ]
        for arguments in commands {
            let ended = try await spool.callspool(arguments + ["--spool", nowhere])
            #expect(ended.code == 78 && ended.output.isEmpty, "\(arguments): \(ended)")
            #expect(ended.errors.contains("there is no spool at \(nowhere)") && ended.errors.contains("callspool init"))
            #expect(!FileManager.default.fileExists(atPath: nowhere))
        }
    }

    @Test("Bad settings are 78, with every fault and its place, and nothing is done")
    func badSettings() async throws {
        let spool = try await SpoolFixture()
        try spool.write("callspool.yaml", "settel: 5s\nticks: [61]\nengine: {kind: callfile}\n")
        try spool.drop("good.yaml", HostileFileTests.one)
        for command in ["tick", "run", "status", "ship"] {
            let ended = try await spool.run(command)
            #expect(ended.code == 78 && ended.output.isEmpty, "\(command): \(ended)")
            for place in ["callspool.yaml:1:1: error: ", "callspool.yaml:2:", "callspool.yaml:3:"] {
                #expect(ended.errors.contains(place), "\(command): \(ended.errors)")
            }
            #expect(ended.errors.contains("settle"))
        }
        #expect(spool.has("incoming/good.yaml"))
    }

    @Test("A bad file is 65 for check and submit, all faults at once; submit then drops nothing, not even the good one")
    func badFile() async throws {
        let spool = try await SpoolFixture()
        try spool.write("bad.yaml", "max_retrys: 2\nretry_interval: 5\nnumbers: 3\n")
        try spool.write("good.yaml", HostileFileTests.one)
        let check = try await spool.run("check", spool.path("good.yaml"), spool.path("bad.yaml"))
        #expect(check.code == 65)
        for line in 1...3 { #expect(check.output.contains("bad.yaml:\(line):"), "\(check.output)") }
        #expect(check.output.contains("good.yaml: fine: campaign good, 1 number,"))
        let submit = try await spool.run("submit", spool.path("good.yaml"), spool.path("bad.yaml"))
        #expect(submit.code == 65 && submit.output.isEmpty)
        #expect(submit.errors.contains("bad.yaml:1:1: error: "))
        #expect(try spool.names("incoming") == [])
        for command in ["check", "submit"] {
            let missing = try await spool.run(command, spool.path("nowhere.yaml"))
            #expect(missing.code != 0 && missing.errors.contains("nowhere.yaml"), "\(missing)")
        }
    }

    @Test("What was submitted is taken at the next tick without waiting; a name that waits already is not overwritten")
    func submit() async throws {
        var settings = SpoolSettings()
        settings.settle = "1h"
        let spool = try await SpoolFixture(settings)
        try spool.write("first", "campaign: first\n" + HostileFileTests.one)
        try FileManager.default.createDirectory(atPath: spool.path("other"), withIntermediateDirectories: false)
        try spool.write("other/first", "campaign: second\nnumbers:\n  - \"+16175550102\"\n")
        let first = try await spool.run("submit", spool.path("first"))
        #expect(first.code == 0)
        let dropped = try spool.text("incoming/first.yaml")
        let second = try await spool.run("submit", spool.path("other/first"))
        #expect(second.code != 0, "it overwrote the file that waited")
        #expect(try spool.text("incoming/first.yaml") == dropped)
        #expect(try await spool.run("tick").code == 0)
        #expect(spool.has("done/first"))
    }

    @Test("`--json` prints JSON, one object a line, and nothing else")
    func json() async throws {
        let spool = try await SpoolFixture()
        try spool.drop("spring.yaml", CampaignText.campaign(numbers: CampaignText.numbers(5) + ["12"]))
        try spool.drop(
            "later.yaml",
            "start: tomorrow 09:15\n" + CampaignText.campaign(numbers: CampaignText.numbers(2))
        )
        _ = try await spool.run("tick")
        try spool.write("good.yaml", HostileFileTests.one)
        try spool.write("bad.yaml", "numbers: \"\\u0001 \u{1F4DE}\"\n")
        let id = try #require(try spool.statuses("spring").first?.callID)
        let commands: [([String], Int)] = [
            (["status"], 2), (["status", "spring"], 1), (["view", "spring"], 6), (["view", "later"], 2),
            (["view", "spring", "--call", id], 2), (["view", "spring", "--follow"], 5), (["report", "spring"], 1),
            (["check", spool.path("good.yaml"), spool.path("bad.yaml")], 2),
        ]
        for (arguments, least) in commands {
            let ended = try await spool.callspool(arguments + ["--json", "--spool", spool.root])
            let lines = ended.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            #expect(lines.count >= least, "\(arguments): \(ended)")
            for line in lines {
                let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
                #expect(object is [String: Any], "\(arguments): \(line)")
            }
            #expect(ended.errors.isEmpty)
        }
    }

    @Test("In a pipe there is no colour and no cursor movement, with NO_COLOR or without")
    func plain() async throws {
        let spool = try await SpoolFixture()
        try spool.drop("spring.yaml", CampaignText.campaign(numbers: CampaignText.numbers(5)))
        for environment in [[:], ["NO_COLOR": "1"], ["TERM": "xterm-256color"]] {
            for arguments in [["tick", "--progress"], ["status"], ["view", "spring"], ["report", "spring"]] {
                let words = arguments + ["--spool", spool.root]
                let ended = try await spool.callspool(words, environment: environment)
                #expect(ended.code == 0)
                #expect(!ended.output.contains("\u{1B}") && !ended.errors.contains("\u{1B}"), "\(arguments)")
            }
        }
    }

    @Test("A campaign whose journal is damaged is told of and skipped; the others go on")
    func damaged() async throws {
        let spool = try await SpoolFixture()
        for name in ["hurt", "well"] {
            try spool.drop("\(name).yaml", "start: tomorrow 09:15\ncampaign: \(name)\n" + HostileFileTests.one)
        }
        _ = try await spool.run("tick")
        let journal = try spool.text("queue/hurt/journal.jsonl")
        try spool.write("queue/hurt/journal.jsonl", journal + "{\"n\":7}\n")
        try spool.drop("good.yaml", "numbers:\n  - \"+16175550109\"\n")
        let tick = try await spool.run("tick")
        #expect(tick.code == 0 && tick.errors.contains("hurt") && tick.errors.contains("line 2"), "\(tick)")
        #expect(spool.has("done/good"))
        #expect(try spool.text("queue/hurt/journal.jsonl") == journal + "{\"n\":7}\n")
        let status = try await spool.run("status")
        #expect(status.output.contains("well") && status.output.contains("good"), "\(status)")
        let stop = try await spool.run("stop", "well")
        #expect(stop.output.hasPrefix("well: stopped; 1 call canceled"), "\(stop)")
    }
}
