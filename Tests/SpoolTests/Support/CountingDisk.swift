import Spool
import Synchronization

/// A disk that counts the files that are open on it.
final class CountingDisk: Disk {
    private struct Count {
        var open = 0
        var most = 0
    }

    private let disk: any Disk
    private let count = Mutex(Count())

    init(_ disk: any Disk) { self.disk = disk }

    /// How many are open now.
    var open: Int { count.withLock { $0.open } }
    /// How many were open at once at most.
    var most: Int { count.withLock { $0.most } }

    private func counted(_ file: any OpenFile) -> any OpenFile {
        count.withLock { count in
            count.open += 1
            count.most = max(count.most, count.open)
        }
        return CountedFile(file) { [self] in count.withLock { $0.open -= 1 } }
    }

    func openAppending(_ path: String) throws(DiskError) -> any OpenFile { counted(try disk.openAppending(path)) }
    func openReading(_ path: String) throws(DiskError) -> any OpenFile { counted(try disk.openReading(path)) }
    func entry(_ path: String) throws(DiskError) -> DiskEntry? { try disk.entry(path) }
    func list(_ folder: String) throws(DiskError) -> [DiskEntry] { try disk.list(folder) }
    func makeFolder(_ path: String) throws(DiskError) { try disk.makeFolder(path) }
    func rename(_ path: String, to other: String) throws(DiskError) { try disk.rename(path, to: other) }
    func remove(_ path: String) throws(DiskError) { try disk.remove(path) }
    func syncFolder(_ path: String) throws(DiskError) { try disk.syncFolder(path) }
}

/// Closed once, and with its last holder.
private final class CountedFile: OpenFile {
    private let file: any OpenFile
    private let closed: @Sendable () -> Void
    private let isOpen = Mutex(true)

    init(_ file: any OpenFile, _ closed: @escaping @Sendable () -> Void) {
        self.file = file
        self.closed = closed
    }

    deinit { close() }

    func size() throws(DiskError) -> Int { try file.size() }
    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(DiskError) -> Int {
        try file.read(at: offset, into: buffer)
    }
    func append(_ bytes: UnsafeRawBufferPointer) throws(DiskError) { try file.append(bytes) }
    func sync() throws(DiskError) { try file.sync() }
    func truncate(to length: Int) throws(DiskError) { try file.truncate(to: length) }

    func close() {
        let isMine = isOpen.withLock { isOpen in
            defer { isOpen = false }
            return isOpen
        }
        guard isMine else { return }
        file.close()
        closed()
    }
}
