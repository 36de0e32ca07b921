import CallspoolCore
import CallspoolTesting
import Spool
import Testing

@Suite("The outbox on disk")
struct SpoolOutboxTests {
    private let spool: ShippingSpool

    init() throws {
        spool = try ShippingSpool()
        try spool.add("spring", url: "http://127.0.0.1/results", secret: "whsec_AAAA\nwhsec_BBBB")
    }

    @Test("Records come in the order of the file, with their line, the campaign's target and its secret")
    func order() throws {
        try spool.addRecords(1...3, to: "spring")
        let records = try OutboxDrive(spool).takeAll()
        #expect(calls(records) == [1, 2, 3])
        #expect(try records.map { String(decoding: $0.lines, as: UTF8.self) } == spool.lines(statusFile))
        #expect(
            records[0].target == DeliveryTarget(url: "http://127.0.0.1/results", secrets: ["whsec_AAAA", "whsec_BBBB"])
        )
    }

    @Test("What is not durable yet is not handed out")
    func durable() throws {
        try spool.addRecords(1...2, to: "spring")
        try spool.addRecords(3...4, to: "spring", announced: false)
        let drive = try OutboxDrive(spool)
        #expect(try calls(drive.takeAll()) == [1, 2])
        try spool.announce("spring")
        #expect(try calls(drive.takeAll()) == [])
        try drive.outbox.refresh(now: drive.now)
        #expect(try calls(drive.takeAll()) == [3, 4])
    }

    @Test("What was acknowledged durably is not handed out again after a crash; everything else is, once")
    func crash() throws {
        try spool.addRecords(1...6, to: "spring")
        do {
            let drive = try OutboxDrive(spool)
            let records = try drive.takeAll()
            for place in [4, 0, 2] { drive.note(.taken(httpStatus: 200), records[place]) }
            try drive.commit()
            drive.note(.taken(httpStatus: 200), records[1])
        }
        let again = try OutboxDrive(spool).takeAll()
        #expect(calls(again).sorted() == [2, 4, 6])
        #expect(again.allSatisfy { $0.tries == 0 })
    }

    @Test("A retry keeps its instant and its count over a restart")
    func retry() throws {
        try spool.addRecords(1...2, to: "spring")
        var drive = try OutboxDrive(spool)
        let due = drive.now + .seconds(300)
        drive.note(.retry(at: due, why: "HTTP status 500"), try #require(try drive.take()))
        drive.note(.taken(httpStatus: 200), try #require(try drive.take()))
        try drive.commit()
        drive = try OutboxDrive(spool)
        #expect(try drive.take() == nil)
        #expect(drive.outbox.backlog(now: drive.now).nextDue == due)
        drive.now = due
        let record = try #require(try drive.take())
        #expect(record.n == 3 && record.tries == 1)
        #expect(try String(decoding: record.lines, as: UTF8.self) == spool.lines(statusFile)[0])
        #expect(try drive.take() == nil)
    }

    @Test("The log says what became of each try")
    func log() throws {
        try spool.addRecords(1...3, to: "spring")
        let drive = try OutboxDrive(spool)
        let records = try drive.takeAll()
        drive.note(.taken(httpStatus: 204), records[0])
        drive.note(.retry(at: drive.now + .seconds(5), why: "HTTP status 500"), records[1])
        drive.note(.givenUp(why: "no answer"), records[2])
        try drive.commit()
        let at = "2027-01-15T08:01:40.000Z"
        #expect(
            try spool.lines("queue/spring/shipping.jsonl") == [
                #"{"n":3,"at":"\#(at)","event":"taken","tries":1,"http_status":204}"#,
                #"{"n":6,"at":"\#(at)","event":"retry","tries":1,"next_try_at":"2027-01-15T08:01:45.000Z","#
                    + #""why":"HTTP status 500"}"#,
                #"{"n":9,"at":"\#(at)","event":"given_up","tries":1,"why":"no answer"}"#,
            ]
        )
    }

    @Test("New records and those due again come in turns")
    func turns() throws {
        try spool.addRecords(1...6, to: "spring")
        var drive = try OutboxDrive(spool)
        for _ in 1...3 { drive.note(.retry(at: drive.now, why: "x"), try #require(try drive.takeFresh())) }
        drive.now = drive.now + .seconds(1)
        #expect(try Set(calls([drive.take(), drive.take()].compactMap(\.self))) == [1, 4])
        #expect(try Set(calls([drive.take(), drive.take()].compactMap(\.self))) == [2, 5])
    }

    @Test("A record that was put back comes again at once, its tries not counted")
    func putBack() throws {
        try spool.addRecords(1...1, to: "spring")
        let drive = try OutboxDrive(spool)
        let record = try #require(try drive.take())
        #expect(try drive.take() == nil)
        drive.outbox.putBack(record)
        #expect(try drive.take() == record)
    }

    @Test("Given up, a record's line is kept as it was, and it does not come again")
    func givenUp() throws {
        try spool.addRecords(1...2, to: "spring")
        let drive = try OutboxDrive(spool)
        drive.note(.givenUp(why: "x"), try #require(try drive.take()))
        try drive.commit()
        #expect(try spool.lines(undelivered) == [spool.lines(statusFile)[0]])
        #expect(try calls(OutboxDrive(spool).takeAll()) == [2])
    }

    @Test("A crash between a kept line and its result keeps it once, and does not send it again")
    func keptWithoutVerdict() throws {
        try spool.addRecords(1...3, to: "spring")
        do {
            let drive = try OutboxDrive(spool)
            for record in try drive.takeAll().dropLast() { drive.note(.retry(at: drive.now, why: "x"), record) }
            try drive.commit()
        }
        let lines = try spool.lines(statusFile)
        try spool.append(Array((lines[0] + "\n" + lines[2] + "\n").utf8), to: undelivered)
        let drive = try OutboxDrive(spool)
        #expect(try calls(drive.takeAll()) == [2])
        try drive.commit()
        #expect(try spool.lines(undelivered) == [lines[0], lines[2]])
        #expect(try calls(OutboxDrive(spool).takeAll()) == [2])
    }

    @Test("A torn last line of the log is as if it had not been written")
    func torn() throws {
        try spool.addRecords(1...2, to: "spring")
        do { try OutboxDrive(spool).shipAll() }
        try spool.addRecords(3...3, to: "spring")
        try spool.append(Array(#"{"n":9,"at":"2027-01-15T08:01:4"#.utf8), to: "queue/spring/shipping.jsonl")
        let drive = try OutboxDrive(spool)
        #expect(try calls(drive.takeAll()) == [3])
    }

    @Test("Folders that are not campaigns are skipped, and one that cannot be read holds up no other")
    func folders() throws {
        try spool.addRecords(1...1, to: "spring")
        try spool.append([], to: "queue/note.txt")
        try spool.add(".building", url: "http://127.0.0.1/")
        try spool.add("broken", url: "http://127.0.0.1/")
        try spool.move("queue/broken/journal.jsonl", to: "queue/broken/old")
        try spool.append(Array("what\n".utf8), to: "queue/broken/journal.jsonl")
        let drive = try OutboxDrive(spool)
        #expect(try calls(drive.takeAll()) == [1])
        try drive.outbox.refresh(now: drive.now)
        let warnings = drive.outbox.warnings()
        #expect(warnings.count == 1 && warnings[0].contains("broken/journal.jsonl"))
    }

    private var statusFile: String { "results/spring.status.jsonl" }
    private var undelivered: String { "results/spring.undelivered.jsonl" }
}

extension OutboxDrive {
    /// The next record that was never tried.
    fileprivate func takeFresh() throws -> Delivery? {
        while let record = try take() {
            if record.tries == 0 { return record }
            outbox.putBack(record)
        }
        return nil
    }
}
