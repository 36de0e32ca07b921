import Foundation
import Testing

@Suite("Hostile files")
struct HostileFileTests {
    /// A file that is refused, and what must be told of it.
    struct Refused: Sendable, CustomStringConvertible {
        var name: String
        var bytes: Data
        /// How the first line of the reasons begins.
        var place: String
        /// What the first line of the reasons holds.
        var words: [String]

        init(_ name: String, _ text: String, _ place: String, _ words: String...) {
            self.init(name, Data(text.utf8), place, words)
        }

        init(_ name: String, _ bytes: Data, _ place: String, _ words: [String]) {
            (self.name, self.bytes, self.place, self.words) = (name, bytes, place, words)
        }

        var description: String { name }
    }

    static let one = "numbers:\n  - \"+16175550101\"\n"

    static let refused: [Refused] = [
        Refused("empty.yaml", "", "empty.yaml: error: ", "is empty"),
        Refused(
            "cut.yaml",
            "count: 3\nnumbers:\n- 6175550101\n- 6175550102\n",
            "cut.yaml:1:1: error: ",
            "`count`",
            "3",
            "2"
        ),
        Refused(
            "torn.yaml",
            "numbers:\n- 6175550101\n- {phone_number: 6175550102, call_par",
            "torn.yaml:4:1: error: ",
            "opened with `{` at 3:3 is not closed"
        ),
        Refused(
            "binary.yaml",
            Data((0...255).map { UInt8($0 ^ 0x80) } + [0, 1, 2]),
            "binary.yaml:1:1: error: ",
            ["UTF-8"]
        ),
        Refused("nul.yaml", "numbers:\n- 61755\u{0}50101\n", "nul.yaml:2:8: error: ", "NUL"),
        Refused(
            "latin1.yaml",
            Data("campaign: spring\n# caf".utf8) + [0xE9] + Data("\n\(one)".utf8),
            "latin1.yaml:2:6: error: ",
            ["not UTF-8", "0xE9", "iconv"]
        ),
        Refused("utf16.yaml", Data([0xFF, 0xFE, 0x61, 0x00]), "utf16.yaml:1:1: error: ", ["UTF-16"]),
        Refused("tabs.yaml", "numbers:\n\t- 6175550101\n", "tabs.yaml:2:1: error: ", "tab", "spaces"),
        Refused(
            "alias.yaml",
            "ani: &a \"+18009957586\"\ncampaign: *a\n\(one)",
            "alias.yaml:1:6: error: ",
            "anchors",
            "not taken"
        ),
        Refused("laughs.yaml", laughs, "laughs.yaml:2:6: error: ", "anchors", "aliases", "not taken"),
        Refused("unlisted.yaml", "contacts: nowhere.csv\n", "unlisted.yaml", "`nowhere.csv`", "not beside"),
        Refused("dots.yaml", "contacts: ../callspool.yaml\n", "dots.yaml:1:11: error: ", "a path is not taken"),
        Refused("linked.yaml", "contacts: link.csv\n", "linked.yaml", "`link.csv`"),
        Refused(
            "ragged.yaml",
            "contacts: ragged.csv\n",
            "ragged.csv:3:1: error: ",
            "the row has 1 field, the header has 2"
        ),
        Refused("two.yaml", "campaign: a\ncampaign: b\n\(one)", "two.yaml:2:1: error: ", "campaign"),
        Refused("unknown.yaml", "max_retrys: 2\n\(one)", "unknown.yaml:1:1: error: ", "did you mean `max_retr"),
        Refused("Big \"né'$(x).yaml", one, "Big \"né'$(x).yaml: error: ", "campaign"),
    ]

    private static var laughs: String {
        var text = "campaign_parameters:\n  a: &a [\"lol\"]\n"
        for letter in "bcdefghi" {
            let before = Character(UnicodeScalar(letter.asciiValue.map { $0 - 1 } ?? 97))
            text +=
                "  \(letter): &\(letter) [" + Array(repeating: "*\(before)", count: 9).joined(separator: ",") + "]\n"
        }
        return text + one
    }

    /// Files that are taken, and how many numbers they have.
    static let taken: [(String, Data)] = [
        ("good.yaml", Data("numbers:\n- 6175550101\n- 6175550102\n".utf8)),
        ("crlf.yml", Data("numbers:\r\n- 6175550103\r\n- 6175550104\r\n".utf8)),
        ("bom.yaml", Data([0xEF, 0xBB, 0xBF]) + Data("numbers:\n- 6175550105\n- 6175550106\n".utf8)),
        ("odd 'né\" $(x) .yaml", Data("campaign: odd\nnumbers:\n- 6175550107\n- 6175550108\n".utf8)),
    ]

    @Test("Each bad file is refused unchanged with its place and reason, and the good ones beside it are done")
    func refusedAndTaken() async throws {
        let spool = try await SpoolFixture()
        for file in Self.refused { try spool.drop(file.name, file.bytes) }
        try spool.drop("ragged.csv", "destination,name\n6175550101,Elm\n6175550102\n")
        try spool.write("outside.csv", "destination\n6175550101\n")
        try FileManager.default.createSymbolicLink(
            atPath: spool.path("incoming/link.csv"),
            withDestinationPath: spool.path("outside.csv")
        )
        for (name, bytes) in Self.taken { try spool.drop(name, bytes) }
        let tick = try await spool.run("tick")
        #expect(tick.code == 0)
        #expect(tick.output.isEmpty)
        for file in Self.refused {
            let why = try spool.text("rejected/\(file.name).why")
            let errors = why.split(separator: "\n").filter { $0.contains(": error: ") }
            #expect(errors.first?.hasPrefix(file.place) == true, "\(file.name): \(why)")
            for words in file.words { #expect(errors.contains { $0.contains(words) }, "\(file.name): \(why)") }
            #expect(try spool.bytes("rejected/\(file.name)") == file.bytes, "\(file.name) was changed")
            #expect(tick.errors.contains("refused \(file.name)"), "\(file.name) is not told")
        }
        #expect(try spool.text("rejected/ragged.csv") == "destination,name\n6175550101,Elm\n6175550102\n")
        #expect(try spool.text("outside.csv") == "destination\n6175550101\n")
        #expect(try spool.names("incoming").filter { $0 != "link.csv" } == [])
        #expect(try spool.names("done") == ["bom", "crlf", "good", "odd"], "\(tick.errors)")
        for (name, bytes) in Self.taken {
            let campaign = name.hasPrefix("odd") ? "odd" : String(name.prefix { $0 != "." })
            #expect(try spool.bytes("done/\(campaign)/campaign.yaml") == bytes)
            #expect(try spool.statuses(campaign).map(\.status) == ["completed", "completed"])
            try audit(spool, campaign)
        }
    }

    @Test("Whatever is not a campaign file is skipped, and never opened; what somebody may wait for is named")
    func leftAlone() async throws {
        let spool = try await SpoolFixture()
        let names = [".hidden.yaml", "a.yaml.tmp", "b.yaml.part", "c.yaml~", "notes.txt", "list.csv", "d.YAML.bak"]
        for name in names { try spool.drop(name, Self.one) }
        try spool.write("target.yaml", Self.one)
        try FileManager.default.createSymbolicLink(
            atPath: spool.path("incoming/link.yaml"),
            withDestinationPath: spool.path("target.yaml")
        )
        try FileManager.default.createSymbolicLink(
            atPath: spool.path("incoming/dangling.yaml"),
            withDestinationPath: "/nowhere/at/all.yaml"
        )
        try FileManager.default.createDirectory(
            atPath: spool.path("incoming/folder.yaml"),
            withIntermediateDirectories: false
        )
        guard mkfifo(spool.path("incoming/pipe.yaml"), 0o600) == 0 else { throw TestTrouble("cannot make a pipe") }
        try spool.drop("good.yaml", Self.one)
        let before = Set(try FileManager.default.contentsOfDirectory(atPath: spool.path("incoming")))
        let tick = try await spool.run("tick")
        #expect(tick.code == 0)
        let named = tick.errors.split(separator: "\n")
            .compactMap { line in
                line.split(separator: "incoming/").last.map { String($0.prefix { $0 != " " }) }
            }
        let waitedFor = [
            "notes.txt", "list.csv", "d.YAML.bak", "link.yaml", "dangling.yaml", "folder.yaml", "pipe.yaml",
        ]
        #expect(Set(named) == Set(waitedFor) && named.count == waitedFor.count, "\(tick.errors)")
        let after = Set(try FileManager.default.contentsOfDirectory(atPath: spool.path("incoming")))
        #expect(before.subtracting(after) == ["good.yaml"])
        #expect(try spool.names("done") == ["good"])
        #expect(try spool.names("rejected") == [])
        #expect(try spool.text("target.yaml") == Self.one)
    }

    @Test("A file that may still be growing waits, others do not wait for it, and it is taken whole when it is still")
    func stillGrowing() async throws {
        var settings = SpoolSettings()
        settings.settle = "1h"
        settings.ticks = SpoolSettings.everyMinute
        let spool = try await SpoolFixture(settings)
        let numbers = CampaignText.numbers(40)
        let whole = CampaignText.campaign(numbers: numbers)
        let half = String(whole.prefix(whole.utf8.count / 2 / 20 * 20))
        try spool.write("incoming/growing.yaml", half)
        try spool.drop("good.yaml", Self.one)
        try spool.age("incoming/good.yaml", by: 7200)
        let running = try spool.start("run")
        try await eventually("the good one is done") { spool.has("done/good") }
        #expect(try spool.text("incoming/growing.yaml") == half)
        #expect(!spool.has("queue/growing") && !spool.has("rejected/growing.yaml"))
        try spool.write("incoming/growing.yaml", whole)
        try spool.age("incoming/growing.yaml", by: 7200)
        try await eventually("the other is done") { spool.has("done/growing") }
        running.signal(SIGTERM)
        #expect(try await running.end().code == 0)
        #expect(try Set(spool.statuses("growing").map(\.phoneNumber)) == Set(numbers))
    }

    @Test("A hundred megabytes of brackets are refused with little memory, and nobody waits for them")
    func brackets() async throws {
        let spool = try await SpoolFixture()
        for (name, text) in [("deep.yaml", "["), ("flat.yaml", "[]"), ("text.yaml", "x"), ("quote.yaml", "\"")] {
            let size = name == "deep.yaml" ? 100 << 20 : 20 << 20
            var bytes = Data("numbers: ".utf8)
            let block = Data(String(repeating: text, count: (1 << 20) / text.utf8.count).utf8)
            while bytes.count < size { bytes.append(block) }
            try spool.drop(name, bytes)
        }
        try spool.drop("good.yaml", Self.one)
        let tick = try await spool.measured("tick")
        #expect(tick.code == 0)
        #expect(try #require(tick.memory) < 150 << 20)
        #expect(try spool.names("done") == ["good"])
        for name in ["deep", "flat", "text", "quote"] {
            let why = try spool.text("rejected/\(name).yaml.why")
            #expect(why.hasPrefix("\(name).yaml:1:"), "\(why.prefix(300))")
            #expect(why.utf8.count < 20_000)
        }
        #expect(spool.size("rejected/deep.yaml") == 9 + 100 * (1 << 20))
    }

    @Test("A file that may not be read stays where it is, and is told; root, who may, takes it")
    func unreadable() async throws {
        let spool = try await SpoolFixture()
        try spool.drop("locked.yaml", Self.one)
        guard chmod(spool.path("incoming/locked.yaml"), 0) == 0 else { throw TestTrouble("cannot chmod") }
        try spool.drop("good.yaml", Self.one + "  - \"+16175550102\"\n")
        let tick = try await spool.run("tick")
        #expect(spool.has("done/good"))
        if getuid() == 0 {
            #expect(tick.code == 0)
            #expect(spool.has("done/locked"))
        } else {
            #expect(tick.code == 74 && tick.errors.contains("ermission denied"), "\(tick)")
            #expect(spool.has("incoming/locked.yaml") && !spool.has("rejected/locked.yaml"))
        }
    }

    @Test("A contact list that is another campaign's file is a fault, and that campaign goes on")
    func listIsAnotherCampaign() async throws {
        let spool = try await SpoolFixture()
        try spool.drop("aaa.yaml", "contacts: good.yaml\n")
        try spool.drop("good.yaml", Self.one)
        let tick = try await spool.run("tick")
        #expect(tick.code == 0)
        #expect(spool.has("rejected/aaa.yaml") && spool.has("rejected/aaa.yaml.why"))
        #expect(spool.has("done/good"), "the good campaign was carried off")
    }
}
