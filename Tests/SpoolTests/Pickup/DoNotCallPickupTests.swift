import CallspoolCore
import CallspoolTesting
import Foundation
import Testing

@testable import Spool

@Suite("Pickup with do-not-call lists")
struct DoNotCallPickupTests {
    private let layout = PaperCampaign.layout
    private let wall = Timestamp(seconds: 1_795_000_000)
    private let tags = Tags()
    private static let numbers = "numbers: [\"6175550101\", \"6175550102\", \"6175550103\", \"6175550102\"]\n"

    private func spool(_ files: [String: String], spoolList: String? = nil) throws -> MemoryDisk {
        let disk = MemoryDisk()
        disk.set(time: (wall - .seconds(60)).milliseconds)
        for folder in layout.folders { try disk.makeFolder(folder) }
        for (name, text) in files { try disk.put("\(layout.incoming)/\(name)", text) }
        if let spoolList { try disk.put(layout.root + "/do-not-call.txt", spoolList) }
        return disk
    }

    private func step(_ disk: MemoryDisk, _ settings: Settings = Settings()) async throws -> IntakeReport {
        try await SpoolIntake(layout, on: disk, settings: settings) { [tags] in tags.next() }.step(wall, wall: wall)
    }

    /// What the journal says of rejected numbers, by their index.
    private func rejections(_ name: String, _ disk: MemoryDisk) throws -> [Int: String] {
        var reasons: [Int: String] = [:]
        for line in disk.lines(layout.campaign(name).journal) {
            let entry = try Array(line.utf8).withUnsafeBytes { try JournalLine($0).entry() }
            guard case .rejected(let index, let reason) = entry.event else { continue }
            #expect(reasons[index] == nil, "rejected twice: \(line)")
            reasons[index] = reason
        }
        return reasons
    }

    @Test("listed numbers are rejected with the list and the line in the journal, each place of them once")
    func evidence() async throws {
        let disk = try spool(
            ["a.yaml": "do_not_call: own.txt\n" + Self.numbers, "own.txt": "# ours\n617 555 0102\n"],
            spoolList: "+16175550102\n+16175550103\n"
        )
        #expect(try await step(disk).accepted.map(\.rejected) == [3])
        let own = "The number is on the do-not-call list own.txt, line 2."
        let spools = "The number is on the do-not-call list do-not-call.txt, line 2."
        #expect(try rejections("a", disk) == [2: own, 3: spools, 4: own])
        #expect(disk.lines(layout.campaign("a").path + "/own.txt") == ["# ours", "617 555 0102"])
        #expect(try disk.list(layout.incoming).isEmpty)
    }

    @Test("a list in the campaign file is kept in a file, and the journal's first line stays short")
    func inline() async throws {
        let listed = (0..<5000).map { "\"+1617\(2_000_000 + $0)\"" }.joined(separator: ", ")
        let disk = try spool(["a.yaml": Self.numbers + "do_not_call: [\(listed), 6175550103]\n"])
        #expect(try await step(disk).accepted.map(\.rejected) == [2])
        let reason = "The number is on the do-not-call list `do_not_call` of campaign a, line 5001."
        #expect(try rejections("a", disk)[3] == reason)
        #expect(disk.lines(layout.campaign("a").journal)[0].utf8.count < 1000)
        var lists = SpoolDoNotCall(layout, settings: .init(), region: "US", settle: .seconds(5), on: disk)
        let acceptance = try JournalReplay(layout.campaign("a").journal, on: disk).acceptance
        lists.open(acceptance.campaign, in: layout.campaign("a"))
        lists.refresh(wall)
        #expect(lists.listing(of: "+16175550103", campaign: "a")?.sentence == reason)
    }

    @Test(
        "a list that cannot be used refuses the campaign, with words",
        arguments: [
            ("do_not_call: own.txt\n", "is not beside the campaign file"),
            ("do_not_call: b.yaml\n", "is named like a campaign file"),
            ("do_not_call: list.csv\ncontacts: list.csv\n", "is the contact list, too"),
            ("do_not_call: [6175550101, nonsense]\n", "`nonsense` is not a telephone number"),
            ("do_not_call: ['6175550101, 6175550102']\n", "`6175550101, 6175550102` is not a telephone number"),
            ("do_not_call: page.txt\n", "the do-not-call list `page.txt` cannot be read: it is a web page"),
            ("do_not_call: names.txt\n", "cannot be read: 2 of its 2 lines are not telephone numbers (lines 1, 2)"),
        ]
    )
    func refused(keys: String, words: String) async throws {
        let disk = try spool([
            "a.yaml": keys + (keys.contains("contacts") ? "" : Self.numbers), "b.yaml": Self.numbers,
            "list.csv": "destination\n6175550111\n", "page.txt": "<html>\n", "names.txt": "Elm 1\nOak 2\n",
        ])
        let report = try await step(disk)
        #expect(report.refused.map(\.file) == ["a.yaml"])
        #expect(String(decoding: disk.read("\(layout.rejected)/a.yaml.why"), as: UTF8.self).contains(words))
        #expect(report.accepted.map(\.campaign) == ["b"])
    }

    @Test("an entry of a list in the campaign file is read as the campaign's numbers are")
    func inlineForms() async throws {
        let list = ["'617-555-0101 x5'", "'tel:+16175550102;ext=5'", "'6175550103.0'"].joined(separator: ", ")
        let disk = try spool(["a.yaml": "do_not_call: [\(list)]\n" + Self.numbers])
        #expect(try await step(disk).accepted.map(\.rejected) == [4])
    }

    @Test("numbers in no known numbering plan are called, with one warning for the campaign")
    func unplanned() async throws {
        let text = "numbers: [\"6175550101\", \"+16170550102\", \"+16170550103\"]\n"
        let disk = try spool(["a.yaml": text])
        let accepted = try await step(disk).accepted
        #expect(accepted.map(\.rejected) == [0])
        let warnings = accepted.flatMap(\.warnings).map(\.message).filter { $0.contains("numbering plan") }
        #expect(warnings.count == 1)
        #expect(warnings.first?.hasPrefix("2 numbers are in no numbering plan that phonenumbers ") == true)
        #expect(warnings.first?.contains("(the first is +16170550102)") == true)
    }

    @Test("a refused campaign's list goes with it, unless it may be another campaign's file")
    func refusedWith() async throws {
        let disk = try spool([
            "a.yaml": "nonsense: 1\ndo_not_call: own.txt\n" + Self.numbers, "own.txt": "+16175550102\n",
            "c.yaml": "nonsense: 1\ndo_not_call: b.yaml\n" + Self.numbers, "b.yaml": Self.numbers,
        ])
        let report = try await step(disk)
        #expect(report.refused.map(\.file) == ["a.yaml", "c.yaml"])
        #expect(report.accepted.map(\.campaign) == ["b"])
        #expect(disk.lines("\(layout.rejected)/own.txt") == ["+16175550102"])
    }

    @Test("lines of the list that are not numbers are warned of")
    func nonsense() async throws {
        let disk = try spool(["a.yaml": "do_not_call: own.txt\n" + Self.numbers, "own.txt": "phone\n+16175550102\n"])
        let accepted = try await step(disk).accepted
        let words = "has 1 line that is not a telephone number (line 1); correct it,"
        #expect(accepted.flatMap(\.warnings).contains { $0.message.contains(words) })
    }

    @Test("the same campaign with another list is not the same file")
    func digest() async throws {
        let text = "do_not_call: own.txt\n" + Self.numbers
        let disk = try spool(["a.yaml": text, "own.txt": "+16175550101\n"])
        #expect(try await step(disk).accepted.count == 1)
        try disk.put("\(layout.incoming)/b.yaml", text)
        try disk.put("\(layout.incoming)/own.txt", "+16175550102\n")
        #expect(try await step(disk).accepted.map(\.campaign) == ["b"])
        try disk.put("\(layout.incoming)/c.yaml", text)
        try disk.put("\(layout.incoming)/own.txt", "+16175550102\n")
        #expect(try await step(disk).refused.map(\.file) == ["c.yaml"])
    }

    @Test("a list may have any name, also one that the queue's own files have", arguments: ["jobs.jsonl", "secret"])
    func names(name: String) async throws {
        let disk = try spool(["a.yaml": "do_not_call: \(name)\n" + Self.numbers, name: "+16175550101\n"])
        #expect(try await step(disk).accepted.map(\.rejected) == [2])
        #expect(disk.lines(layout.campaign("a").doNotCall(.file(name))) == ["+16175550101"])
        #expect(disk.lines(layout.campaign("a").jobs).count == 4)
    }

    @Test("a campaign is accepted although the spool's list is missing")
    func missing() async throws {
        var settings = Settings()
        settings.doNotCall = DoNotCallSettings(file: "all.txt", isNamed: true)
        let disk = try spool(["a.yaml": Self.numbers])
        #expect(try await step(disk, settings).accepted.map(\.rejected) == [1])
    }
}
