import CallspoolCore
import CallspoolTesting
import Spool
import Testing

@Suite("An append-only log")
struct AppendLogTests {
    private static let path = "/log"
    private static let whole = "{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n"

    @Test("is cut back to its last whole line, wherever the last write was torn")
    func torn() throws {
        let text = AppendLogTests.whole
        for length in 0...text.utf8.count {
            let disk = MemoryDisk()
            try disk.put(AppendLogTests.path, String(text.prefix(length)))
            var log = try AppendLog(AppendLogTests.path, on: disk)
            let kept = length / 8 * 8
            let (durable, end) = (log.durable, log.end)
            #expect(durable == kept && end == kept, "cut at \(length)")
            log.append { $0.line { $0.field("n", 9) } }
            try log.commit()
            disk.crash(.synced)
            #expect(disk.lines(AppendLogTests.path).count == length / 8 + 1)
            #expect(disk.lines(AppendLogTests.path).last == "{\"n\":9}")
        }
    }

    @Test("a long torn line without any feed is cut off whole")
    func longTorn() throws {
        let disk = MemoryDisk()
        try disk.put(AppendLogTests.path, "{}\n" + String(repeating: "x", count: 20_000))
        let log = try AppendLog(AppendLogTests.path, on: disk)
        let durable = log.durable
        #expect(durable == 3)
        #expect(disk.read(AppendLogTests.path).count == 3)
    }

    @Test("whole lines of the last process are durable when it is open")
    func unsynced() throws {
        let disk = MemoryDisk()
        var first = try AppendLog(AppendLogTests.path, on: disk)
        first.append { $0.line { $0.field("n", 1) } }
        try first.commit()
        try disk.syncFolder("/")
        let file = try disk.openAppending(AppendLogTests.path)
        try Array("{\"n\":2}\n{\"n\"".utf8).withUnsafeBytes { try file.append($0) }
        let second = try AppendLog(AppendLogTests.path, on: disk)
        let durable = second.durable
        disk.crash(.synced)
        #expect(durable == 16)
        #expect(disk.lines(AppendLogTests.path) == ["{\"n\":1}", "{\"n\":2}"])
    }

    @Test("a commit that failed writes exactly the same lines when it succeeds", arguments: 0...20)
    func failed(room: Int) throws {
        let disk = MemoryDisk()
        var log = try AppendLog(AppendLogTests.path, on: disk)
        try disk.syncFolder("/")
        for n in 1...2 { log.append { $0.line { $0.field("n", n) } } }
        disk.change { $0.room = min(room, 15) }
        for _ in 0..<3 {
            do {
                try log.commit()
                Issue.record("it fitted")
            } catch {
                #expect(error.isFull)
            }
        }
        let durable = log.durable
        #expect(durable == 0)
        log.append { $0.line { $0.field("n", 3) } }
        disk.change { $0.room = nil }
        try log.commit()
        let end = log.durable
        disk.crash(.synced)
        #expect(String(decoding: disk.read(AppendLogTests.path), as: UTF8.self) == AppendLogTests.whole)
        #expect(end == 24)
    }

    @Test("a sync that failed is not believed: the lines are written again")
    func failedSync() throws {
        let disk = MemoryDisk()
        var log = try AppendLog(AppendLogTests.path, on: disk)
        try disk.syncFolder("/")
        log.append { $0.line { $0.field("n", 1) } }
        disk.change { $0.syncFails = true }
        #expect(throws: DiskError.self) { try log.commit() }
        disk.change { $0.syncFails = false }
        try log.commit()
        disk.crash(.synced)
        #expect(disk.lines(AppendLogTests.path) == ["{\"n\":1}"])
    }

    @Test("lines that were withdrawn after a failed commit do not stay in the file")
    func withdrawn() throws {
        let disk = MemoryDisk()
        var log = try AppendLog(AppendLogTests.path, on: disk)
        try disk.syncFolder("/")
        log.append { $0.line { $0.field("n", 1) } }
        disk.change { $0.syncFails = true }
        #expect(throws: DiskError.self) { try log.commit() }
        log.withdraw(to: 0)
        disk.change { $0.syncFails = false }
        try log.commit()
        disk.crash(.everything)
        #expect(disk.lines(AppendLogTests.path) == [])
    }

    @Test("lines are read whole, whatever the size of the blocks", arguments: [1, 2, 3, 7, 8, 9, 64, 4096])
    func blocks(size: Int) throws {
        let disk = MemoryDisk()
        let lines = (0..<40).map { String(repeating: "x", count: $0 * $0 % 37) }
        try disk.put("/file", lines.map { $0 + "\n" }.joined() + "torn")
        let file = try disk.openReading("/file")
        var reader = LineReader(file, blockSize: size)
        var read: [String] = []
        var offsets: [Int] = []
        while let line = try reader.next({ bytes, offset in (String(decoding: bytes, as: UTF8.self), offset) }) {
            read.append(line.0)
            offsets.append(line.1)
        }
        let end = reader.offset
        #expect(read == lines)
        #expect(end == disk.read("/file").count - 4)
        for (place, offset) in offsets.enumerated() {
            var again = LineReader(file, from: offset, blockSize: size)
            let line = try again.next { bytes, _ in String(decoding: bytes, as: UTF8.self) }
            #expect(line == lines[place])
        }
        // What comes later is read on from where the reader stands.
        var limited = LineReader(file, upTo: offsets[5], blockSize: size)
        var count = 0
        while try limited.next({ _, _ in true }) != nil { count += 1 }
        #expect(count == 5)
    }
}
