import CallspoolCore

/// What a campaign's log of deliveries says, for those who look on: which records have their end.
///
/// Kept as a bit for each journal line, so that a million records take some hundred kilobytes.
struct ShippedRecords {
    /// How many records have their end: taken, given up or gone.
    private(set) var count = 0
    /// The earliest try that is still to come of a record without its end, and why the last one failed.
    var nextTry: (at: Timestamp, why: String)? {
        waiting.values.min { $0.at < $1.at }
    }

    private var ended: [UInt64] = []
    private var waiting: [Int: (at: Timestamp, why: String)] = [:]
    /// How many records a delivery holds that begins with that one, where it holds several.
    private var batches: [Int: Int] = [:]

    /// Reads the log; there is none before the first delivery.
    ///
    /// - Throws: `DiskError`, `JSONLineError`.
    init(_ path: String, on disk: any Disk) throws {
        guard try disk.entry(path) != nil else { return }
        let file = try disk.openReading(path)
        defer { file.close() }
        var reader = LineReader(file)
        while let line = try reader.next({ bytes, _ in try Line(bytes) }) { take(line) }
    }

    /// A line as far as it matters here.
    private struct Line {
        var n = 0
        var records: Int?
        var isBatch = false
        var isRetry = false
        var at: Timestamp?
        var why = ""

        init(_ bytes: UnsafeRawBufferPointer) throws(JSONLineError) {
            var fields = JSONFields(bytes)
            while let field = try fields.next() {
                if field.isNamed("n") { n = field.value.int ?? 0 }
                if field.isNamed("count") { records = field.value.int }
                if field.isNamed("event") {
                    isBatch = field.value.string == "batch"
                    isRetry = field.value.string == "retry"
                }
                if field.isNamed("next_try_at") { at = field.value.timestamp }
                if field.isNamed("why"), isRetry { why = field.value.string ?? "" }
            }
        }
    }

    private mutating func take(_ line: Line) {
        guard line.n > 0 else { return }
        if line.isBatch {
            batches[line.n] = line.records
        } else if line.isRetry {
            waiting[line.n] = line.at.map { ($0, line.why) }
        } else if !hasEnded(line.n) {
            waiting[line.n] = nil
            count += max(1, batches[line.n] ?? 1)
            let word = line.n >> 6
            if word >= ended.count { ended.append(contentsOf: repeatElement(0, count: word + 1 - ended.count)) }
            ended[word] |= 1 << UInt64(line.n & 63)
        }
    }

    private func hasEnded(_ n: Int) -> Bool {
        n >> 6 < ended.count && ended[n >> 6] & 1 << UInt64(n & 63) != 0
    }

    /// When the first record of a status file was written that has no end; `nil` when all have theirs.
    ///
    /// - Throws: `DiskError`.
    func firstOutstanding(in path: String, on disk: any Disk) throws -> Timestamp? {
        guard try disk.entry(path) != nil else { return nil }
        let file = try disk.openReading(path)
        defer { file.close() }
        var reader = LineReader(file)
        var others = 0
        while let (n, at) = try reader.next({ bytes, _ in try numberAndInstant(bytes) }) {
            if others > 0 {
                others -= 1
            } else if !hasEnded(n) {
                return at
            } else {
                others = max(0, (batches[n] ?? 1) - 1)
            }
        }
        return nil
    }

    /// The first two fields of a status record.
    private func numberAndInstant(_ bytes: UnsafeRawBufferPointer) throws(JSONLineError) -> (Int, Timestamp?) {
        var n = 0
        var fields = JSONFields(bytes)
        while let field = try fields.next() {
            if field.isNamed("n") { n = field.value.int ?? 0 }
            if field.isNamed("at") { return (n, field.value.timestamp) }
        }
        return (n, nil)
    }
}
