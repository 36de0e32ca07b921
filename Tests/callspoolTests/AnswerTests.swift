import Foundation
import Testing

@Suite("Answers to slips")
struct AnswerTests {
    @Test("A command that there is not, and one that needs another word, are usage errors and tell it")
    func words() async throws {
        let spool = try await SpoolFixture()
        for (words, told) in [
            (["help", "foo"], "there is no command `foo`"), (["dnc"], "dnc: say what to do"),
            (["results"], "results: say what to do"),
        ] {
            let ended = try await spool.callspool(words)
            #expect(ended.code == 64 && ended.errors.contains(told), "\(words): \(ended)")
        }
        #expect(try await spool.callspool(["help", "stop"]).code == 0)
        let ship = try await spool.run("ship", "--since", "foo")
        #expect(ship.code == 64 && ship.errors.contains("--since") && !ship.errors.contains("Usage"), "\(ship)")
    }

    @Test("Where there is no spool, both ways out are told; where there is one, init leaves it and says so")
    func spools() async throws {
        let spool = try await SpoolFixture()
        let none = try await spool.callspool(["status", "--spool", spool.path("nowhere")])
        #expect(none.code == 78 && none.errors.contains("or name yours with --spool"), "\(none)")
        let again = try await spool.callspool(["init", spool.root])
        #expect(again.code == 0 && again.output.contains("is a spool already"), "\(again)")
    }

    @Test("cancel takes a number, and says of a call that it cannot cancel why")
    func cancel() async throws {
        let spool = try await SpoolFixture()
        try spool.drop("later.yaml", "start: tomorrow 09:15\nnumbers: [\"+16175550101\", \"+16175550102\"]\n")
        try spool.drop("now.yaml", "numbers: [\"+16175550107\"]\n")
        _ = try await spool.run("tick")
        let tag = try #require(try spool.text("queue/later/journal.jsonl").firstMatch(of: #/"tag":"([^"]+)"/#))
        let id = "later-\(tag.output.1)-2"
        let canceled = try await spool.run("cancel", "(617) 555-0102")
        #expect(canceled.code == 0 && canceled.output == "\(id): canceled\n", "\(canceled)")
        let second = try await spool.run("cancel", id)
        #expect(second.code == 0 && second.output == "\(id): is canceled already\n", "\(second)")
        #expect(try spool.journal("later").last?.by == "\(NSUserName()), callspool cancel")
        let over = try await spool.run("cancel", "6175550107")
        #expect(over.code == 1 && over.output.contains("cannot be canceled any more: it is "), "\(over)")
        let campaign = try await spool.run("cancel", "later")
        #expect(campaign.code == 64 && campaign.errors.contains("is a campaign and no call"), "\(campaign)")
    }

    @Test("check reads a campaign file from standard input, and judges it as it judges a file")
    func standardInput() async throws {
        let spool = try await SpoolFixture()
        for (text, code, told) in [
            ("numbers: [\"+16175550101\"]\n", 0 as Int32, "-: fine: campaign "),
            ("numbrs: []\n", 65, "did you mean `numbers`"),
            ("", 65, "numbers"),
        ] {
            let ended = try await spool.run("check", "-", input: text)
            #expect(ended.code == code && ended.output.contains(told), "\(text): \(ended)")
        }
    }

    @Test("serve --add-user names the option that it needs, and writes a password file that the page takes")
    func addUser() async throws {
        let spool = try await SpoolFixture()
        let none = try await spool.run("serve", "--add-user", "anna", "--role", "viewer", input: "correct horse\n")
        #expect(none.code == 64 && none.errors.contains("Give --password-file FILE"), "\(none)")
        let file = spool.path("users")
        let short = try await spool.run(
            "serve",
            "--add-user",
            "anna",
            "--role",
            "viewer",
            "--password-file",
            file,
            input: "short\n"
        )
        #expect(short.code == 64 && !spool.has("users"), "\(short)")
        let made = try await spool.run(
            "serve",
            "--add-user",
            "anna",
            "--role",
            "viewer",
            "--password-file",
            file,
            input: "correct horse\n"
        )
        #expect(made.code == 0 && made.output.hasPrefix("anna may sign in as viewer; written to "), "\(made)")
        let text = try spool.text("users")
        #expect(text.hasPrefix("anna:") && !text.contains("horse"), "\(text)")
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        #expect(mode.map { $0 & 0o077 } == 0)
    }
}
