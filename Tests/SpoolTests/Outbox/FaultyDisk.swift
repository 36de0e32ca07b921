import CallspoolCore
import Spool
import Synchronization

/// The machine's disk, and one that fails when it is told to.
final class FaultyDisk: Disk {
    struct Faults {
        /// Writes fail after this many bytes more, as a full disk's do: what fits is written.
        var room: Int?
        /// Syncs fail.
        var syncFails = false
        /// Renames fail.
        var renameFails = false
        /// Reads of open files fail whose path contains this.
        var unreadable: String?
    }

    let faults = Mutex(Faults())
    let disk = PosixDisk()

    func openAppending(_ path: String) throws(DiskError) -> any OpenFile {
        FaultyFile(file: try disk.openAppending(path), disk: self, path: path)
    }

    func openReading(_ path: String) throws(DiskError) -> any OpenFile {
        FaultyFile(file: try disk.openReading(path), disk: self, path: path)
    }

    func entry(_ path: String) throws(DiskError) -> DiskEntry? { try disk.entry(path) }

    func list(_ folder: String) throws(DiskError) -> [DiskEntry] { try disk.list(folder) }

    func makeFolder(_ path: String) throws(DiskError) { try disk.makeFolder(path) }

    func remove(_ path: String) throws(DiskError) { try disk.remove(path) }

    func syncFolder(_ path: String) throws(DiskError) { try disk.syncFolder(path) }

    func rename(_ path: String, to other: String) throws(DiskError) {
        if faults.withLock({ $0.renameFails }) { throw DiskError(code: 5, message: "cannot rename \(path)") }
        try disk.rename(path, to: other)
    }
}

struct FaultyFile: OpenFile {
    let file: any OpenFile
    let disk: FaultyDisk
    let path: String

    func size() throws(DiskError) -> Int { try file.size() }

    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(DiskError) -> Int {
        let isUnreadable = disk.faults.withLock { $0.unreadable.map { path.contains($0) } ?? false }
        if isUnreadable { throw DiskError(code: 5, message: "cannot read \(path)") }
        return try file.read(at: offset, into: buffer)
    }

    func append(_ bytes: UnsafeRawBufferPointer) throws(DiskError) {
        let fits = disk.faults.withLock { faults in
            let fits = min(bytes.count, faults.room ?? bytes.count)
            faults.room = faults.room.map { $0 - fits }
            return fits
        }
        try file.append(UnsafeRawBufferPointer(rebasing: bytes[..<fits]))
        if fits < bytes.count { throw DiskError(code: 28, message: "cannot write: no space left on device") }
    }

    func sync() throws(DiskError) {
        if disk.faults.withLock({ $0.syncFails }) { throw DiskError(code: 5, message: "cannot sync") }
        try file.sync()
    }

    func truncate(to length: Int) throws(DiskError) { try file.truncate(to: length) }

    func close() { file.close() }
}
