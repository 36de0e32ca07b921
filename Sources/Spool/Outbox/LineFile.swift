internal import CallspoolCore

/// Lines added to the end of a file, made durable in batches.
///
/// What is not durable stays in memory, and between commits no descriptor is held. When the disk fails, the next `commit`
/// cuts the file back to what was durable and writes the batch again: nothing is lost, and nothing is there twice. (An `AppendLog` that
/// fails is thrown away with what it held, which suits those who can tell it again.)
struct LineFile: ~Copyable {
    private let path: String
    private let disk: any Disk
    private var pending: [UInt8] = []
    /// How long the file is as far as it is durable; `nil` before it was first opened.
    private var durable: Int?
    /// Whether more may be in it than is durable.
    private var hasFailed = false

    /// Names the file; it is made with its first line.
    init(_ path: String, on disk: any Disk) {
        self.path = path
        self.disk = disk
    }

    /// Adds bytes that are whole lines, in memory.
    mutating func append(_ lines: [UInt8]) {
        pending.append(contentsOf: lines)
    }

    /// Makes everything added durable: when it has returned, it is promised.
    ///
    /// - Throws: `DiskError`; what was added is kept for the next try.
    mutating func commit() throws(DiskError) {
        guard !pending.isEmpty else { return }
        let isNew = try disk.entry(path) == nil
        if durable == nil, !isNew { try repair() }
        let file = try disk.openAppending(path)
        defer { file.close() }
        let size = try file.size()
        if hasFailed, let durable, durable < size { try file.truncate(to: durable) } else { durable = size }
        if isNew { try disk.syncFolder(folder(of: path)) }
        hasFailed = true
        try pending.withDiskBytes { bytes throws(DiskError) in try file.append(bytes) }
        do throws(DiskError) {
            try file.sync()
        } catch {
            cutAtOnce(file)
            throw error
        }
        hasFailed = false
        durable = (durable ?? 0) + pending.count
        pending.removeAll(keepingCapacity: pending.count < 1 << 16)
    }

    /// After a sync that failed the system may have forgotten what it was to write: a second sync, also the next process's,
    /// would lie of it, and of whatever is written behind it.
    private func cutAtOnce(_ file: any OpenFile) {
        guard let durable else { return }
        // Failing that, the next commit cuts before it writes, and says why it cannot.
        do throws(DiskError) { try file.truncate(to: durable) } catch { return }
    }

    /// Cuts off a torn last line, which opening a log does.
    private func repair() throws(DiskError) {
        _ = try AppendLog(path, on: disk)
    }

    /// Cuts off what a crash tore, also when nothing more is to be added.
    func mendIfThere() throws(DiskError) {
        if try disk.entry(path) != nil { try repair() }
    }
}
