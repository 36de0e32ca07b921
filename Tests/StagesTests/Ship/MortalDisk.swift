import CallspoolCore
import Spool
import Synchronization

/// A disk that does so many things that change it, and then no more: what a process leaves that is killed at any step.
final class MortalDisk: Disk {
    private let left: Mutex<Int>
    private let disk = PosixDisk()

    init(steps: Int) {
        left = Mutex(steps)
    }

    /// Whether it still did everything that it was asked to.
    var isAlive: Bool { left.withLock { $0 > 0 } }

    /// Lets it do so many things again.
    func revive(steps: Int) {
        left.withLock { $0 = steps }
    }

    fileprivate func step() throws(DiskError) {
        let isDead = left.withLock { left in
            left -= 1
            return left < 0
        }
        if isDead { throw DiskError(code: 28, message: "cannot write: no space left on device") }
    }

    func openAppending(_ path: String) throws(DiskError) -> any OpenFile {
        try step()
        return MortalFile(file: try disk.openAppending(path), disk: self)
    }

    func openReading(_ path: String) throws(DiskError) -> any OpenFile { try disk.openReading(path) }

    func entry(_ path: String) throws(DiskError) -> DiskEntry? { try disk.entry(path) }

    func list(_ folder: String) throws(DiskError) -> [DiskEntry] { try disk.list(folder) }

    func makeFolder(_ path: String) throws(DiskError) {
        try step()
        try disk.makeFolder(path)
    }

    func rename(_ path: String, to other: String) throws(DiskError) {
        try step()
        try disk.rename(path, to: other)
    }

    func remove(_ path: String) throws(DiskError) {
        try step()
        try disk.remove(path)
    }

    func syncFolder(_ path: String) throws(DiskError) {
        try step()
        try disk.syncFolder(path)
    }
}

private struct MortalFile: OpenFile {
    let file: any OpenFile
    let disk: MortalDisk

    func size() throws(DiskError) -> Int { try file.size() }

    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(DiskError) -> Int {
        try file.read(at: offset, into: buffer)
    }

    /// The last write before the end tears.
    func append(_ bytes: UnsafeRawBufferPointer) throws(DiskError) {
        try disk.step()
        if disk.isAlive { return try file.append(bytes) }
        try file.append(UnsafeRawBufferPointer(rebasing: bytes[..<(bytes.count * 2 / 3)]))
        throw DiskError(code: 28, message: "cannot write: no space left on device")
    }

    func sync() throws(DiskError) {
        try disk.step()
        try file.sync()
    }

    func truncate(to length: Int) throws(DiskError) {
        try disk.step()
        try file.truncate(to: length)
    }

    func close() { file.close() }
}
