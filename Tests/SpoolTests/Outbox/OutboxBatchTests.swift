import CallspoolCore
import CallspoolTesting
import Spool
import Synchronization
import Testing

@Suite("Batches of records")
struct OutboxBatchTests {
    private let spool: ShippingSpool

    init() throws {
        spool = try ShippingSpool()
        try spool.add("spring", url: "http://127.0.0.1/results", batch: 3)
    }

    private func bodies(_ deliveries: [Delivery]) -> [[String]] {
        deliveries.map { String(decoding: $0.lines, as: UTF8.self).split(separator: "\n").map(String.init) }
    }

    private func lines(_ calls: ClosedRange<Int>) throws -> [String] {
        Array(try spool.lines("results/spring.status.jsonl")[(calls.lowerBound - 1)..<calls.upperBound])
    }

    /// Has what waits to be filled go out: the time for it passes.
    private func cut(_ drive: inout OutboxDrive) throws {
        drive.now = drive.now + .seconds(2)
        try drive.commit()
    }

    @Test("Full batches go at once, in the order of the file; what is left waits for others, and goes after a while")
    func order() throws {
        try spool.addRecords(1...8, to: "spring")
        var drive = try OutboxDrive(spool)
        #expect(try bodies(drive.takeAll()) == [lines(1...3), lines(4...6)])
        let cutAt = drive.now + .seconds(2)
        #expect(drive.outbox.backlog(now: drive.now).nextCut == cutAt)
        try drive.commit()
        #expect(try drive.take() == nil)
        try cut(&drive)
        #expect(try bodies(drive.takeAll()) == [lines(7...8)])
        #expect(drive.outbox.backlog(now: drive.now).nextCut == nil)
    }

    @Test("A batch is filled while it waits")
    func filled() throws {
        try spool.addRecords(1...2, to: "spring")
        let drive = try OutboxDrive(spool)
        #expect(try drive.take() == nil)
        try spool.addRecords(3...3, to: "spring")
        try drive.outbox.refresh(now: drive.now)
        #expect(try bodies(drive.takeAll()) == [lines(1...3)])
        #expect(try !spool.lines("queue/spring/shipping.jsonl").contains { $0.contains("batch") })
    }

    @Test("The last one of a campaign that is told in full does not wait")
    func complete() throws {
        try spool.addRecords(1...4, to: "spring")
        try spool.finish("spring")
        let drive = try OutboxDrive(spool)
        #expect(try bodies(drive.takeAll()) == [lines(1...3)])
        try drive.commit()
        #expect(try bodies(drive.takeAll()) == [lines(4...4)])
    }

    @Test("A batch that is not full is nobody's before its line is durable")
    func durableFirst() throws {
        try spool.addRecords(1...2, to: "spring")
        let disk = FaultyDisk()
        var drive = try OutboxDrive(spool, on: disk)
        #expect(try drive.take() == nil)
        disk.faults.withLock { $0.syncFails = true }
        drive.now = drive.now + .seconds(2)
        #expect(throws: OutboxError.self) { try drive.commit() }
        try spool.addRecords(3...7, to: "spring")
        try drive.outbox.refresh(now: drive.now)
        #expect(try drive.take() == nil, "what comes after it depends on it")
        disk.faults.withLock { $0.syncFails = false }
        try drive.commit()
        #expect(try Set(bodies(drive.takeAll())) == [lines(1...2), lines(3...5)])
        let at = "2027-01-15T08:01:42.000Z"
        let line = try spool.lines("queue/spring/shipping.jsonl").first
        #expect(line == #"{"n":3,"last":6,"count":2,"at":"\#(at)","event":"batch"}"#)
    }

    @Test("After a crash at any point the same records are together, whatever has been written meanwhile")
    func crash() throws {
        try spool.addRecords(1...8, to: "spring")
        var drive = try OutboxDrive(spool)
        var before = try drive.takeAll()
        try cut(&drive)
        before += try drive.takeAll()
        // One of them was taken; the others' fate is not known.
        drive.note(.taken(httpStatus: 200), before[1])
        try drive.commit()
        try spool.addRecords(9...12, to: "spring")
        drive = try OutboxDrive(spool)
        #expect(try Set(bodies(drive.takeAll())) == [lines(1...3), lines(7...8), lines(9...11)])
    }

    @Test("A batch that was not cut before a crash is another one after it, with what has come meanwhile")
    func uncut() throws {
        try spool.addRecords(1...2, to: "spring")
        do { #expect(try OutboxDrive(spool).take() == nil) }
        try spool.addRecords(3...4, to: "spring")
        #expect(try bodies(OutboxDrive(spool).takeAll()) == [lines(1...3)])
    }

    @Test("A retry keeps its batch, its instant and its count over a restart, and the log names its records")
    func retry() throws {
        try spool.addRecords(1...3, to: "spring")
        var drive = try OutboxDrive(spool)
        let due = drive.now + .seconds(300)
        let rest = drive.now + .seconds(10)
        let delivery = try #require(try drive.take())
        drive.note(.retry(at: due, why: "HTTP status 500"), delivery, restsUntil: rest)
        try drive.commit()
        #expect(
            try spool.lines("queue/spring/shipping.jsonl") == [
                #"{"n":3,"last":9,"count":3,"at":"2027-01-15T08:01:40.000Z","event":"retry","tries":1,"#
                    + #""next_try_at":"2027-01-15T08:06:40.000Z","why":"HTTP status 500","#
                    + #""host_rests_until":"2027-01-15T08:01:50.000Z"}"#
            ]
        )
        drive = try OutboxDrive(spool)
        #expect(try drive.take() == nil)
        #expect(drive.outbox.histories().map(\.history.restsUntil) == [rest])
        drive.now = due
        let again = try #require(try drive.take())
        #expect(again.lines == delivery.lines && again.batch == delivery.batch && again.tries == 1)
    }

    @Test("Given up, all of its records are kept, and none comes again")
    func givenUp() throws {
        try spool.addRecords(1...6, to: "spring")
        let drive = try OutboxDrive(spool)
        let all = try drive.takeAll()
        drive.note(.givenUp(why: "x"), all[0])
        drive.note(.taken(httpStatus: 200), all[1])
        try drive.commit()
        #expect(try spool.lines("results/spring.undelivered.jsonl") == lines(1...3))
        #expect(try OutboxDrive(spool).takeAll() == [])
    }

    @Test("A crash that left some of a batch's records in the undelivered file leaves the others to be added, once")
    func keptInPart() throws {
        try spool.addRecords(1...6, to: "spring")
        for kept in 1...3 {
            let spool = try ShippingSpool()
            try spool.add("spring", url: "http://127.0.0.1/results", batch: 3)
            try spool.addRecords(1...6, to: "spring")
            let all = try spool.lines("results/spring.status.jsonl")
            do {
                let drive = try OutboxDrive(spool)
                for delivery in try drive.takeAll() { drive.note(.retry(at: drive.now, why: "x"), delivery) }
                try drive.commit()
            }
            let bytes = all[0..<kept].joined(separator: "\n") + "\n" + all[kept].prefix(20)
            try spool.append(Array(bytes.utf8), to: "results/spring.undelivered.jsonl")
            let drive = try OutboxDrive(spool)
            #expect(try bodies(drive.takeAll()) == [Array(all[3...5])])
            try drive.commit()
            #expect(try spool.lines("results/spring.undelivered.jsonl") == Array(all[0...2]))
            #expect(try bodies(OutboxDrive(spool).takeAll()) == [Array(all[3...5])])
        }
    }

    @Test("Gone, everything is kept: what waits, what is new, and what is not a full batch", arguments: [true, false])
    func gone(isRestarted: Bool) throws {
        try spool.addRecords(1...11, to: "spring")
        try spool.finish("spring")
        var drive = try OutboxDrive(spool)
        drive.note(.taken(httpStatus: 200), try #require(try drive.take()))
        drive.note(.retry(at: drive.now + .seconds(9), why: "x"), try #require(try drive.take()))
        drive.note(.gone, try #require(try drive.take()))
        if isRestarted {
            try drive.commit()
            drive = try OutboxDrive(spool)
        }
        while try drive.commit() {}
        #expect(try spool.lines("results/spring.undelivered.jsonl").sorted() == lines(4...11).sorted())
        #expect(try drive.outbox.closeFinished(now: drive.now) == ["spring"])
    }

    @Test("It closes when the last batch has its end, and not before")
    func closes() throws {
        try spool.addRecords(1...4, to: "spring")
        try spool.finish("spring")
        let drive = try OutboxDrive(spool)
        try drive.shipAll()
        #expect(try drive.outbox.closeFinished(now: drive.now) == [])
        try drive.shipAll()
        #expect(try drive.outbox.closeFinished(now: drive.now) == ["spring"])
        #expect(try spool.lines("done/spring/shipping.jsonl").count == 3)
    }

    @Test("A line that is not a record is in no batch, and a batch around it is whole at every try")
    func nonsense() throws {
        try spool.addRecords(1...2, to: "spring")
        try spool.append(Array("nonsense\n\n".utf8), to: "results/spring.status.jsonl")
        try spool.addRecords(3...3, to: "spring")
        let drive = try OutboxDrive(spool)
        let delivery = try #require(try drive.take())
        #expect(bodies([delivery])[0].count == 3 && !bodies([delivery])[0].contains("nonsense"))
        #expect(try OutboxDrive(spool).take()?.lines == delivery.lines)
    }

    @Test("Records of a batch that waits to be filled are found again in a file that took the place of theirs")
    func exchanged() throws {
        try spool.addRecords(1...5, to: "spring")
        let drive = try OutboxDrive(spool)
        try drive.shipAll()
        try spool.move("results/spring.status.jsonl", to: "results/elsewhere")
        try spool.addRecords(4...6, to: "spring")
        try drive.outbox.refresh(now: drive.now)
        #expect(try bodies(drive.takeAll()) == [spool.lines("results/spring.status.jsonl")])
    }
}
