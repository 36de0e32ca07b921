internal import CallspoolCore

/// A campaign's status file as shipping reads it: forward, up to what is durable, and back to single lines.
struct StatusFile: ~Copyable {
    /// What was found when the file was looked at again.
    enum Look: Equatable {
        /// It is the file that it was, or it is new and nothing had been read.
        case same
        /// It is not there.
        case missing
        /// It is another file, or shorter than what was read: reading begins at its start.
        case exchanged
    }

    let path: String
    private let disk: any Disk
    private(set) var file: RestingFile?
    private var inode = 0
    private var reader: LineReader?
    /// How far it was read.
    private(set) var offset = 0
    /// How far it may be read.
    private(set) var limit = 0
    /// Whether everything up to the limit was read.
    private(set) var isRead = true
    /// How far a file was read that is missing now.
    private var lostAt = 0
    /// Whether the file is missing, and everything that was promised of it had been read before.
    private(set) var wasRead = false

    init(_ path: String, on disk: any Disk) {
        self.path = path
        self.disk = disk
    }

    deinit {
        file?.close()
    }

    /// How many bytes may still be read.
    var unread: Int { isRead ? 0 : limit - offset }

    /// Looks whether the file is still the one, and how long it is.
    ///
    /// - Parameter durable: how much of it may be read; `nil` is all.
    /// - Returns: what was found; that nothing is there is `same` as long as nothing was promised.
    /// - Throws: `DiskError`.
    mutating func look(upTo durable: Int?) throws(DiskError) -> Look {
        guard let entry = try disk.entry(path), entry.kind == .file else {
            if offset > 0 { lostAt = offset }
            letGo()
            wasRead = lostAt > 0 && (durable ?? 0) <= lostAt
            return lostAt > 0 || (durable ?? 1) > 0 ? .missing : .same
        }
        (lostAt, wasRead) = (0, false)
        let isExchanged = offset > 0 && (entry.inode != inode || entry.size < offset)
        if isExchanged || (file != nil && entry.inode != inode) { letGo() }
        let newLimit = min(entry.size, durable ?? entry.size)
        if newLimit != limit {
            limit = newLimit
            reader = nil
            isRead = offset >= limit
        }
        if file == nil, limit > 0 {
            file = try RestingFile(reading: path, on: disk)
            inode = entry.inode
        }
        return isExchanged ? .exchanged : .same
    }

    /// Gives its descriptor back until it is read again.
    func rest() {
        file?.rest()
    }

    private mutating func letGo() {
        file?.close()
        file = nil
        reader = nil
        (offset, limit, inode) = (0, 0, 0)
        isRead = true
    }

    /// Hands over the next line and where it is.
    ///
    /// - Returns: `nil` when all that may be read was read.
    mutating func next<Result>(
        _ body: (_ line: UnsafeRawBufferPointer, _ offset: Int) -> Result
    ) throws(DiskError) -> Result? {
        guard !isRead, let file else { return nil }
        var reader = self.reader.take() ?? LineReader(file, from: offset, upTo: limit, blockSize: 1 << 16)
        let result: Result?
        do {
            result = try reader.next(body)
        } catch let error as DiskError {
            throw error
        } catch {
            // The closure throws nothing, so that only the disk can.
            throw DiskError(code: 0, message: "cannot read \(path): \(error)")
        }
        offset = reader.offset
        isRead = result == nil || offset >= limit
        if !isRead { self.reader = consume reader }
        return result
    }
}

/// The number of a status record, the first field of its line; `nil` when the line is not ours.
@inline(__always)
func recordNumber(_ line: UnsafeRawBufferPointer) -> Int? {
    var fields = JSONFields(line)
    do {
        while let field = try fields.next() {
            if field.isNamed("n") { return field.value.int }
        }
    } catch {
        return nil
    }
    return nil
}
