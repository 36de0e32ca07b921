import CallspoolCore

/// How far the status side of a campaign has come.
///
/// A hint that saves reading the journal from its beginning, and the word to the shipping side of how much of the status
/// file is durable, and whether it is whole. The result files decide: what they hold past the hint is not written again.
struct FollowPosition: Equatable, Sendable {
    /// The number of the last journal line that was followed.
    var n = 0
    /// The journal's length up to and with that line.
    var journal = 0
    /// Where the calls file stands.
    var calls = ResultFilePosition()
    /// Where the status file stands.
    var status = ResultFilePosition()
    /// Whether the campaign is finished and everything of it is told.
    var isComplete = false

    /// Makes the position before anything.
    init() {}

    /// Reads it from its file; the position before anything when there is none, or none that can be read.
    ///
    /// - Throws: `DiskError`.
    init(_ path: String, on disk: some Disk) throws(DiskError) {
        guard let bytes = try disk.contents(path) else { return }
        bytes.withUnsafeBytes { bytes in
            var fields = JSONFields(bytes)
            // A hint that cannot be read is no hint: what was read of it is dropped, and the journal read anew.
            do {
                while let field = try fields.next() { take(field) }
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
            journal = value.int ?? 0
        } else if field.isNamed("calls") {
            calls.length = value.int ?? 0
        } else if field.isNamed("status") {
            status.length = value.int ?? 0
        } else if field.isNamed("complete") {
            isComplete = value.bool ?? false
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

    /// Its file's bytes.
    var line: [UInt8] {
        var writer = JSONLineWriter()
        writer.line { line in
            line.field("n", n)
            line.field("journal", journal)
            line.field("calls", calls.length)
            line.field("status", status.length)
            line.field("complete", isComplete)
            line.field("calls_inode", calls.inode)
            line.field("status_inode", status.inode)
            line.field("calls_whole", calls.isWhole)
            line.field("status_whole", status.isWhole)
        }
        return writer.bytes
    }
}
