import CallspoolTesting
import Testing

@testable import Spool

@Suite("A file that rests")
struct RestingFileTests {
    private let memory = MemoryDisk()

    private func bytes(_ file: RestingFile) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: try file.size())
        _ = try bytes.withDiskRoom { room throws(DiskError) in try file.read(at: 0, into: room) }
        return bytes
    }

    private func append(_ text: String, to file: RestingFile) throws {
        try Array(text.utf8).withDiskBytes { bytes throws(DiskError) in try file.append(bytes) }
    }

    @Test("has no descriptor until it is used again, and is then the same file")
    func rests() throws {
        let disk = CountingDisk(memory)
        try memory.makeFolder("/a")
        let file = try RestingFile(appending: "/a/b", on: disk)
        for text in ["one", "two"] {
            try append(text, to: file)
            #expect(disk.open == 1)
            file.rest()
            #expect(disk.open == 0)
        }
        #expect(try bytes(file) == Array("onetwo".utf8))
        file.close()
        #expect(disk.open == 0)
        #expect(throws: DiskError.self) { try file.size() }
    }

    @Test("that was removed or exchanged meanwhile is not written to, and not made again")
    func stale() throws {
        try memory.makeFolder("/a")
        let file = try RestingFile(appending: "/a/b", on: memory)
        file.rest()
        try memory.rename("/a/b", to: "/a/c")
        #expect { try file.wake() } throws: { ($0 as? DiskError)?.isStale == true }
        #expect(try memory.entry("/a/b") == nil)
        try memory.put("/a/b", "another's")
        #expect { try append("x", to: file) } throws: { ($0 as? DiskError)?.isStale == true }
        #expect(memory.read("/a/b") == Array("another's".utf8))
    }

    @Test("that is held is written to wherever it was moved")
    func held() throws {
        try memory.makeFolder("/a")
        let file = try RestingFile(appending: "/a/b", on: memory)
        file.rest()
        try file.wake()
        try memory.rename("/a/b", to: "/a/c")
        try append("x", to: file)
        #expect(memory.read("/a/c") == Array("x".utf8))
    }
}
