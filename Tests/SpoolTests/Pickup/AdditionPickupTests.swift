import CallspoolCore
import CallspoolTesting
import Testing

@testable import Spool

@Suite("Numbers that are to be added to a campaign, at pickup")
struct AdditionPickupTests {
    private let disk = MemoryDisk()
    private let layout = PaperCampaign.layout
    private let now = PaperCampaign.at + .seconds(60)
    private let intake: SpoolIntake

    init() throws {
        var paper = PaperCampaign()
        paper.campaign.region = "GB"
        paper.campaign.expires = PaperCampaign.at + .seconds(86_400)
        try paper.put(on: disk)
        disk.set(time: (PaperCampaign.at - .seconds(60)).milliseconds)
        let tags = Tags()
        intake = SpoolIntake(layout, on: disk, settings: Settings()) { tags.next() }
    }

    private func drop(_ name: String, _ text: String) throws {
        try disk.put("\(layout.incoming)/\(name)", text)
    }

    private func step() async throws -> IntakeReport { try await intake.step(now, wall: now) }

    private var additions: [AdditionFolder] {
        get throws { try AdditionFolder.all(in: layout.campaign("spring"), on: disk) }
    }

    private func why(_ name: String) -> String { disk.lines("\(layout.rejected)/\(name).why").joined(separator: "\n") }

    @Test("are put beside it whole, read in its region, with what cannot be dialled")
    func taken() async throws {
        try drop("list.csv", "destination,city\n020 7946 0103,London\n+16175551003,Boston\n")
        try drop(
            "more.yaml",
            """
            numbers: [020 7946 0101, 020 7946 0101, nonsense]
            contacts: list.csv
            count: 5
            add_to: spring

            """
        )
        let report = try await step()
        let row = try #require(report.accepted.first)
        #expect(row.isAddition && row.campaign == "spring" && row.total == 5 && row.rejected == 3)
        let one = try #require(try additions.first)
        let jobs = disk.lines(one.folder.jobs)
        #expect(jobs.count == 5)
        #expect(jobs.first == "{\"phone_number\":\"+442079460101\"}")
        #expect(jobs[3] == "{\"phone_number\":\"+442079460103\",\"call_parameters\":{\"city\":\"London\"}}")
        #expect(
            Set(disk.lines(one.folder.rejections)) == [
                "{\"index\":2,\"reason\":\"It is in this addition already, as number 1.\"}",
                "{\"index\":3,\"reason\":\"\\\"nonsense\\\" is not a telephone number\"}",
                "{\"index\":5,\"reason\":\"It is in the campaign already, as number 3.\"}",
            ]
        )
        #expect(disk.lines(one.folder.file).first == "numbers: [020 7946 0101, 020 7946 0101, nonsense]")
        #expect(disk.lines("\(one.folder.path)/list.csv").count == 3)
        #expect(try disk.list(layout.incoming).isEmpty)
        #expect(try one.note(on: disk)?.addition.count == 5)
    }

    @Test("that are in an addition before, which nobody has taken yet, are not dialled")
    func twoAdditions() async throws {
        try drop("a.yaml", "add_to: spring\nnumbers: [020 7946 0101]\n")
        try drop("b.yaml", "add_to: spring\nnumbers: [020 7946 0102, 020 7946 0101]\n")
        #expect(try await step().accepted.map(\.rejected) == [0, 1])
        let last = try #require(try additions.last)
        #expect(
            disk.lines(last.folder.rejections) == [
                "{\"index\":2,\"reason\":\"It is in the campaign already, in an addition before this one.\"}"
            ]
        )
    }

    @Test("to a campaign that is dropped with them come after it, in whatever order the files are")
    func together() async throws {
        try drop("a.yaml", "add_to: summer\nnumbers: [6175550101]\n")
        try drop("summer.yaml", "ani: +16175550100\nnumbers: [6175550102]\n")
        let report = try await step()
        #expect(report.accepted.map(\.isAddition) == [false, true])
        #expect(report.refused.isEmpty)
    }

    @Test("the same file a second time is refused as a duplicate, under another name too")
    func duplicate() async throws {
        let text = "add_to: spring\nnumbers: [020 7946 0101]\n"
        try drop("a.yaml", text)
        _ = try await step()
        try drop("b.yaml", text)
        try drop("c.yaml", text)
        #expect(try await step().refused.map(\.file) == ["b.yaml", "c.yaml"])
        #expect(why("b.yaml").contains("is the same file as that of campaign `spring`, which is queued"))
        #expect(try additions.count == 1)
    }

    @Test("are refused with the reason when there is no such campaign in the queue")
    func missing() async throws {
        try drop("a.yaml", "add_to: summer\nnumbers: [6175550101]\n")
        try disk.makeFolder(layout.doneCampaign("winter").path)
        try drop("b.yaml", "numbers: [6175550101]\nadd_to: winter\n")
        #expect(try await step().refused.count == 2)
        #expect(
            why("a.yaml")
                == "a.yaml:1:1: error: `add_to`: there is no campaign `summer` in the queue to add to; drop it first, "
                + "or remove `add_to`, and the numbers become a campaign of their own"
        )
        #expect(why("b.yaml").hasPrefix("b.yaml:2:1: error: `add_to`: campaign `winter` is done"))
        #expect(disk.lines("\(layout.rejected)/a.yaml").count == 2)
    }

    @Test(
        "are refused when it is stopped, expired or reported",
        arguments: [
            (JournalEvent.stopped(canceled: 1, inProgress: 0), 0, "was stopped"),
            (.reported, 0, "is reported"), (.started, 86_400, "expired at 2026-11-19T"),
        ]
    )
    func closed(event: JournalEvent, later: Int, words: String) async throws {
        var writer = JSONLineWriter()
        writer.journalLine(JournalEntry(n: 2, at: now, event: event), callIDPrefix: "")
        let journal = layout.campaign("spring").journal
        try disk.put(journal, String(decoding: disk.read(journal) + writer.bytes, as: UTF8.self))
        try drop("a.yaml", "add_to: spring\nnumbers: [020 7946 0101]\n")
        let then = now + .seconds(later)
        #expect(try await intake.step(then, wall: then).refused.count == 1)
        #expect(why("a.yaml").contains("campaign `spring` \(words)"))
        #expect(try additions.isEmpty)
    }

    @Test("what a crash left in incoming/ is removed with a word, also when the campaign is done by then")
    func leftOver() async throws {
        let text = "add_to: spring\nnumbers: [020 7946 0101]\n"
        try drop("a.yaml", text)
        _ = try await step()
        let note = try #require(try additions.first?.note(on: disk))
        try disk.rename(layout.campaign("spring").path, to: layout.doneCampaign("spring").path)
        // As a program leaves it that dies before it could remove the file.
        try drop("a.yaml", text)
        let place = AdditionFolder.place(of: note.addition.tag, in: "spring")
        try TakingNote(file: "a.yaml", lists: [], place: place).write(layout, on: disk)
        let report = try await step()
        #expect(report.accepted.isEmpty && report.refused.isEmpty && report.removed.count == 1)
        #expect(try disk.list(layout.incoming).isEmpty)
    }
}
