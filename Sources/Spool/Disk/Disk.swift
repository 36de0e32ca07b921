/// The file system under a spool, as far as a spool needs it.
///
/// A seam, so that the promises can be tested against a disk that fills, fails and forgets what was not synced. Calls
/// block; they are made on threads that may be blocked.
///
/// An implementer must make true: what `sync` has returned for survives a loss of power; a file's name survives when
/// its folder was synced after; `rename` replaces or appears in one step.
public protocol Disk: Sendable {
    /// Opens a file for appending and reading, making it when it is not there.
    ///
    /// - Throws: `DiskError`.
    func openAppending(_ path: String) throws(DiskError) -> any OpenFile

    /// Opens a file for reading; a symbolic link is refused.
    ///
    /// - Throws: `DiskError`; `isMissing` when there is none.
    func openReading(_ path: String) throws(DiskError) -> any OpenFile

    /// What a path names, without following a link; `nil` when it names nothing.
    ///
    /// - Throws: `DiskError`.
    func entry(_ path: String) throws(DiskError) -> DiskEntry?

    /// What is in a folder, in no order; empty when there is no such folder.
    ///
    /// - Throws: `DiskError`.
    func list(_ folder: String) throws(DiskError) -> [DiskEntry]

    /// Makes a folder and those above it; nothing happens when it is there.
    ///
    /// - Throws: `DiskError`.
    func makeFolder(_ path: String) throws(DiskError)

    /// Renames in one step, replacing a file that has the name.
    ///
    /// - Throws: `DiskError`.
    func rename(_ path: String, to other: String) throws(DiskError)

    /// Removes a file, or a folder with everything in it; nothing happens when it is not there.
    ///
    /// - Throws: `DiskError`.
    func remove(_ path: String) throws(DiskError)

    /// Makes the names in a folder durable.
    ///
    /// - Throws: `DiskError`.
    func syncFolder(_ path: String) throws(DiskError)

    /// Lets nobody but its owner read a file.
    ///
    /// - Throws: `DiskError`.
    func restrict(_ path: String) throws(DiskError)

    /// Does something that nobody else does at the same time who names the same lock, in this process or another.
    ///
    /// - Throws: `DiskError`.
    func exclusively<Result>(_ lock: String, _ body: () throws(DiskError) -> Result) throws(DiskError) -> Result
}

extension Disk {
    /// Does nothing: not every disk knows owners.
    public func restrict(_ path: String) throws(DiskError) {}

    /// Just does it: for disks that are used from one thread.
    public func exclusively<Result>(
        _ lock: String,
        _ body: () throws(DiskError) -> Result
    ) throws(DiskError) -> Result { try body() }
}

/// An open file.
public protocol OpenFile: Sendable {
    /// Where it is, for messages; empty where that is not known.
    var path: String { get }

    /// Its length in bytes.
    ///
    /// - Throws: `DiskError`.
    func size() throws(DiskError) -> Int

    /// Reads at an offset into a buffer, as much as there is: less than the buffer only at the end of the file.
    ///
    /// - Returns: how many bytes were read.
    /// - Throws: `DiskError`.
    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(DiskError) -> Int

    /// Writes at the end; after an error the end is anywhere between.
    ///
    /// - Throws: `DiskError`.
    func append(_ bytes: UnsafeRawBufferPointer) throws(DiskError)

    /// Makes what was written durable.
    ///
    /// - Throws: `DiskError`; what was written since the last sync may then be lost.
    func sync() throws(DiskError)

    /// Sets when it was last written, in milliseconds since 1970; durable with the next sync.
    ///
    /// - Throws: `DiskError`.
    func setModified(_ milliseconds: Int64) throws(DiskError)

    /// Cuts the file to a length.
    ///
    /// - Throws: `DiskError`.
    func truncate(to length: Int) throws(DiskError)

    /// Closes it; nothing else may be called after but this again, which does nothing.
    func close()
}

extension OpenFile {
    /// Not known.
    public var path: String { "" }

    /// Does nothing: for disks that keep no times.
    public func setModified(_ milliseconds: Int64) throws(DiskError) {}
}

/// What a name in a folder stands for.
public struct DiskEntry: Equatable, Sendable {
    /// What it is.
    public enum Kind: Equatable, Sendable {
        /// A regular file.
        case file
        /// A folder.
        case folder
        /// A symbolic link, a socket, a device.
        case other
    }

    /// The last part of its path.
    public var name: String
    /// What it is.
    public var kind: Kind
    /// Its length in bytes.
    public var size: Int
    /// When it was last written to, on the machine's clock, in milliseconds since 1970.
    public var modified: Int64
    /// When anything of it last changed, its name included, which nobody can set: since when it lies where it is.
    public var changed: Int64
    /// Its inode: stays when it is renamed.
    public var inode: Int

    /// Makes an entry.
    ///
    /// - Parameters:
    ///   - name: the last part of its path.
    ///   - kind: what it is.
    ///   - size: its length in bytes.
    ///   - modified: when it was last written to.
    ///   - changed: when anything of it last changed; the same, where a disk does not know.
    ///   - inode: its inode.
    public init(name: String, kind: Kind, size: Int, modified: Int64, changed: Int64? = nil, inode: Int) {
        self.name = name
        self.kind = kind
        self.size = size
        self.modified = modified
        self.changed = changed ?? modified
        self.inode = inode
    }
}

/// The disk would not do something.
public struct DiskError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The system's error number.
    public var code: Int32
    /// What could not be done to what, and why.
    public var message: String

    /// Makes an error.
    public init(code: Int32, message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}

extension Disk {
    /// The whole of a small file; `nil` when it is not there.
    ///
    /// - Throws: `DiskError`; also when the file is larger than the limit.
    public func contents(_ path: String, atMost limit: Int = 1 << 20) throws(DiskError) -> [UInt8]? {
        let file: any OpenFile
        do {
            file = try openReading(path)
        } catch {
            if error.isMissing { return nil }
            throw error
        }
        defer { file.close() }
        let size = try file.size()
        guard size <= limit else {
            throw DiskError.tooLarge(path, limit: limit)
        }
        var bytes = [UInt8](repeating: 0, count: size)
        let count = try bytes.withDiskRoom { buffer throws(DiskError) in
            try file.read(at: 0, into: buffer)
        }
        bytes.removeLast(size - count)
        return bytes
    }

    /// The beginning of a file, however long it is.
    ///
    /// - Throws: `DiskError`.
    func beginning(of path: String, atMost limit: Int) throws(DiskError) -> [UInt8] {
        let file = try openReading(path)
        defer { file.close() }
        var bytes = [UInt8](repeating: 0, count: limit)
        let count = try bytes.withDiskRoom { buffer throws(DiskError) in try file.read(at: 0, into: buffer) }
        return Array(bytes[..<count])
    }

    /// Writes a small file in one step: aside, synced, renamed, its folder synced.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - bytes: what it is to hold.
    ///   - isPrivate: whether it is for its owner's eyes only.
    ///   - before: the file's time is made later than this, whatever the machine's clock says.
    /// - Throws: `DiskError`; the old file is then still there.
    public func replace(
        _ path: String,
        with bytes: [UInt8],
        isPrivate: Bool = false,
        laterThan before: Int64? = nil
    ) throws(DiskError) {
        let aside = path.aside
        try remove(aside)
        let file = try openAppending(aside)
        defer { file.close() }
        if isPrivate { try restrict(aside) }
        try bytes.withDiskBytes { buffer throws(DiskError) in try file.append(buffer) }
        if let before, let entry = try entry(aside), entry.modified <= before { try file.setModified(before + 1) }
        try file.sync()
        try rename(aside, to: path)
        try syncFolder(folder(of: path))
    }
}

/// The folder a path is in.
func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
}
