import Spool
import Synchronization

/// A disk with one file that cannot be opened, until it is healed.
final class UnreadableDisk: Disk {
    private let disk: any Disk
    private let path: String
    private let isHealed = Mutex(false)

    init(_ disk: any Disk, _ path: String) {
        self.disk = disk
        self.path = path
    }

    func heal() {
        isHealed.withLock { $0 = true }
    }

    func openReading(_ path: String) throws(DiskError) -> any OpenFile {
        if path == self.path, !isHealed.withLock({ $0 }) {
            throw DiskError(code: 13, message: "cannot read \(path): Permission denied")
        }
        return try disk.openReading(path)
    }

    func openAppending(_ path: String) throws(DiskError) -> any OpenFile { try disk.openAppending(path) }
    func entry(_ path: String) throws(DiskError) -> DiskEntry? { try disk.entry(path) }
    func list(_ folder: String) throws(DiskError) -> [DiskEntry] { try disk.list(folder) }
    func makeFolder(_ path: String) throws(DiskError) { try disk.makeFolder(path) }
    func rename(_ path: String, to other: String) throws(DiskError) { try disk.rename(path, to: other) }
    func remove(_ path: String) throws(DiskError) { try disk.remove(path) }
    func syncFolder(_ path: String) throws(DiskError) { try disk.syncFolder(path) }
}
