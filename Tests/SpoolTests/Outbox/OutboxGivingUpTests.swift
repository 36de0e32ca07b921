import CallspoolCore
import CallspoolTesting
import Spool
import Testing

@Suite("Records that waited too long for their host")
struct OutboxGivingUpTests {
    private let spool: ShippingSpool
    private let host = "http://127.0.0.1:80"

    init() throws {
        spool = try ShippingSpool()
    }

    /// Twenty records, a minute apart.
    private func fill(batch: Int, _ count: Int = 20) throws {
        try spool.add("spring", url: "http://127.0.0.1/results", batch: batch)
        for call in 1...count {
            let at = spool.at + .seconds(60 * Int64(call))
            try spool.addRecords(call...call, to: "spring", announced: false, at: at)
        }
        try spool.announce("spring")
    }

    private func kept() throws -> [String] { try spool.lines("results/spring.undelivered.jsonl") }

    @Test("What was written up to then is kept, tried or not, and the rest is sent", arguments: [1, 4])
    func giveUp(batch: Int) throws {
        try fill(batch: batch)
        let all = try spool.lines("results/spring.status.jsonl")
        var drive = try OutboxDrive(spool)
        let first = try #require(try drive.take())
        drive.note(.retry(at: drive.now + .seconds(900), why: "x"), first)
        try drive.outbox.giveUp(at: "http://other:80", writtenBy: .distantFuture)
        #expect(drive.outbox.backlog(now: drive.now).toCommit == 1)
        try drive.outbox.giveUp(at: host, writtenBy: spool.at + .seconds(60 * 9 + 1))
        while try drive.commit() {}
        // Of a batch that is partly older, nothing is given up.
        let given = 9 / batch * batch
        #expect(try kept().sorted() == all.prefix(given).sorted())
        drive = try OutboxDrive(spool)
        let rest = try drive.takeAll().map { String(decoding: $0.lines, as: UTF8.self) }
        #expect(rest.joined(separator: "\n").split(separator: "\n").map(String.init) == Array(all.dropFirst(given)))
    }

    @Test("One that is in progress is given up when it fails, and taken when it is taken")
    func inProgress() throws {
        try fill(batch: 1, 2)
        let drive = try OutboxDrive(spool)
        let all = try drive.takeAll()
        try drive.outbox.giveUp(at: host, writtenBy: .distantFuture)
        drive.note(.retry(at: drive.now, why: "x"), all[0])
        drive.note(.taken(httpStatus: 200), all[1])
        try drive.commit()
        #expect(try kept().count == 1)
        #expect(try drive.take() == nil)
        #expect(try OutboxDrive(spool).take() == nil)
    }

    @Test("The record last written by an instant is found in a long file, at its ends and in between")
    func search() throws {
        try spool.add("spring", url: "http://127.0.0.1/results")
        for block in 0..<40 {
            let at = spool.at + .seconds(Int64(block))
            try spool.addRecords((block * 20 + 1)...(block * 20 + 20), to: "spring", announced: false, at: at)
        }
        try spool.announce("spring")
        for second in [-1, 0, 1, 17, 38, 39, 100] {
            let rules = OutboxRules(since: spool.at + .seconds(Int64(second)))
            // What is not written since is passed over: the first record that is handed out says where it begins.
            let first = try OutboxDrive(spool, rules: rules).take().map { $0.n / 3 }
            #expect(first == (second > 39 ? nil : max(0, second) * 20 + 1), "\(second)")
        }
    }

    @Test("What a process passes over is another's, also when the log says more of what came after it")
    func passedOver() throws {
        try fill(batch: 1, 6)
        try spool.finish("spring")
        var drive = try OutboxDrive(spool, rules: OutboxRules(since: spool.at + .seconds(240)))
        #expect(try calls(drive.takeAll()) == [4, 5, 6])
        drive = try OutboxDrive(spool, rules: OutboxRules(since: spool.at + .seconds(240)))
        try drive.shipAll()
        #expect(try drive.outbox.closeFinished(now: drive.now) == [])
        drive = try OutboxDrive(spool)
        #expect(try calls(drive.takeAll()).sorted() == [1, 2, 3])
        try spool.add("autumn", url: "http://127.0.0.1/results")
        try spool.addRecords(1...1, to: "autumn")
        #expect(try OutboxDrive(spool, rules: OutboxRules(campaign: "autumn")).takeAll().count == 1)
    }
}
