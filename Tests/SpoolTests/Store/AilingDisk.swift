import CallspoolTesting
import Spool
import Synchronization

/// A disk one of whose open files cannot be read for a while.
final class AilingDisk: Disk {
    private struct AilingFile: OpenFile {
        let file: any OpenFile
        let disk: AilingDisk

        func size() throws(DiskError) -> Int { try file.size() }

        func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(DiskError) -> Int {
            if disk.isUnreadable.withLock({ $0 }) { throw DiskError(code: 5, message: "cannot read") }
            return try file.read(at: offset, into: buffer)
        }

        func append(_ bytes: UnsafeRawBufferPointer) throws(DiskError) { try file.append(bytes) }
        func sync() throws(DiskError) { try file.sync() }
        func truncate(to length: Int) throws(DiskError) { try file.truncate(to: length) }
        func close() { file.close() }
    }

    let isUnreadable = Mutex(false)
    private let disk: MemoryDisk
    private let path: String

    init(_ disk: MemoryDisk, _ path: String) {
        self.disk = disk
        self.path = path
    }

    func openReading(_ path: String) throws(DiskError) -> any OpenFile {
        let file = try disk.openReading(path)
        return path == self.path ? AilingFile(file: file, disk: self) : file
    }

    func openAppending(_ path: String) throws(DiskError) -> any OpenFile { try disk.openAppending(path) }
    func entry(_ path: String) throws(DiskError) -> DiskEntry? { try disk.entry(path) }
    func list(_ folder: String) throws(DiskError) -> [DiskEntry] { try disk.list(folder) }
    func makeFolder(_ path: String) throws(DiskError) { try disk.makeFolder(path) }
    func rename(_ path: String, to other: String) throws(DiskError) { try disk.rename(path, to: other) }
    func remove(_ path: String) throws(DiskError) { try disk.remove(path) }
    func syncFolder(_ path: String) throws(DiskError) { try disk.syncFolder(path) }
}
