import CallspoolCore
import CallspoolTesting
import Spool
import Synchronization
import Testing

@Suite("A campaign whose records are all shipped")
struct OutboxCloseTests {
    private let spool: ShippingSpool

    init() throws {
        spool = try ShippingSpool()
        try spool.add("spring", url: "http://127.0.0.1/results")
        try spool.addRecords(1...2, to: "spring")
    }

    private func close(_ drive: OutboxDrive) throws -> [String] {
        try drive.outbox.closeFinished(now: drive.now)
    }

    @Test("It is reported in its journal, under the next number, and goes to done")
    func closes() throws {
        try spool.finish("spring", n: 41)
        let drive = try OutboxDrive(spool)
        try drive.shipAll()
        #expect(try close(drive) == ["spring"])
        #expect(!spool.exists("queue/spring"))
        let journal = try spool.lines("done/spring/journal.jsonl")
        #expect(journal.last == #"{"n":42,"at":"2027-01-15T08:01:40.000Z","event":"reported"}"#)
        #expect(try close(drive) == [])
        #expect(drive.ready == [])
    }

    @Test("Not while a record is in progress, waits, or is not durably acknowledged")
    func notYet() throws {
        try spool.finish("spring")
        let drive = try OutboxDrive(spool)
        #expect(try close(drive) == [])
        let records = try drive.takeAll()
        drive.note(.taken(httpStatus: 200), records[0])
        try drive.commit()
        #expect(try close(drive) == [])
        drive.note(.retry(at: drive.now, why: "x"), records[1])
        try drive.commit()
        #expect(try close(drive) == [])
        drive.note(.taken(httpStatus: 200), try #require(try drive.take()))
        #expect(try close(drive) == [])
        try drive.commit()
        #expect(try close(drive) == ["spring"])
    }

    @Test("Not while the status side may write more, nor while the journal does not end with finished")
    func notFinished() throws {
        let drive = try OutboxDrive(spool)
        try drive.shipAll()
        #expect(try close(drive) == [])
        try spool.announce("spring", finished: 2)
        try drive.outbox.refresh(now: drive.now)
        #expect(try close(drive) == [])
        try spool.finish("spring")
        #expect(try close(drive) == ["spring"])
    }

    @Test("A crash after reported was written leaves only the move to be done")
    func afterReported() throws {
        try spool.finish("spring")
        let disk = FaultyDisk()
        var drive = try OutboxDrive(spool, on: disk)
        try drive.shipAll()
        disk.faults.withLock { $0.renameFails = true }
        #expect(try close(drive) == [])
        #expect(drive.outbox.warnings().count == 1)
        drive = try OutboxDrive(spool)
        #expect(try close(drive) == ["spring"])
        let reported = try spool.lines("done/spring/journal.jsonl").filter { $0.contains("reported") }
        #expect(reported.count == 1)
    }

    @Test("A folder of that name in done is an error, said once, and the campaign stays")
    func nameTaken() throws {
        try spool.finish("spring")
        try spool.append([], to: "done/spring")
        let drive = try OutboxDrive(spool)
        try drive.shipAll()
        for _ in 1...3 {
            #expect(try close(drive) == [])
            try drive.outbox.refresh(now: drive.now)
        }
        #expect(drive.outbox.warnings().count == 1)
        #expect(spool.exists("queue/spring/journal.jsonl"))
    }

    @Test("Without a result_url nothing is sent, and it closes when it is complete")
    func noURL() throws {
        try spool.add("silent", url: nil)
        try spool.addRecords(1...2, to: "silent")
        let drive = try OutboxDrive(spool)
        #expect(try calls(drive.takeAll()) == [1, 2])
        #expect(drive.ready == [])
        #expect(try close(drive) == [])
        try spool.finish("silent")
        try drive.outbox.refresh(now: drive.now)
        #expect(try close(drive) == ["silent"])
        #expect(!spool.exists("done/silent/shipping.jsonl"))
    }

    @Test("Without any record it closes too")
    func empty() throws {
        try spool.add("empty", url: "http://127.0.0.1/results")
        try spool.finish("empty")
        let drive = try OutboxDrive(spool)
        #expect(try close(drive) == ["empty"])
    }
}
