import Foundation
import Synchronization

/// The machine's own file system.
public struct PosixDisk: Disk {
    /// Makes the disk.
    public init() {}

    /// Opens with `O_APPEND`; new files are for their owner and group: they hold telephone numbers.
    public func openAppending(_ path: String) throws(DiskError) -> any OpenFile {
        try open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, "open")
    }

    /// Opens with `O_NOFOLLOW`, and without waiting for the other end should it be a pipe.
    public func openReading(_ path: String) throws(DiskError) -> any OpenFile {
        try open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, "read")
    }

    private func open(_ path: String, _ flags: Int32, _ verb: String) throws(DiskError) -> any OpenFile {
        let name = ForeignName.bytes(path)
        let descriptor = retrying { Foundation.open(name, flags, 0o640) }
        guard descriptor >= 0 else { throw DiskError(errno, "cannot \(verb) \(path)") }
        return PosixFile(descriptor: descriptor, path: path)
    }

    /// By `lstat`; nothing can have a name that is too long.
    public func entry(_ path: String) throws(DiskError) -> DiskEntry? {
        var status = stat()
        guard lstat(ForeignName.bytes(path), &status) == 0 else {
            if [ENOENT, ENOTDIR, ENAMETOOLONG].contains(errno) { return nil }
            throw DiskError(errno, "cannot look at \(path)")
        }
        let name = path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
        return DiskEntry(name: name, status)
    }

    /// By `readdir`; a file that goes away meanwhile is left out.
    ///
    /// A name that is not UTF-8 is there as well (`ForeignName`).
    public func list(_ folder: String) throws(DiskError) -> [DiskEntry] {
        guard let stream = opendir(ForeignName.bytes(folder)) else {
            if errno == ENOENT { return [] }
            throw DiskError(errno, "cannot list \(folder)")
        }
        defer { closedir(stream) }
        var entries: [DiskEntry] = []
        while let item = readdir(stream) {
            let name = withUnsafePointer(to: &item.pointee.d_name) {
                $0.withMemoryRebound(to: UInt8.self, capacity: 256) { name in
                    ForeignName.name(UnsafeBufferPointer(start: name, count: 256).prefix { $0 != 0 })
                }
            }
            if name == "." || name == ".." { continue }
            if let entry = try entry(folder + "/" + name) { entries.append(entry) }
        }
        return entries
    }

    /// Makes the folders with mode 0750.
    public func makeFolder(_ path: String) throws(DiskError) {
        let name = ForeignName.bytes(path)
        if mkdir(name, 0o750) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, folder(of: path) != path else {
            throw DiskError(errno, "cannot make the folder \(path)")
        }
        try makeFolder(folder(of: path))
        guard mkdir(name, 0o750) == 0 || errno == EEXIST else {
            throw DiskError(errno, "cannot make the folder \(path)")
        }
    }

    /// Mode 0600; of a file of ours, and not of what a link leads to.
    public func restrict(_ path: String) throws(DiskError) {
        let descriptor = retrying {
            Foundation.open(ForeignName.bytes(path), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        }
        guard descriptor >= 0 else { throw DiskError(errno, "cannot restrict \(path)") }
        defer { Foundation.close(descriptor) }
        guard fchmod(descriptor, 0o600) == 0 else { throw DiskError(errno, "cannot restrict \(path)") }
    }

    /// By `flock`, waited for: it is held for moments, and given back when a process dies.
    public func exclusively<Result>(
        _ lock: String,
        _ body: () throws(DiskError) -> Result
    ) throws(DiskError) -> Result {
        let name = ForeignName.bytes(lock)
        let descriptor = retrying { Foundation.open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o640) }
        guard descriptor >= 0 else { throw DiskError(errno, "cannot open the lock \(lock)") }
        defer { Foundation.close(descriptor) }
        guard retrying({ flock(descriptor, LOCK_EX) }) == 0 else { throw DiskError(errno, "cannot lock \(lock)") }
        return try body()
    }

    /// By `rename(2)`.
    public func rename(_ path: String, to other: String) throws(DiskError) {
        guard Foundation.rename(ForeignName.bytes(path), ForeignName.bytes(other)) == 0 else {
            throw DiskError(errno, "cannot rename \(path) to \(other)")
        }
    }

    /// By `unlink` and `rmdir`; links are removed, not followed.
    public func remove(_ path: String) throws(DiskError) {
        guard let entry = try entry(path) else { return }
        let name = ForeignName.bytes(path)
        if entry.kind == .folder {
            for child in try list(path) { try remove(path + "/" + child.name) }
            guard rmdir(name) == 0 || errno == ENOENT else { throw DiskError(errno, "cannot remove \(path)") }
        } else {
            guard unlink(name) == 0 || errno == ENOENT else { throw DiskError(errno, "cannot remove \(path)") }
        }
    }

    /// By `fsync` on the folder.
    public func syncFolder(_ path: String) throws(DiskError) {
        let descriptor = Foundation.open(ForeignName.bytes(path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw DiskError(errno, "cannot open the folder \(path)") }
        defer { Foundation.close(descriptor) }
        guard retrying({ fsync(descriptor) }) == 0 else { throw DiskError(errno, "cannot sync the folder \(path)") }
    }
}

/// An open file of the machine's own file system.
///
/// It is closed once, whoever asks how often, and at the latest with its last holder: the number of a descriptor that
/// was closed is soon another file's, and a second close would be that one's.
final class PosixFile: OpenFile {
    private let descriptor: Int32
    let path: String
    private let isOpen = Mutex(true)

    init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit {
        close()
    }

    func size() throws(DiskError) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw DiskError(errno, "cannot look at \(path)") }
        return Int(status.st_size)
    }

    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(DiskError) -> Int {
        var done = 0
        while done < buffer.count {
            let count = retrying {
                pread(descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done, off_t(offset + done))
            }
            guard count >= 0 else { throw DiskError(errno, "cannot read \(path)") }
            if count == 0 { break }
            done += count
        }
        return done
    }

    func append(_ bytes: UnsafeRawBufferPointer) throws(DiskError) {
        var done = 0
        while done < bytes.count {
            let count = retrying { write(descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done) }
            guard count > 0 else { throw DiskError(errno, "cannot write \(path)") }
            done += count
        }
    }

    func sync() throws(DiskError) {
        guard retrying({ fdatasync(descriptor) }) == 0 else { throw DiskError(errno, "cannot sync \(path)") }
    }

    func setModified(_ milliseconds: Int64) throws(DiskError) {
        let time = timespec(tv_sec: Int(milliseconds / 1000), tv_nsec: Int(milliseconds % 1000) * 1_000_000)
        guard futimens(descriptor, [time, time]) == 0 else { throw DiskError(errno, "cannot set the time of \(path)") }
    }

    func truncate(to length: Int) throws(DiskError) {
        guard ftruncate(descriptor, off_t(length)) == 0 else { throw DiskError(errno, "cannot cut \(path)") }
    }

    func close() {
        let isMine = isOpen.withLock { isOpen in
            defer { isOpen = false }
            return isOpen
        }
        if isMine { Foundation.close(descriptor) }
    }
}

extension DiskEntry {
    fileprivate init(name: String, _ status: stat) {
        let kind: Kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            default: .other
            }
        self.init(
            name: name,
            kind: kind,
            size: Int(status.st_size),
            modified: Int64(status.st_mtim.tv_sec) * 1000 + Int64(status.st_mtim.tv_nsec) / 1_000_000,
            changed: Int64(status.st_ctim.tv_sec) * 1000 + Int64(status.st_ctim.tv_nsec) / 1_000_000,
            inode: Int(bitPattern: UInt(status.st_ino))
        )
    }
}

extension DiskError {
    /// Whether the file is not there.
    public var isMissing: Bool { code == ENOENT || code == ENOTDIR }

    /// Whether something has the name already.
    public var isTaken: Bool { code == EEXIST }

    /// Whether it is one file that is not what it must be (gone, exchanged, a folder, a link, not ours to open, of a name
    /// that is too long), and not the disk: then only what needs this file cannot go on.
    public var isOfOneFile: Bool {
        [ENOENT, ENOTDIR, EISDIR, ELOOP, EACCES, EPERM, ENXIO, ESTALE, ENAMETOOLONG].contains(code)
    }

    /// Whether what is there is no regular file that could be read, or the name is too long for one.
    public var isOfOtherKind: Bool { [ENOTDIR, EISDIR, ELOOP, ENXIO, ENAMETOOLONG].contains(code) }
    /// Whether the file that was opened is not the one any more that has its name.
    var isStale: Bool { code == ESTALE }

    /// Whether there is no room: the disk or a quota is full.
    public var isFull: Bool { code == ENOSPC || code == EDQUOT }

    init(_ code: Int32, _ what: String) {
        self.init(code: code, message: "\(what): \(String(cString: strerror(code)))")
    }

    static func tooLarge(_ path: String, limit: Int) -> DiskError {
        DiskError(EFBIG, "cannot read \(path), which is larger than \(limit) bytes")
    }
}

/// Calls again while a signal interrupts the call.
private func retrying<Result: FixedWidthInteger>(_ call: () -> Result) -> Result {
    while true {
        let result = call()
        if result >= 0 || errno != EINTR { return result }
    }
}
