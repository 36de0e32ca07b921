import CallspoolCore
import CallspoolTesting
import Spool
import Testing

@Suite("A status file that somebody moved")
struct StatusFileChangedTests {
    private let spool: ShippingSpool
    private let statusFile = "results/spring.status.jsonl"

    init() throws {
        spool = try ShippingSpool()
        try spool.add("spring", url: "http://127.0.0.1/results")
    }

    @Test("Missing, it is said once; put back, shipping goes on where it was")
    func missing() throws {
        try spool.addRecords(1...3, to: "spring")
        let drive = try OutboxDrive(spool)
        drive.note(.taken(httpStatus: 200), try #require(try drive.take()))
        try drive.commit()
        try spool.move(statusFile, to: "results/elsewhere")
        for _ in 1...3 { try drive.outbox.refresh(now: drive.now) }
        #expect(try drive.take() == nil)
        #expect(drive.outbox.warnings().count == 1)
        try spool.move("results/elsewhere", to: statusFile)
        try drive.outbox.refresh(now: drive.now)
        #expect(try calls(drive.takeAll()) == [2, 3])
    }

    @Test(
        "A new file in its place is read from its start, and only what is new in it is sent",
        arguments: [true, false]
    )
    func exchanged(isRestarted: Bool) throws {
        try spool.addRecords(1...3, to: "spring")
        var drive = try OutboxDrive(spool)
        try drive.shipAll()
        try spool.move(statusFile, to: "results/elsewhere")
        try spool.addRecords(2...9, to: "spring")
        if isRestarted { drive = try OutboxDrive(spool) } else { try drive.outbox.refresh(now: drive.now) }
        #expect(try calls(drive.takeAll()) == [4, 5, 6, 7, 8, 9])
        #expect(drive.outbox.warnings().count == (isRestarted ? 0 : 1))
    }

    @Test("Missing at a restart, its campaign waits for it; put back, what had no result is sent and nothing else")
    func missingAtRestart() throws {
        try spool.addRecords(1...3, to: "spring")
        do {
            let drive = try OutboxDrive(spool)
            let records = try drive.takeAll()
            drive.note(.taken(httpStatus: 200), records[1])
            try drive.commit()
        }
        try spool.move(statusFile, to: "results/elsewhere")
        let drive = try OutboxDrive(spool)
        for _ in 1...3 { try drive.outbox.refresh(now: drive.now) }
        #expect(drive.outbox.warnings().count == 1)
        #expect(try drive.takeAll() == [])
        try spool.move("results/elsewhere", to: statusFile)
        try drive.outbox.refresh(now: drive.now)
        #expect(try calls(drive.takeAll()).sorted() == [1, 3])
    }

    @Test("Emptied before a restart, the records it had are not sent when they are written again")
    func emptied() throws {
        try spool.addRecords(1...3, to: "spring")
        do { try OutboxDrive(spool).shipAll() }
        try spool.move(statusFile, to: "results/elsewhere")
        try spool.append([], to: statusFile)
        let drive = try OutboxDrive(spool)
        try spool.addRecords(1...4, to: "spring")
        try drive.outbox.refresh(now: drive.now)
        #expect(try calls(drive.takeAll()) == [4])
    }

    @Test("A record that waited in the old file is given up, and said")
    func lost() throws {
        try spool.addRecords(1...2, to: "spring")
        var drive = try OutboxDrive(spool)
        for record in try drive.takeAll() { drive.note(.retry(at: drive.now + .seconds(5), why: "x"), record) }
        try drive.commit()
        try spool.move(statusFile, to: "results/elsewhere")
        try spool.addRecords(5...5, to: "spring")
        drive.now = drive.now + .seconds(10)
        try drive.outbox.refresh(now: drive.now)
        #expect(try calls(drive.takeAll()) == [5])
        #expect(drive.outbox.warnings().count == 3)
    }

    @Test(
        "A campaign closes without its file when all of it had been shipped, and waits for it when not",
        arguments: [2, 1]
    )
    func closing(shipped: Int) throws {
        try spool.addRecords(1...2, to: "spring")
        let drive = try OutboxDrive(spool)
        for _ in 1...shipped { drive.note(.taken(httpStatus: 200), try #require(try drive.take())) }
        try drive.commit()
        let size = try spool.bytes(statusFile).count
        try spool.move(statusFile, to: "results/elsewhere")
        try spool.finish("spring")
        try spool.announce("spring", durable: size, finished: 2)
        for _ in 1...2 { try drive.outbox.refresh(now: drive.now) }
        #expect(try drive.outbox.closeFinished(now: drive.now) == (shipped == 2 ? ["spring"] : []))
    }

    @Test("With an empty file in its place a campaign goes on without the missing records")
    func emptyInPlace() throws {
        try spool.addRecords(1...2, to: "spring")
        try spool.finish("spring")
        try spool.move(statusFile, to: "results/elsewhere")
        let drive = try OutboxDrive(spool)
        #expect(try drive.outbox.closeFinished(now: drive.now) == [])
        try spool.append([], to: statusFile)
        try drive.outbox.refresh(now: drive.now)
        #expect(try drive.outbox.closeFinished(now: drive.now) == ["spring"])
    }

    @Test("A line that is not a record is passed over, and said")
    func nonsense() throws {
        try spool.addRecords(1...1, to: "spring")
        try spool.append(Array("nonsense\n\n".utf8), to: statusFile)
        try spool.addRecords(2...2, to: "spring")
        let drive = try OutboxDrive(spool)
        #expect(try calls(drive.takeAll()) == [1, 2])
        #expect(drive.outbox.warnings().count == 2)
    }

    @Test("A position that is not a line's end is no endless loop")
    func crooked() throws {
        try spool.addRecords(1...2, to: "spring")
        let size = try spool.bytes(statusFile).count
        try spool.announce("spring", durable: size - 5)
        let drive = try OutboxDrive(spool)
        #expect(try calls(drive.takeAll()) == [1])
        #expect(drive.ready == [])
        try spool.announce("spring")
        try drive.outbox.refresh(now: drive.now)
        #expect(try calls(drive.takeAll()) == [2])
    }
}
