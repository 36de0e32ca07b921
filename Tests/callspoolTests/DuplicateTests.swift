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

    @Test("The same content again after it is done is a new campaign: people call a list again")
    func againAfterDone() async throws {
        let spool = try await SpoolFixture()
        for _ in 1...2 {
            try spool.drop("again.yaml", Self.quick)
            #expect(try await spool.run("tick").errors.isEmpty)
        }
        #expect(try spool.names("done") == ["again", "again.2"])
        #expect(try spool.names("rejected") == [])
    }

    @Test("What a crash left in incoming/ after the campaign appeared is removed without a word, queued or done")
    func leftover() async throws {
        let spool = try await SpoolFixture()
        for (name, text) in [("queued", Self.waiting), ("over", Self.quick)] {
            try spool.drop("\(name).yaml", text)
            let kept = spool.path("\(name).kept")
            guard link(spool.path("incoming/\(name).yaml"), kept) == 0 else { throw TestTrouble("cannot link") }
            #expect(try await spool.run("tick").errors.isEmpty)
            let before = try spool.journal(name).count
            guard link(kept, spool.path("incoming/\(name).yaml")) == 0 else { throw TestTrouble("cannot link back") }
            let tick = try await spool.run("tick")
            #expect(tick.code == 0 && tick.errors.isEmpty && tick.output.isEmpty, "\(tick)")
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
        #expect(try await spool.run("tick").errors.isEmpty)
        #expect(try spool.names("incoming") == [])
        #expect(try spool.names("rejected") == [])
        #expect(try spool.campaigns() == ["listed"])
    }
}
