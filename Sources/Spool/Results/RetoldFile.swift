import CallspoolCore

/// A result file that is told again from the journal, aside.
struct RetoldFile: ~Copyable {
    private static let room = 1 << 20

    private let file: any OpenFile
    private var writer = JSONLineWriter()
    private var failure: DiskError?
    /// How many bytes were told.
    private(set) var length: Int

    /// Begins a file, or goes on with one.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - length: how much of it is told already.
    ///   - disk: where it is.
    /// - Throws: `DiskError`.
    init(_ path: String, from length: Int = 0, on disk: any Disk) throws(DiskError) {
        let file = try disk.openAppending(path)
        do throws(DiskError) {
            if try file.size() > length { try file.truncate(to: length) }
        } catch {
            file.close()
            throw error
        }
        self.file = file
        self.length = length
    }

    deinit {
        file.close()
    }

    /// Adds a line; a disk that fails is told of by `sync`.
    mutating func append(_ line: (inout JSONLineWriter) -> Void) {
        line(&writer)
        if writer.bytes.count >= RetoldFile.room { flush() }
    }

    private mutating func flush() {
        guard failure == nil else { return }
        let file = file
        do throws(DiskError) {
            try writer.bytes.withDiskBytes { bytes throws(DiskError) in try file.append(bytes) }
        } catch {
            failure = error
        }
        length += writer.bytes.count
        writer.removeAll()
    }

    /// Makes everything that was added durable.
    ///
    /// - Throws: `DiskError`, also when the disk failed before.
    mutating func sync() throws(DiskError) {
        flush()
        if let failure { throw failure }
        try file.sync()
    }
}

/// Both result files, told again.
struct RetoldFiles: ~Copyable, ResultSink {
    var calls: RetoldFile
    var status: RetoldFile

    func wantsCall(of n: Int) -> Bool { true }
    func wantsStatus(of n: Int) -> Bool { true }
    mutating func addCall(_ line: (inout JSONLineWriter) -> Void) { calls.append(line) }
    mutating func addStatus(_ line: (inout JSONLineWriter) -> Void) { status.append(line) }
}

extension ResultProjector {
    /// Tells the journal from a line on.
    ///
    /// - Parameters:
    ///   - start: where that line stands.
    ///   - end: where to stop; `nil` is at the end of the journal.
    ///   - sink: where the results go.
    /// - Returns: where the line after the last one stands that was told, and the number of that one; 0 for none.
    /// - Throws: `DiskError`, `StoreError`, `JSONLineError`.
    func tell(
        from start: LogPosition = 0,
        upTo end: LogPosition? = nil,
        into sink: inout some ResultSink & ~Copyable
    ) throws -> (end: LogPosition, n: Int) {
        defer { journal.rest() }
        var n = 0
        let next = try journal.read(from: start, upTo: end) { line, _ in
            try tell(line, into: &sink)
            n = line.n
        }
        return (next, n)
    }
}
