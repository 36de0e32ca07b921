import CallspoolCore
import CallspoolTesting
import Spool
import Synchronization
import Testing

@Suite("What programs running count")
struct WorkCountsTests {
    private let layout = SpoolLayout(root: "/spool")
    private let now = Timestamp(seconds: 1_795_600_000)

    @Test("goes on from one program to the next, whatever the last one left")
    func goesOn() throws {
        let disk = MemoryDisk()
        try disk.makeFolder(layout.queue)
        let first = WorkCounter(layout, on: disk)
        first.ticked(now)
        first.replayed()
        let second = WorkCounter(layout, on: disk)
        second.ticked(now + .seconds(900))
        second.diskFailed()
        var counts = WorkCounts()
        (counts.ticks, counts.lastTick, counts.replays, counts.diskErrors) = (2, now + .seconds(900), 1, 1)
        #expect(try SpoolReader(layout, on: disk).workCounts() == counts)
        try disk.put(layout.counts, "{\"ticks\":")
        WorkCounter(layout, on: disk).replayed()
        #expect(try SpoolReader(layout, on: disk).workCounts().replays == 1)
    }

    @Test("keeps a count that the disk did not take until it takes one")
    func full() throws {
        let disk = MemoryDisk()
        try disk.makeFolder(layout.queue)
        let counter = WorkCounter(layout, on: disk)
        counter.ticked(now)
        disk.change { $0.room = 3 }
        counter.diskFailed()
        #expect(try SpoolReader(layout, on: disk).workCounts().diskErrors == 0)
        disk.change { $0.room = nil }
        counter.catchUp()
        let counts = try SpoolReader(layout, on: disk).workCounts()
        #expect(counts.diskErrors == 1 && counts.ticks == 1)
        let writes = disk.operations
        counter.catchUp()
        #expect(disk.operations == writes)
    }

    @Test("a failure is heard of once, wherever the disk fails, and what is not there is none")
    func failures() throws {
        let (disk, heard) = (MemoryDisk(), Heard())
        let watched = WatchedDisk(disk) { heard.add($0) }
        try watched.makeFolder("/a")
        let file = try watched.openAppending("/a/b")
        #expect(throws: DiskError.self) { try watched.openReading("/a/c") }
        #expect(try watched.entry("/a/c") == nil)
        #expect(heard.count == 0)
        disk.change { $0.room = 0 }
        #expect(throws: DiskError.self) { try [UInt8]("x".utf8).withUnsafeBytes { try file.append($0) } }
        #expect(heard.count == 1)
        disk.change {
            $0.room = nil
            $0.syncFails = true
        }
        try [UInt8]("x".utf8).withUnsafeBytes { try file.append($0) }
        #expect(throws: DiskError.self) { try file.sync() }
        #expect(heard.count == 2)
        let next = disk.operations + 1
        disk.change { $0.failing = [next] }
        #expect(throws: DiskError.self) { try watched.rename("/a/b", to: "/a/d") }
        #expect(heard.count == 3 && disk.read("/a/b").count == 1)
    }
}

private final class Heard: Sendable {
    private let errors = Mutex<[DiskError]>([])

    func add(_ error: DiskError) { errors.withLock { $0.append(error) } }

    var count: Int { errors.withLock { $0.count } }
}
