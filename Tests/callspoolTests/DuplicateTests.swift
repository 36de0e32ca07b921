import Foundation
import Testing

@Suite("Duplicates and names")
struct DuplicateTests {
    private static let waiting = "start: tomorrow 09:15\nnumbers:\n  - \"+16175550101\"\n"
    private static let quick = "numbers:\n  - \"+16175550102\"\n"

    @Test("The same content again while it is queued is refused as a duplicate, under whatever file name")
    func sameContent() async throws {
        let spool = try await SpoolFixture()
        try spool.drop("spring.yaml", Self.waiting)
        #expect(try await spool.run("tick").errors.isEmpty)
        for name in ["spring.yaml", "copy.yaml"] {
            try spool.drop(name, Self.waiting)
            let tick = try await spool.run("tick")
            #expect(tick.code == 0 && tick.errors.contains("refused \(name)"))
            let why = try spool.text("rejected/\(name).why")
            #expect(why.hasPrefix("\(name): error: is the same file as that of campaign `spring`"), "\(why)")
            #expect(try spool.text("rejected/\(name)") == Self.waiting)
        }
        #expect(try spool.campaigns() == ["spring"])
    }

    @Test("A second refusal of the same name keeps both files and both reasons")
    func refusedTwice() async throws {
        let spool = try await SpoolFixture()
        for text in ["numbers: 1\n", "numbers: 2\n"] {
            try spool.drop("bad.yaml", text)
            _ = try await spool.run("tick")
        }
        #expect(try spool.names("rejected") == ["2.bad.yaml", "2.bad.yaml.why", "bad.yaml", "bad.yaml.why"])
        #expect(try spool.text("rejected/bad.yaml") == "numbers: 1\n")
        #expect(try spool.text("rejected/2.bad.yaml") == "numbers: 2\n")
    }

    @Test("A name in use by a queued campaign is refused; after it is done the next is NAME.2, with its own results")
    func names() async throws {
        let spool = try await SpoolFixture()
        try spool.drop("spring.yaml", Self.waiting)
        _ = try await spool.run("tick")
        try spool.drop("other.yaml", "campaign: spring\n\(Self.quick)")
        _ = try await spool.run("tick")
        #expect(try spool.text("rejected/other.yaml.why").contains("the name `spring` is in use"))
        for (number, name) in ["autumn", "autumn.2", "autumn.3"].enumerated() {
            let digit = number + 3
            try spool.drop("autumn.yaml", "numbers:\n  - \"+1617555010\(digit)\"\n")
            #expect(try await spool.run("tick").errors.isEmpty)
            #expect(spool.has("done/\(name)"))
            #expect(try spool.statuses(name).map(\.phoneNumber) == ["+1617555010\(digit)"])
            #expect(try spool.statuses(name).map(\.campaign) == [name])
            #expect(try spool.calls(name).map(\.callID).allSatisfy { $0.hasPrefix("\(name)-") })
        }
        #expect(try spool.statuses("autumn").count == 1)
    }

    @Test("A list that ran is refused when it is dropped again, with when it ran and what came of it")
    func againAfterDone() async throws {
        let spool = try await SpoolFixture()
        try spool.drop("again.yaml", Self.quick)
        #expect(try await spool.run("tick").errors.isEmpty)
        // The very same file once more, inode and all: what is dropped is never removed without a word.
        for (number, file) in ["again.yaml", "2.again.yaml"].enumerated() {
            try spool.drop("again.yaml", Self.quick)
            let tick = try await spool.run("tick")
            #expect(tick.errors.contains("refused again.yaml"), "\(number): \(tick)")
            let why = try spool.text("rejected/\(file).why")
            #expect(why.contains("is the same file as that of campaign `again`, which is done, accepted at "), "\(why)")
            #expect(why.contains("of its 1 number answered") && why.contains("set `again: true`"), "\(why)")
        }
        #expect(try spool.names("done") == ["again"])
        let check = try await spool.callspool(["check", spool.path("rejected/again.yaml"), "--spool", spool.root])
        #expect(check.code == 65 && check.output.contains("is the same file as that of campaign `again`"), "\(check)")
    }

    @Test("With `again: true`, in the file or by `submit --again`, the list is called again, and the warning says so")
    func again() async throws {
        let spool = try await SpoolFixture()
        try spool.drop("list.yaml", Self.quick)
        #expect(try await spool.run("tick").errors.isEmpty)
        try spool.drop("list.yaml", "again: true\n" + Self.quick)
        #expect(try await spool.run("tick").errors.isEmpty)
        #expect(spool.has("done/list.2"))
        let path = spool.folder.appending(path: "list.yaml").path
        try Data(Self.quick.utf8).write(to: URL(fileURLWithPath: path))
        let plain = try await spool.run("submit", path)
        #expect(plain.code == 65 && plain.errors.contains("is the same file as that of campaign `list.2`"), "\(plain)")
        let again = try await spool.run("submit", "--again", path)
        #expect(again.code == 0 && again.output.contains("campaign list.3, 1 number"), "\(again)")
        #expect(again.errors.contains("warning: is the same file as that of campaign `list.2`"), "\(again)")
        #expect(try spool.text("incoming/list.yaml") == "again: true\n" + Self.quick)
        #expect(try await spool.run("tick").errors.isEmpty)
        #expect(try spool.names("done") == ["list", "list.2", "list.3"])
    }

    @Test("Longer ago than `again_after` it is accepted, and a warning names the campaign before")
    func longAgo() async throws {
        var settings = SpoolSettings()
        settings.more = "again_after: 0s"
        let spool = try await SpoolFixture(settings)
        try spool.drop("daily.yaml", Self.quick)
        #expect(try await spool.run("tick").errors.isEmpty)
        try spool.drop("daily.yaml", Self.quick)
        let check = try await spool.callspool(["check", spool.path("incoming/daily.yaml"), "--spool", spool.root])
        #expect(check.code == 0, "\(check)")
        #expect(check.output.contains("warning: is the same file as that of campaign `daily`"), "\(check)")
        #expect(check.output.contains("campaign daily.2"), "\(check)")
        #expect(try await spool.run("tick").errors.isEmpty)
        #expect(try spool.names("done") == ["daily", "daily.2"])
    }

    @Test("What pickup refuses because a name is queued or waits, check, submit and plan refuse too")
    func oneJudgement() async throws {
        let spool = try await SpoolFixture()
        try spool.drop("spring.yaml", Self.waiting)
        #expect(try await spool.run("tick").errors.isEmpty)
        try spool.drop("autumn.yaml", Self.quick)
        for (name, words) in [("spring", "the name `spring` is in use"), ("autumn", "is campaign `autumn` too")] {
            let path = spool.folder.appending(path: "other.yaml").path
            try Data("campaign: \(name)\nnumbers: [\"+16175550107\"]\n".utf8).write(to: URL(fileURLWithPath: path))
            for command in ["check", "submit", "plan"] {
                let ended = try await spool.run(command, path)
                #expect(ended.code == 65 && (ended.output + ended.errors).contains(words), "\(command): \(ended)")
            }
        }
        #expect(try spool.names("incoming") == ["autumn.yaml"])
    }

    @Test("What a crash left in incoming/ after the campaign appeared is removed with a word, queued or done")
    func leftover() async throws {
        let spool = try await SpoolFixture()
        for (name, text) in [("queued", Self.waiting), ("over", Self.quick)] {
            try spool.drop("\(name).yaml", text)
            let kept = spool.path("\(name).kept")
            guard link(spool.path("incoming/\(name).yaml"), kept) == 0 else { throw TestTrouble("cannot link") }
            #expect(try await spool.run("tick").errors.isEmpty)
            let before = try spool.journal(name).count
            guard link(kept, spool.path("incoming/\(name).yaml")) == 0 else { throw TestTrouble("cannot link back") }
            // Pickup's note of what it is taking in, as it stands when it dies before it could remove the file.
            try spool.write("queue/.taking", "{\"file\":\"\(name).yaml\",\"lists\":[],\"place\":\"\(name)\"}\n")
            let tick = try await spool.run("tick")
            #expect(tick.code == 0 && tick.output.isEmpty, "\(tick)")
            #expect(tick.errors.contains("\(name).yaml was accepted as campaign `\(name)`"), "\(tick)")
            #expect(!spool.has("queue/.taking"))
            #expect(try spool.names("incoming") == [])
            #expect(try spool.journal(name).count == before)
        }
        #expect(try spool.names("rejected") == [])
        #expect(try spool.campaigns() == ["over", "queued"])
    }

    @Test("A leftover with its contact list is removed with it")
    func leftoverWithList() async throws {
        let spool = try await SpoolFixture()
        try spool.drop("people.csv", "destination\n6175550101\n")
        try spool.drop("listed.yaml", "start: tomorrow 09:15\ncontacts: people.csv\n")
        for name in ["people.csv", "listed.yaml"] {
            guard link(spool.path("incoming/\(name)"), spool.path("\(name).kept")) == 0 else {
                throw TestTrouble("cannot link")
            }
        }
        #expect(try await spool.run("tick").errors.isEmpty)
        #expect(try spool.text("queue/listed/people.csv") == "destination\n6175550101\n")
        for name in ["people.csv", "listed.yaml"] {
            guard link(spool.path("\(name).kept"), spool.path("incoming/\(name)")) == 0 else {
                throw TestTrouble("cannot link back")
            }
        }
        let note = "{\"file\":\"listed.yaml\",\"lists\":[\"people.csv\"],\"place\":\"listed\"}\n"
        try spool.write("queue/.taking", note)
        #expect(try await spool.run("tick").errors.contains("it is removed now"))
        #expect(try spool.names("incoming") == [])
        #expect(try spool.names("rejected") == [])
        #expect(try spool.campaigns() == ["listed"])
    }
}
