import CallspoolCore

/// Where a result file stands, as the status side keeps it.
struct ResultFilePosition: Equatable, Sendable {
    /// Its durable length.
    var length = 0
    /// Which file it is; 0 before it was made, and where an earlier version did not say.
    var inode = 0
    /// Whether everything that was ever told is in it: nobody has moved, cut or edited it.
    var isWhole = true

    /// Whether what is at its path is still it, as far as can be seen without reading it.
    func fits(_ entry: DiskEntry?) -> Bool {
        guard let entry, entry.kind == .file else { return length == 0 && inode == 0 }
        return (inode == 0 || entry.inode == inode) && entry.size >= length
    }
}

/// A result file while it is written.
///
/// It is the user's to move, to cut and to edit: what is at its path is looked at before anything is added, and what is
/// new goes to the file that is there then. What was told before is not told again.
struct ResultFile: ~Copyable {
    private let path: String
    private let disk: any Disk
    private var log: AppendLog
    /// Lines up to this number are told already.
    private let told: Int
    /// Where it stands.
    private(set) var position: ResultFilePosition

    /// Opens the file and finds out how far it is told.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - position: where it stood.
    ///   - n: up to which line of the journal it was told then.
    ///   - disk: where it is.
    /// - Throws: `DiskError`.
    init(_ path: String, at position: ResultFilePosition, told n: Int, on disk: any Disk) throws(DiskError) {
        let before = try disk.entry(path)
        let log = try AppendLog(path, on: disk)
        let last = try LastLine(path, on: disk).number ?? 0
        let inode = try disk.entry(path)?.inode ?? 0
        self.path = path
        self.disk = disk
        self.position = ResultFilePosition(
            length: log.durable,
            inode: inode,
            isWhole: position.isWhole && position.fits(before)
        )
        self.log = log
        told = max(n, last)
    }

    /// Whether the line of that number is to be told.
    func wants(_ n: Int) -> Bool { n > told }

    /// Adds a line, in memory.
    mutating func append(_ line: (inout JSONLineWriter) -> Void) {
        log.append(line)
    }

    /// Looks whether it is still at its path as it was left, and goes on with what is there when it is not.
    ///
    /// - Precondition: nothing was added since the last commit.
    /// - Returns: whether it was exchanged, cut or edited.
    /// - Throws: `DiskError`.
    mutating func look() throws(DiskError) -> Bool {
        if try isAsItWasLeft() { return false }
        log = try AppendLog(path, on: disk)
        // The name too must outlive a loss of power, before any position says that something was told.
        try disk.syncFolder(folder(of: path))
        let wasWhole = position.isWhole
        position = ResultFilePosition(
            length: log.durable,
            inode: try disk.entry(path)?.inode ?? 0,
            isWhole: false
        )
        return wasWhole
    }

    /// Whether it is at its path as it was left; it is held on to then until the next commit.
    private mutating func isAsItWasLeft() throws(DiskError) -> Bool {
        guard let entry = try disk.entry(path), entry.inode == position.inode, entry.size == log.durable else {
            return false
        }
        do throws(DiskError) {
            try log.hold()
            return true
        } catch  where error.isStale {
            return false  // It was exchanged at this moment.
        }
    }

    /// Makes what was added durable.
    ///
    /// - Throws: `DiskError`.
    mutating func commit() throws(DiskError) {
        try log.commit()
        position.length = log.durable
    }
}
