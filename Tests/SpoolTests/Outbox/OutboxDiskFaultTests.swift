import CallspoolCore
import CallspoolTesting
import Spool
import Synchronization
import Testing

@Suite("An outbox on a disk that fails")
struct OutboxDiskFaultTests {
    private let spool: ShippingSpool
    private let disk = FaultyDisk()

    init() throws {
        spool = try ShippingSpool()
        try spool.add("spring", url: "http://127.0.0.1/results")
        try spool.addRecords(1...4, to: "spring")
    }

    @Test("However much of a batch fits, no acknowledgement is lost or there twice when the disk works again")
    func full() throws {
        for room in stride(from: 0, through: 400, by: 25) {
            let spool = try ShippingSpool()
            try spool.add("spring", url: "http://127.0.0.1/results")
            try spool.addRecords(1...4, to: "spring")
            let drive = try OutboxDrive(spool, on: disk)
            drive.note(.taken(httpStatus: 200), try #require(try drive.take()))
            try drive.commit()
            for record in try drive.takeAll() { drive.note(.givenUp(why: "x"), record) }
            disk.faults.withLock { $0.room = room }
            #expect(throws: OutboxError.self) { try drive.commit() }
            #expect(throws: OutboxError.self) { try drive.commit() }
            disk.faults.withLock { $0.room = nil }
            try drive.commit()
            let statusLines = try spool.lines("results/spring.status.jsonl")
            #expect(try spool.lines("results/spring.undelivered.jsonl") == Array(statusLines.dropFirst()))
            #expect(try spool.lines("queue/spring/shipping.jsonl").count == 4)
            #expect(try OutboxDrive(spool).takeAll() == [])
        }
    }

    @Test("A sync that fails is not an acknowledgement, and the next one that works is")
    func sync() throws {
        let drive = try OutboxDrive(spool, on: disk)
        for record in try drive.takeAll() { drive.note(.taken(httpStatus: 200), record) }
        disk.faults.withLock { $0.syncFails = true }
        #expect(throws: OutboxError.self) { try drive.commit() }
        #expect(drive.outbox.backlog(now: drive.now).toCommit == 4)
        // A second sync, of the next process say, would lie of what is left there.
        #expect(try spool.bytes("queue/spring/shipping.jsonl").isEmpty)
        disk.faults.withLock { $0.syncFails = false }
        try drive.commit()
        #expect(try spool.lines("queue/spring/shipping.jsonl").count == 4)
        #expect(drive.outbox.backlog(now: drive.now).toCommit == 0)
    }

    @Test("A status file that cannot be read is said once, holds up no other campaign, and goes on when it can")
    func unreadable() throws {
        try spool.add("autumn", url: "http://127.0.0.1/results")
        try spool.addRecords(1...2, to: "autumn")
        let drive = try OutboxDrive(spool, on: disk)
        disk.faults.withLock { $0.unreadable = "spring.status" }
        #expect(try Set(drive.takeAll().map(\.campaign)).count == 1)
        try drive.outbox.refresh(now: drive.now)
        #expect(try drive.takeAll() == [])
        #expect(drive.outbox.warnings().count == 1)
        disk.faults.withLock { $0.unreadable = nil }
        try drive.outbox.refresh(now: drive.now)
        #expect(try calls(drive.takeAll()) == [1, 2, 3, 4])
    }

    @Test("A crash after a full disk sends again what was not acknowledged, and nothing else")
    func crash() throws {
        do {
            let drive = try OutboxDrive(spool, on: disk)
            let records = try drive.takeAll()
            drive.note(.taken(httpStatus: 200), records[0])
            try drive.commit()
            for record in records.dropFirst() { drive.note(.taken(httpStatus: 200), record) }
            // Room for one line more, and a torn one.
            disk.faults.withLock { $0.room = 120 }
            #expect(throws: OutboxError.self) { try drive.commit() }
        }
        let again = try calls(OutboxDrive(spool).takeAll())
        #expect(again == [3, 4])
    }
}
