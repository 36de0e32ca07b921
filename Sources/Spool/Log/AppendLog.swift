public import CallspoolCore

/// An append-only file of lines with group commit.
///
/// Lines are collected in memory; `commit` writes them and makes them durable with one sync. Until a commit has
/// succeeded they are kept, so that after a full disk the same lines are written when there is room. A line that was
/// torn by a crash is cut off at opening: it was never durable, so nothing was done because of it. Between commits it holds
/// no descriptor.
public struct AppendLog: ~Copyable {
    private let file: RestingFile
    private var pending = JSONLineWriter()
    private var hasFailed = false
    /// How much of the file is durable, in bytes.
    public private(set) var durable: Int

    /// Opens a log and repairs its end.
    ///
    /// - Throws: `DiskError`.
    public init(_ path: String, on disk: some Disk) throws(DiskError) {
        let file = try RestingFile(appending: path, on: disk)
        durable = try AppendLog.repair(file)
        file.rest()
        self.file = file
    }

    deinit {
        file.close()
    }

    /// Where the next line will begin.
    public var end: Int { durable + pending.bytes.count }

    /// Whether there is something for `commit` to do: lines that are not durable yet, or what a failed commit left.
    public var isDirty: Bool { hasFailed || !pending.bytes.isEmpty }

    /// Adds lines, in memory.
    public mutating func append(_ line: (inout JSONLineWriter) -> Void) {
        line(&pending)
    }

    /// Makes sure that the next commit goes to the file that has the name now, wherever that is moved before.
    ///
    /// - Throws: `DiskError`, of which `isStale` says that it is another file.
    mutating func hold() throws(DiskError) { try file.wake() }

    /// Takes back lines that were added and not committed.
    ///
    /// - Parameter end: what `end` was before them.
    public mutating func withdraw(to end: Int) {
        pending.cut(to: max(0, end - durable))
    }

    /// Makes everything added durable: when it has returned, it is promised.
    ///
    /// - Throws: `DiskError`; nothing is lost, and another commit tries the same lines again. What a failed commit left
    ///   in the file is cut off at once, or else by the next commit: after a failed sync the system may have forgotten
    ///   what it was to write, and a second sync, of this process or of the next, would lie.
    public mutating func commit() throws(DiskError) {
        let file = file
        defer { file.rest() }
        guard isDirty else { return }
        if hasFailed { try file.truncate(to: durable) }
        hasFailed = true
        do throws(DiskError) {
            try pending.bytes.withDiskBytes { bytes throws(DiskError) in try file.append(bytes) }
            try file.sync()
        } catch {
            cutAtOnce()
            throw error
        }
        hasFailed = false
        durable += pending.bytes.count
        pending.removeAll()
    }

    private func cutAtOnce() {
        // Failing that, the next commit cuts before it writes, and says why it cannot.
        do throws(DiskError) { try file.truncate(to: durable) } catch { return }
    }

    /// Cuts off a torn last line and makes the rest durable: lines that the last process wrote and did not sync are
    /// whole and are kept, but must not be acted upon before.
    private static func repair(_ file: any OpenFile) throws(DiskError) -> Int {
        let size = try file.size()
        let whole = try lengthOfWholeLines(file, size: size)
        if whole < size { try file.truncate(to: whole) }
        if size > 0 { try file.sync() }
        return whole
    }

    /// The length up to and with the last line feed.
    private static func lengthOfWholeLines(_ file: any OpenFile, size: Int) throws(DiskError) -> Int {
        var end = size
        var block = [UInt8](repeating: 0, count: 4096)
        while end > 0 {
            let start = max(0, end - block.count)
            let wanted = end - start
            let count = try block.withDiskRoom { buffer throws(DiskError) in
                try file.read(at: start, into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]))
            }
            if let feed = block[..<count].lastIndex(of: UInt8(ascii: "\n")) { return start + feed + 1 }
            end = start
        }
        return 0
    }
}
