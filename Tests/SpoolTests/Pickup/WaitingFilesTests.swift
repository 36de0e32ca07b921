import CallspoolCore
import CallspoolTesting
import Synchronization
import Testing

@testable import Spool

@Suite("Files that wait for pickup")
struct WaitingFilesTests {
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

    private func files(_ disk: MemoryDisk) -> WaitingFiles {
        WaitingFiles(layout, on: disk, defaults: CampaignDefaults())
    }

    private func ask(_ action: ControlRequest.Action, _ target: String, _ disk: MemoryDisk) throws -> WaitingAnswer {
        try files(disk).carryOut(ControlRequest(action, target, by: "anna"), now: wall)
    }

    private func incoming(_ disk: MemoryDisk) throws -> [String] { try disk.list(layout.incoming).map(\.name).sorted() }

    @Test("go by their own names, by their campaigns', and by that of a campaign that they add to")
    func names() throws {
        let disk = try spool([
            "a.yaml": "campaign: spring\nnumbers: [1]\n", "b.yml": "numbers: [1]\n",
            "c.yaml": "numbers: [1]\nname: autumn\n",
            "d.yaml": "add_to: winter\nnumbers: [1]\n", "e.yaml": "[nonsense", "f.csv": "",
        ])
        #expect(try files(disk).all().map(\.campaign) == ["spring", "b", "autumn", "winter", "e"])
        for (word, names) in [
            ("spring", ["a.yaml"]), ("a.yaml", ["a.yaml"]), ("a", []), ("b", ["b.yml"]), ("autumn", ["c.yaml"]),
            ("winter", ["d.yaml"]), ("all", []),
        ] {
            #expect(try files(disk).meant(by: word).map(\.name) == names, "\(word)")
        }
        let all = ["a.yaml", "b.yml", "c.yaml", "d.yaml", "e.yaml"]
        #expect(try files(disk).meant(by: .all).map(\.name) == all)
    }

    @Test("take their lists along when they are withdrawn, but none that another one names")
    func lists() throws {
        let disk = try spool([
            "a.yaml": "contacts: own.csv\ndo_not_call: shared.txt\n",
            "b.yaml": "numbers: [1]\ndo_not_call: shared.txt\n",
            "own.csv": "x", "shared.txt": "y",
        ])
        let answer = try ask(.stop, "a", disk)
        #expect(answer == WaitingAnswer(rows: [.init(file: "a.yaml", campaign: "a")], passage: .done))
        #expect(try incoming(disk) == ["b.yaml", "shared.txt"])
        let rejected = try disk.list(layout.rejected).map(\.name).sorted()
        #expect(rejected == ["a.yaml", "a.yaml.why", "own.csv"])
    }

    @Test("pass a request on that is for the queue, too, and one that is for nobody here")
    func passage() throws {
        let disk = try spool(["a.yaml": "numbers: [1]\n", "b.yaml": "numbers: [1]\n"])
        #expect(try ask(.stop, "nobody", disk) == WaitingAnswer(passage: .passOn))
        try disk.put(layout.campaign("a").journal, "")
        #expect(try ask(.stop, "a", disk).passage == .passOn)
        #expect(try ask(.suspend, "b", disk).passage == .stays)
        #expect(try ask(.resume, "b", disk).passage == .done)
        #expect(try ask(.stop, "all", disk).passage == .passOn)
        #expect(try incoming(disk).isEmpty)
    }

    @Test("are not accepted when they are withdrawn while pickup reads them")
    func race() async throws {
        let disk = try spool(["a.yaml": "numbers: [\"+16175550101\"]\n"])
        let waiting = files(disk)
        let withdrawn = Mutex(false)
        let intake = SpoolIntake(
            layout,
            on: disk,
            settings: Settings(),
            makeTag: { [tags] in tags.next() },
            progress: { _, _ in
                do {
                    let answer = try waiting.carryOut(ControlRequest(.stop, "a", by: "anna"), now: nil)
                    withdrawn.withLock { $0 = $0 || !answer.rows.isEmpty }
                } catch {
                    Issue.record(error)
                }
            }
        )
        let report = try await intake.step(wall, wall: wall)
        #expect(withdrawn.withLock { $0 })
        #expect(report.accepted.isEmpty)
        #expect(try disk.entry(layout.campaign("a").path) == nil)
        #expect(try disk.entry("\(layout.rejected)/a.yaml") != nil)
    }

    @Test("of a suspension of all, each is suspended in its journal from the first line on")
    func suspendAll() async throws {
        let disk = try spool(["a.yaml": "numbers: [\"+16175550101\"]\n"])
        #expect(try ask(.suspend, "all", disk).passage == .passOn)
        let intake = SpoolIntake(layout, on: disk, settings: Settings()) { [tags] in tags.next() }
        #expect(try await intake.step(wall, wall: wall).accepted.count == 1)
        #expect(try JournalReplay(layout.campaign("a").journal, on: disk).queue.hold == .suspended(by: "anna"))
        #expect(try disk.list(layout.control).isEmpty)
    }

    @Test("what is dropped again after a crash was repaired is judged, and not taken for the rest of it")
    func afterCrash() async throws {
        let text = "campaign: spring\nnumbers: [\"+16175550101\"]\n"
        let disk = try spool(["a.yaml": text])
        func step() async throws -> IntakeReport {
            let intake = SpoolIntake(layout, on: disk, settings: Settings()) { [tags] in tags.next() }
            return try await intake.step(wall, wall: wall)
        }
        #expect(try await step().accepted.count == 1)
        try disk.put("\(layout.incoming)/a.yaml", text)
        try TakingNote(file: "a.yaml", lists: [], place: "spring").write(layout, on: disk)
        let repaired = try await step()
        #expect(repaired.removed.count == 1 && repaired.refused.isEmpty && repaired.accepted.isEmpty)
        #expect(try incoming(disk).isEmpty && disk.entry(layout.taking) == nil)
        try disk.put("\(layout.incoming)/a.yaml", text)
        let again = try await step()
        #expect(again.removed.isEmpty && again.refused.map(\.file) == ["a.yaml"])
    }

    @Test(
        "what a crash left of an accepted file does not wait: a stop is for its campaign, and the file is not refused"
    )
    func leftover() async throws {
        let text = "campaign: spring\nnumbers: [\"+16175550101\"]\n"
        let disk = try spool(["a.yaml": text])
        let intake = SpoolIntake(layout, on: disk, settings: Settings()) { [tags] in tags.next() }
        #expect(try await intake.step(wall, wall: wall).accepted.count == 1)
        try disk.put("\(layout.incoming)/a.yaml", text)
        try TakingNote(file: "a.yaml", lists: [], place: "spring").write(layout, on: disk)
        #expect(try files(disk).all().isEmpty)
        #expect(try ask(.stop, "spring", disk) == WaitingAnswer(passage: .passOn))
        #expect(try files(disk).campaign(from: .campaign("a.yaml")) == "spring")
        #expect(try disk.list(layout.rejected).isEmpty)
        // Another file under that name does wait.
        try disk.put("\(layout.incoming)/a.yaml", text + "  \n")
        #expect(try ask(.stop, "a.yaml", disk).passage == .done)
        #expect(try disk.list(layout.rejected).contains { $0.name == "a.yaml" })
    }
}
