import CallspoolCore
import CallspoolTesting
import Spool
import Testing

@Suite("A receiver that is gone")
struct OutboxGoneTests {
    private let spool: ShippingSpool

    init() throws {
        spool = try ShippingSpool()
        try spool.add("spring", url: "http://127.0.0.1/results")
        try spool.addRecords(1...5, to: "spring")
    }

    private func commitAll(_ drive: OutboxDrive) throws {
        while try drive.commit() {}
    }

    @Test("Everything that has no end yet is kept: new, waiting and in progress", arguments: [true, false])
    func gone(isRestarted: Bool) throws {
        var drive = try OutboxDrive(spool)
        let records = try (1...4).map { _ in try #require(try drive.take()) }
        drive.note(.taken(httpStatus: 200), records[0])
        drive.note(.retry(at: drive.now + .seconds(100), why: "x"), records[1])
        drive.note(.gone, records[2])
        try commitAll(drive)
        if isRestarted {
            drive = try OutboxDrive(spool)
        } else {
            drive.note(.retry(at: drive.now + .seconds(100), why: "x"), records[3])
        }
        #expect(try drive.take() == nil)
        try commitAll(drive)
        let kept = try spool.lines("results/spring.undelivered.jsonl")
        #expect(try kept.sorted() == spool.lines("results/spring.status.jsonl").dropFirst().sorted())
        #expect(drive.outbox.backlog(now: drive.now).toCommit == 0)
    }

    @Test("Records that come later are kept too, also after a restart, each once", arguments: [true, false])
    func later(isRestarted: Bool) throws {
        var drive = try OutboxDrive(spool)
        drive.note(.gone, try #require(try drive.take()))
        try commitAll(drive)
        try spool.addRecords(6...8, to: "spring")
        if isRestarted { drive = try OutboxDrive(spool) } else { try drive.outbox.refresh(now: drive.now) }
        #expect(drive.outbox.backlog(now: drive.now).toCommit > 0)
        try commitAll(drive)
        let statusLines = try spool.lines("results/spring.status.jsonl")
        #expect(try spool.lines("results/spring.undelivered.jsonl") == statusLines)
        try spool.finish("spring")
        drive = try OutboxDrive(spool)
        try commitAll(drive)
        #expect(try drive.outbox.closeFinished(now: drive.now) == ["spring"])
        #expect(try spool.lines("results/spring.undelivered.jsonl").count == 8)
    }
}
