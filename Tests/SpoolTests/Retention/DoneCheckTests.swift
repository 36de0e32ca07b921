import CallspoolCore
import CallspoolTesting
import Synchronization
import Testing

@testable import Spool

@Suite("Campaigns in done/ that are not told in full")
struct DoneCheckTests {
    private let spool: ShippingSpool
    private let layout: SpoolLayout
    private let disk = FaultyDisk()
    /// Long after everything that the disk has dated.
    private let wall = Timestamp(seconds: 4_000_000_000)

    /// A spool with a campaign that is told in full, and one that an earlier version closed before the number was told that
    /// was added to it.
    init() throws {
        spool = try ShippingSpool()
        layout = SpoolLayout(root: spool.root)
        try done("well", finished: 5)
        try done("lost", finished: 2)
    }

    private func done(_ name: String, finished: Int) throws {
        try spool.add(name, url: "http://127.0.0.1/results")
        try spool.append(Array((#"{"phone_number":"+16175550101"}"# + "\n").utf8), to: "queue/\(name)/jobs.jsonl")
        try spool.append(Array((#"{"phone_number":"12"}"# + "\n").utf8), to: "queue/\(name)/jobs.jsonl")
        let addition = Addition(tag: "m4", count: 1, digest: "01", file: "more.yaml", inode: 2)
        let events: [JournalEvent] = [
            .finished, .added(addition), .rejected(index: 2, reason: "No number."), .finished, .reported,
        ]
        for (place, event) in events.enumerated() {
            try spool.write(JournalEntry(n: place + 2, at: spool.at, event: event), name)
        }
        let lines = try spool.bytes("queue/\(name)/journal.jsonl").split(separator: UInt8(ascii: "\n"))
        let followed = lines.prefix(finished).reduce(0) { $0 + $1.count + 1 }
        let position = #"{"n":\#(finished),"journal":\#(followed),"calls":0,"status":0,"complete":true}"#
        try spool.append(Array(position.utf8), to: "queue/\(name)/status.position")
        try spool.move("queue/\(name)", to: "done/\(name)")
    }

    private func repair() throws -> [String] {
        let (repaired, failed) = try DoneCheck(layout, on: disk).repair(wall: wall)
        #expect(failed == [])
        return repaired.map(\.campaign)
    }

    @Test("They are found, with how many records are missing, and nothing is changed by looking")
    func found() throws {
        let lapses = try DoneCheck(layout, on: disk).lapses()
        #expect(lapses == [DoneCheck.Lapse(campaign: "lost", records: 1)])
        #expect(
            lapses.first?.sentence.hasPrefix("1 record of campaign lost, which is in done/, was never written") == true
        )
        #expect(spool.exists("done/lost/journal.jsonl"))
    }

    @Test("They come back into the queue, where the missing record is told and shipped, and are closed again")
    func broughtBack() async throws {
        #expect(try repair() == ["lost"])
        #expect(spool.exists("queue/lost/journal.jsonl") && spool.exists("done/well/journal.jsonl"))
        let durability = Durability(waking: WakeSignal())
        durability.set("lost", LogPosition(try spool.bytes("queue/lost/journal.jsonl").count))
        let status = SpoolStatusWriter(layout, on: disk, durability: durability, shipping: WakeSignal()) { _ in }
        _ = try await status.step()
        #expect(try spool.lines("results/lost.status.jsonl").count == 1)
        let drive = try OutboxDrive(spool)
        let delivery = try #require(try drive.take())
        #expect(delivery.n == 4)
        drive.note(.taken(httpStatus: 200), delivery)
        try drive.commit()
        #expect(try drive.outbox.closeFinished(now: drive.now) == ["lost"])
        #expect(try spool.lines("done/lost/journal.jsonl").filter { $0.contains("reported") }.count == 1)
        #expect(try DoneCheck(layout, on: disk).lapses() == [])
        #expect(try repair() == [])
    }

    @Test("What was found well is not read again, as long as nothing comes into done/ not even looked for")
    func cheap() throws {
        #expect(try repair() == ["lost"])
        // Twice: what changed in the last seconds is looked at again.
        #expect(try repair() == [])
        disk.faults.withLock { $0.unreadable = "/done/" }
        #expect(try repair() == [])
        try done("late", finished: 5)
        let (_, failed) = try DoneCheck(layout, on: disk).repair(wall: wall)
        #expect(failed.count == 1 && failed.first?.contains("late") == true, "the others were read again: \(failed)")
        // It could not be read, and so nothing is known of it.
        disk.faults.withLock { $0.unreadable = nil }
        try spool.move("done/late", to: "queue/late")
        try spool.move("queue/late", to: "done/late")
        #expect(try repair() == [])
    }

    @Test("One that could not be read is looked at again the next time, and keeps no other from being repaired")
    func unreadable() throws {
        disk.faults.withLock { $0.unreadable = "well/journal" }
        let (repaired, failed) = try DoneCheck(layout, on: disk).repair(wall: wall)
        #expect(repaired.map(\.campaign) == ["lost"] && failed.count == 1)
        disk.faults.withLock { $0.unreadable = nil }
        #expect(try repair() == [])
        #expect(spool.exists("done/well/journal.jsonl"))
    }

    @Test("Their results are not rebuilt before: they would pass for told, and what is missing never be shipped")
    func notRebuilt() throws {
        let rebuild = ResultsRebuild(layout, on: disk)
        let lost = try #require(try SpoolReader(layout, on: disk).campaign("lost"))
        #expect(throws: StoreError.self) { try rebuild.rebuild(lost) }
        let well = try #require(try SpoolReader(layout, on: disk).campaign("well"))
        #expect(throws: Never.self) { try rebuild.rebuild(well) }
        #expect(try repair() == ["lost"])
    }

    @Test("A folder that says nothing of it is a person's work, and skipped")
    func others() throws {
        try spool.append([], to: "done/well/notes.txt")
        try disk.makeFolder("\(layout.done)/mine")
        try disk.remove("\(layout.done)/lost/status.position")
        #expect(try repair() == [])
    }

    @Test("It is not brought back over a campaign of its name in the queue, nor removed for its age before it is told")
    func neither() throws {
        try spool.add("lost", url: nil)
        #expect(try repair() == [])
        var pruning = DonePruning(layout, on: disk, age: .seconds(1))
        #expect(try pruning.step(now: wall) == ["well"])
    }
}
