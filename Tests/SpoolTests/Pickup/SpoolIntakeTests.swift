import CallspoolCore
import CallspoolTesting
import Foundation
import Testing

@testable import Spool

@Suite("Pickup")
struct SpoolIntakeTests {
    private let layout = PaperCampaign.layout
    private let wall = Timestamp(seconds: 1_795_000_000)
    private let tags = Tags()

    private func spool(_ files: [String: String]) throws -> MemoryDisk {
        let disk = MemoryDisk()
        disk.set(time: (wall - .seconds(60)).milliseconds)
        for folder in layout.folders { try disk.makeFolder(folder) }
        for (name, text) in files { try disk.put("\(layout.incoming)/\(name)", text) }
        return disk
    }

    private func step(_ disk: MemoryDisk, wall: Timestamp? = nil) async throws -> IntakeReport {
        let intake = SpoolIntake(layout, on: disk, settings: Settings()) { [tags] in tags.next() }
        return try await intake.step(self.wall, wall: wall ?? self.wall)
    }

    private func numbers(_ numbers: String...) -> String {
        "numbers:\n" + numbers.map { "  - \"\($0)\"\n" }.joined()
    }

    private func jobs(_ name: String, _ disk: MemoryDisk) throws -> [String] {
        try disk.lines(layout.campaign(name).jobs)
            .map { line in
                try Array(line.utf8).withUnsafeBytes { try CallJob($0, callID: "").phoneNumber }
            }
    }

    @Test("a campaign whose name a finished one has gets a suffix")
    func suffix() async throws {
        let disk = try spool(["a.yaml": "campaign: spring\n" + numbers("6175550101")])
        try disk.put(layout.doneCampaign("spring").jobs, "")
        try disk.put(layout.calls("spring.2"), "")
        #expect(try await step(disk).accepted.map(\.campaign) == ["spring.3"])
    }

    @Test("a name in use is refused, with the reason beside the file; so is the same content under another name")
    func inUse() async throws {
        let text = "campaign: spring\n" + numbers("6175550101")
        let disk = try spool(["a.yaml": text])
        #expect(try await step(disk).accepted.count == 1)
        try disk.put("\(layout.incoming)/b.yaml", text)
        try disk.put("\(layout.incoming)/c.yaml", "campaign: spring\n" + numbers("6175550102"))
        let report = try await step(disk)
        #expect(report.refused.map(\.file) == ["b.yaml", "c.yaml"])
        #expect(String(decoding: disk.read("\(layout.rejected)/b.yaml.why"), as: UTF8.self).contains("same file"))
        #expect(String(decoding: disk.read("\(layout.rejected)/c.yaml.why"), as: UTF8.self).contains("in use"))
        #expect(String(decoding: disk.read("\(layout.rejected)/b.yaml"), as: UTF8.self) == text)
        #expect(try disk.list(layout.incoming).isEmpty)
    }

    @Test("nothing in rejected/ is overwritten")
    func rejectedNames() async throws {
        let disk = try spool(["a.yaml": "nonsense: 1\n"])
        _ = try await step(disk)
        try disk.put("\(layout.incoming)/a.yaml", "nonsense: 2\n")
        _ = try await step(disk)
        #expect(String(decoding: disk.read("\(layout.rejected)/a.yaml"), as: UTF8.self) == "nonsense: 1\n")
        #expect(String(decoding: disk.read("\(layout.rejected)/2.a.yaml"), as: UTF8.self) == "nonsense: 2\n")
        #expect(!disk.read("\(layout.rejected)/2.a.yaml.why").isEmpty)
    }

    @Test("a count that differs refuses the file", arguments: [1, 3])
    func count(count: Int) async throws {
        let disk = try spool(["a.yaml": "count: \(count)\n" + numbers("6175550101", "6175550102")])
        #expect(try await step(disk).refused.count == 1)
        #expect(try disk.list(layout.queue).filter { !$0.name.hasPrefix(".") }.isEmpty)
    }

    @Test("a file that is still young is left, and it is said how long")
    func settling() async throws {
        let disk = try spool(["a.yaml": numbers("6175550101")])
        let report = try await step(disk, wall: wall - .seconds(58))
        #expect(report.accepted.isEmpty)
        #expect(report.readyIn == .seconds(3))
        #expect(try await step(disk).accepted.count == 1)
    }

    @Test(
        "what is not a campaign file is skipped",
        arguments: [".a.yaml", "a.yaml.tmp", "a.yaml.part", "a.yaml~", "list.csv", "a.txt"]
    )
    func leftAlone(name: String) async throws {
        let disk = try spool([name: numbers("6175550101")])
        let report = try await step(disk)
        #expect(report.accepted.isEmpty && report.refused.isEmpty && report.readyIn == nil)
        #expect(try disk.list(layout.incoming).map(\.name) == [name])
    }

    @Test("numbers above their region are read again in it")
    func region() async throws {
        let disk = try spool(["a.yaml": numbers("020 7946 0018", "020 7946 0019", "020 7946 0018") + "region: GB\n"])
        let accepted = try await step(disk).accepted
        #expect(accepted.map(\.total) == [3])
        #expect(accepted.map(\.rejected) == [1])
        #expect(try jobs("a", disk) == ["+442079460018", "+442079460019", "+442079460018"])
    }

    @Test("contacts become jobs after the file's own numbers, and columns become parameters")
    func contacts() async throws {
        let disk = try spool([
            "a.yaml": "contacts: list.csv\n",
            "list.csv": "destination,message_reference,city\n6175550111,m1,\"Boston, MA\"\n6175550112,,Salem\n",
        ])
        #expect(try await step(disk).accepted.map(\.total) == [2])
        let line = disk.lines(layout.campaign("a").jobs)[0]
        let job = try Array(line.utf8).withUnsafeBytes { try CallJob($0, callID: "x") }
        #expect(job.phoneNumber == "+16175550111")
        #expect(job.messageReference == "m1")
        #expect(job.parameters == [Parameter(key: "city", value: "Boston, MA")])
        #expect(try disk.list(layout.incoming).isEmpty)
    }

    @Test(
        "a contact list may have any name, also one that the queue's own files have",
        arguments: ["jobs.jsonl", "journal.jsonl", "campaign.yaml", "rejections", "secret", "numbers.3"]
    )
    func contactNames(name: String) async throws {
        let list = "destination\n6175550111\n6175550112\n"
        let disk = try spool(["a.yaml": "contacts: \(name)\n", name: list])
        let report = try await step(disk)
        // Either is right: to refuse it with a reason, or to take it in whole.
        if report.accepted.isEmpty {
            #expect(report.refused.contains { $0.file == "a.yaml" })
            return
        }
        #expect(try jobs("a", disk) == ["+16175550111", "+16175550112"])
        #expect(try JournalReplay(layout.campaign("a").journal, on: disk).queue.total == 2)
        let kept = disk.read(layout.campaign("a").file)
        #expect(String(decoding: kept, as: UTF8.self) == "contacts: \(name)\n")
    }

    @Test("many numbers keep their order, and every duplicate is found, in files too")
    func many() async throws {
        // Twice the same 60,000 numbers: enough for every pile to be put away.
        let all = (0..<60_000).map { "+1617\(2_000_000 + $0)" }
        let lines = (all + all.prefix(500)).map { "  - \"\($0)\"\n" }.joined()
        let disk = try spool(["a.yaml": "numbers:\n" + lines])
        let accepted = try await step(disk).accepted
        #expect(accepted.map(\.total) == [60_500])
        #expect(accepted.map(\.rejected) == [500])
        #expect(try jobs("a", disk) == all + all.prefix(500))
        let names = Set(try disk.list(layout.campaign("a").path).map(\.name))
        #expect(names == ["campaign.yaml", "jobs.jsonl", "journal.jsonl"])
    }
}
