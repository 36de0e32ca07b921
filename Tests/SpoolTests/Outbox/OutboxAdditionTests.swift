import CallspoolCore
import CallspoolTesting
import Testing

@testable import Spool

@Suite("A campaign to which numbers are added when it is about to be closed")
struct OutboxAdditionTests {
    private let spool: ShippingSpool
    private let layout: SpoolLayout
    private let disk = PosixDisk()

    init() throws {
        spool = try ShippingSpool()
        layout = SpoolLayout(root: spool.root)
        try spool.add("spring", url: "http://127.0.0.1/results")
        try spool.addRecords(1...2, to: "spring")
        try spool.finish("spring")
        try disk.makeFolder(layout.incoming)
        try disk.makeFolder(layout.rejected)
        try spool.append([], to: "queue/spring/jobs.jsonl")
    }

    private func pickUp() async throws -> IntakeReport {
        try disk.replace("\(layout.incoming)/more.yaml", with: Array("add_to: spring\nnumbers: [6175550101]\n".utf8))
        var settings = Settings()
        settings.settle = .zero
        let now = Timestamp(seconds: 1_800_000_000)
        return try await SpoolIntake(layout, on: disk, settings: settings) { "m4" }.step(now, wall: now)
    }

    @Test("It is not closed while they are in progress into its journal")
    func notClosed() async throws {
        let drive = try OutboxDrive(spool)
        try drive.shipAll()
        #expect(try await pickUp().accepted.count == 1)
        #expect(try drive.outbox.closeFinished(now: drive.now) == [])
        #expect(spool.exists("queue/spring/added-m4/jobs.jsonl"))
        try AdditionFolder("m4", in: layout.campaign("spring")).settle(on: disk)
        #expect(try drive.outbox.closeFinished(now: drive.now) == ["spring"])
    }

    /// What the journal gets when a number was added, could not be dialled, and the dialling side was over with it.
    private func addRejected(_ event: (Int) -> JournalEntry) throws {
        let addition = Addition(tag: "m4", count: 1, digest: "01", file: "more.yaml", inode: 2)
        try spool.write(JournalEntry(n: 3, at: spool.at, event: .added(addition)), "spring")
        try spool.write(JournalEntry(n: 4, at: spool.at, event: .rejected(index: 2, reason: "No number.")), "spring")
        try spool.write(event(5), "spring")
    }

    @Test("It is not closed before the added numbers are told, however early all that was told before is shipped")
    func statusSideLags() throws {
        let drive = try OutboxDrive(spool)
        try drive.shipAll()
        try addRejected { JournalEntry(n: $0, at: spool.at, event: .finished) }
        // The status side has not come to them: what it says is true of line 2.
        #expect(try drive.outbox.closeFinished(now: drive.now) == [])
        #expect(try OutboxDrive(spool).outbox.closeFinished(now: drive.now) == [])
        try spool.addRecords(3...3, to: "spring", announced: false)
        try spool.announce("spring", finished: 5)
        try drive.outbox.refresh(now: drive.now)
        #expect(try drive.outbox.closeFinished(now: drive.now) == [], "closed before the new record was shipped")
        try drive.shipAll()
        #expect(try drive.outbox.closeFinished(now: drive.now) == ["spring"])
    }

    @Test(
        "What an earlier version says of completeness is true of the last line that it had followed",
        arguments: [2, 5]
    )
    func formerVersion(n: Int) throws {
        try addRejected { JournalEntry(n: $0, at: spool.at, event: .finished) }
        let size = try spool.bytes("results/spring.status.jsonl").count
        let text = #"{"n":\#(n),"journal":1,"calls":0,"status":\#(size),"complete":true}"#
        try disk.replace("\(layout.campaign("spring").statusPosition)", with: Array(text.utf8))
        let drive = try OutboxDrive(spool)
        try drive.shipAll()
        #expect(try drive.outbox.closeFinished(now: drive.now) == (n == 5 ? ["spring"] : []))
    }

    @Test("A campaign that is reported and not moved is not moved before it is told in full, either")
    func reportedTooEarly() throws {
        try addRejected { JournalEntry(n: $0, at: spool.at, event: .finished) }
        try spool.write(JournalEntry(n: 6, at: spool.at, event: .reported), "spring")
        let drive = try OutboxDrive(spool)
        try drive.shipAll()
        #expect(try drive.outbox.closeFinished(now: drive.now) == [])
        try spool.announce("spring", finished: 5)
        try drive.outbox.refresh(now: drive.now)
        #expect(try drive.outbox.closeFinished(now: drive.now) == ["spring"])
        #expect(try spool.lines("done/spring/journal.jsonl").filter { $0.contains("reported") }.count == 1)
    }

    @Test("They are refused when it was closed before")
    func refused() async throws {
        let drive = try OutboxDrive(spool)
        try drive.shipAll()
        #expect(try drive.outbox.closeFinished(now: drive.now) == ["spring"])
        #expect(try await pickUp().refused.count == 1)
        let why = try spool.lines("rejected/more.yaml.why")
        #expect(why.first?.contains("campaign `spring` is done, and takes no more numbers") == true)
    }

    @Test("They are refused when it is closed between their reading and their appearance, and nothing is left of them")
    func closedMeanwhile() async throws {
        try disk.replace("\(layout.incoming)/more.yaml", with: Array("add_to: spring\nnumbers: [6175550101]\n".utf8))
        let builder = try CampaignBuilder(layout, tag: "m4", on: disk)
        try builder.seal(
            AdditionNote(Addition(tag: "m4", count: 0, digest: "", file: "more.yaml", inode: 1), at: spool.at)
        )
        let drive = try OutboxDrive(spool)
        try drive.shipAll()
        #expect(try drive.outbox.closeFinished(now: drive.now) == ["spring"])
        #expect(try builder.appear(as: "m4", in: layout.campaign("spring"), layout) == false)
        #expect(!spool.exists("queue/spring"))
    }

    @Test("Of two who name one lock, one waits until the other has done")
    func lock() throws {
        let path = layout.closeLock
        #expect(throws: DiskError.self) {
            try disk.exclusively(path) { () throws(DiskError) in
                // Who does not wait sees that it is held.
                if try SpoolLock(path) == nil { throw DiskError(code: 0, message: "held") }
            }
        }
        #expect(try disk.exclusively(path) { () throws(DiskError) in 7 } == 7)
        #expect(try SpoolLock(path) != nil)
    }
}
