import CallspoolCore
import CallspoolTesting
import Spool
import Testing

@Suite("Undelivered records that are sent again")
struct ReplayOutboxTests {
    private let spool: ShippingSpool
    private let now = Timestamp(seconds: 1_800_000_100)

    init() throws {
        spool = try ShippingSpool()
        try spool.add("spring", url: "http://127.0.0.1/results", secret: "whsec_AAAA", batch: 2)
        try spool.addRecords(1...5, to: "spring")
    }

    private func outbox(_ rules: OutboxRules = OutboxRules()) throws -> ReplayOutbox {
        let outbox = ReplayOutbox(layout: SpoolLayout(root: spool.root), disk: PosixDisk(), rules: rules)
        try outbox.refresh(now: now)
        return outbox
    }

    private func takeAll(_ outbox: ReplayOutbox) throws -> [Delivery] {
        var all: [Delivery] = []
        for ready in outbox.backlog(now: now).ready {
            while let delivery = try outbox.take(from: ready.campaign, now: now) { all.append(delivery) }
        }
        return all
    }

    /// Has the first batch taken, and the others given up; closed, unless it is to stay in the queue.
    private func giveUp(isDone: Bool = true) throws -> [Delivery] {
        try spool.finish("spring")
        let drive = try OutboxDrive(spool)
        var all = try drive.takeAll()
        drive.note(.taken(httpStatus: 200), all.removeFirst())
        try drive.commit()
        all += try drive.takeAll()
        for delivery in all { drive.note(.givenUp(why: "no answer"), delivery) }
        try drive.commit()
        if isDone { #expect(try drive.outbox.closeFinished(now: drive.now) == ["spring"]) }
        return all
    }

    @Test(
        "What was given up comes again in its batches, with its target and secret, queued or done",
        arguments: [true, false]
    )
    func again(isDone: Bool) throws {
        let given = try giveUp(isDone: isDone)
        let again = try takeAll(outbox())
        #expect(again.map(\.lines) == given.map(\.lines))
        #expect(again.map(\.target) == given.map(\.target) && again.first?.target.secrets == ["whsec_AAAA"])
        #expect(again.map(\.batch.count) == given.map(\.batch.count) && again.map(\.n) == given.map(\.n))
        #expect(again.allSatisfy { $0.tries == 1 })
    }

    @Test("What is taken is noted, and does not come again; what is not stays undelivered; the file stays as it is")
    func noted() throws {
        _ = try giveUp()
        let kept = try spool.bytes("results/spring.undelivered.jsonl")
        var outbox = try outbox()
        let again = try takeAll(outbox)
        outbox.note(.taken(httpStatus: 204), of: again[0], restsUntil: nil, now: now)
        outbox.note(.retry(at: now, why: "x"), of: again[1], restsUntil: nil, now: now)
        #expect(outbox.backlog(now: now).toCommit == 1)
        #expect(try outbox.commit(now: now) == false)
        let line = #"{"n":9,"last":12,"count":2,"at":"2027-01-15T08:01:40.000Z","event":"replayed","#
        #expect(try spool.lines("done/spring/shipping.jsonl").last == line + #""tries":2,"http_status":204}"#)
        #expect(outbox.tallies.map { [$0.taken, $0.failed, $0.left] } == [[2, 1, 0]])
        outbox = try self.outbox()
        #expect(try takeAll(outbox).map(\.n) == [15])
        #expect(try spool.bytes("results/spring.undelivered.jsonl") == kept)
    }

    @Test("A campaign that is queued closes as before, whatever was replayed, and nothing of it is sent again")
    func queued() throws {
        _ = try giveUp(isDone: false)
        let outbox = try outbox()
        for delivery in try takeAll(outbox) {
            outbox.note(.taken(httpStatus: 200), of: delivery, restsUntil: nil, now: now)
        }
        #expect(try outbox.commit(now: now) == false)
        let drive = try OutboxDrive(spool)
        #expect(try drive.takeAll() == [])
        #expect(try drive.outbox.closeFinished(now: drive.now) == ["spring"])
    }

    @Test("After a 410 the rest of the campaign is left")
    func gone() throws {
        _ = try giveUp()
        let outbox = try outbox()
        let key = try #require(outbox.backlog(now: now).ready.first?.campaign)
        let first = try #require(try outbox.take(from: key, now: now))
        outbox.note(.gone, of: first, restsUntil: nil, now: now)
        #expect(try outbox.take(from: key, now: now) == nil)
        #expect(outbox.backlog(now: now).ready.isEmpty)
        #expect(outbox.tallies.map { [$0.taken, $0.failed, $0.left] } == [[0, 2, 1]])
    }

    @Test("Only one campaign, and only what was written since, when that is asked for")
    func chosen() throws {
        _ = try giveUp()
        #expect(try takeAll(outbox(OutboxRules(campaign: "autumn"))).isEmpty)
        #expect(try takeAll(outbox(OutboxRules(campaign: "spring"))).count == 2)
        #expect(try takeAll(outbox(OutboxRules(since: spool.at))).count == 2)
        #expect(try takeAll(outbox(OutboxRules(since: spool.at + .seconds(1)))).isEmpty)
    }

    @Test("Without the campaign's folder it says that they cannot be sent again, and why")
    func pruned() throws {
        _ = try giveUp()
        try spool.move("done/spring", to: "elsewhere")
        let outbox = try outbox()
        #expect(outbox.backlog(now: now).ready.isEmpty)
        let warnings = outbox.warnings()
        #expect(warnings.count == 1 && warnings[0].contains("spring.undelivered.jsonl cannot be sent again"))
    }

    @Test("A record that somebody took out of the file is told, and the others are sent")
    func takenOut() throws {
        _ = try giveUp()
        let lines = try spool.lines("results/spring.undelivered.jsonl")
        try spool.move("results/spring.undelivered.jsonl", to: "results/old")
        let left = lines.dropFirst().joined(separator: "\n") + "\n"
        try spool.append(Array(left.utf8), to: "results/spring.undelivered.jsonl")
        let outbox = try outbox()
        #expect(try takeAll(outbox).map(\.n) == [15])
        #expect(outbox.warnings().count == 1)
    }
}
