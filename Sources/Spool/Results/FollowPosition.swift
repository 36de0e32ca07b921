import CallspoolCore

/// How far the status side of a campaign has come.
///
/// A hint that saves reading the journal from its beginning, and the word to the shipping side of how much of the status
/// file is durable, and whether it is whole. The result files decide: what they hold past the hint is not written again.
struct FollowPosition: Equatable, Sendable {
    /// The number of the last journal line that was followed.
    var n = 0
    /// Where the line after that one stands.
    var journal: LogPosition = 0
    /// Where the calls file stands.
    var calls = ResultFilePosition()
    /// Where the status file stands.
    var status = ResultFilePosition()
    /// The `finished` line up to which everything is told; `nil` while the last line that was followed is another.
    ///
    /// It says nothing of what the journal got since: whoever asks whether all of a campaign is told compares it with the
    /// line that the journal ends with, and keeps additions away meanwhile.
    var finished: Int?

    /// Makes the position before anything.
    init() {}

    /// Reads it from its file; the position before anything when there is none, or none that can be read.
    ///
    /// - Throws: `DiskError`.
    init(_ path: String, on disk: some Disk) throws(DiskError) {
        guard let bytes = try disk.contents(path) else { return }
        bytes.withUnsafeBytes { bytes in
            var fields = JSONFields(bytes)
            // A hint that cannot be read is not a hint: what was read of it is dropped, and the journal read again.
            do {
                var isComplete = false
                while let field = try fields.next() {
                    take(field)
                    if field.isNamed("complete") { isComplete = field.value.bool ?? false }
                }
                // An earlier version did not name the line; it was the last one that was followed.
                if isComplete { finished = n }
            } catch {
                self = FollowPosition()
            }
        }
    }

    private mutating func take(_ field: JSONFields.Field) {
        let value = field.value
        if field.isNamed("n") {
            n = value.int ?? 0
        } else if field.isNamed("journal") {
            journal = LogPosition(value.int ?? 0)
        } else if field.isNamed("calls") {
            calls.length = value.int ?? 0
        } else if field.isNamed("status") {
            status.length = value.int ?? 0
        } else if field.isNamed("complete") {
            finished = value.int
        } else if field.isNamed("calls_inode") {
            calls.inode = value.int ?? 0
        } else if field.isNamed("status_inode") {
            status.inode = value.int ?? 0
        } else if field.isNamed("calls_whole") {
            calls.isWhole = value.bool ?? true
        } else if field.isNamed("status_whole") {
            status.isWhole = value.bool ?? true
        }
    }

    /// Whether everything is told that the journal holds, as it ends.
    func tells(_ end: JournalEnd) -> Bool {
        guard let finished, let last = end.finished else { return false }
        return finished >= last
    }

    /// Its file's bytes.
    var line: [UInt8] {
        var writer = JSONLineWriter()
        writer.line { line in
            line.field("n", n)
            line.field("journal", journal.value)
            line.field("calls", calls.length)
            line.field("status", status.length)
            line.field("complete", finished)
            line.field("calls_inode", calls.inode)
            line.field("status_inode", status.inode)
            line.field("calls_whole", calls.isWhole)
            line.field("status_whole", status.isWhole)
        }
        return writer.bytes
    }
}
