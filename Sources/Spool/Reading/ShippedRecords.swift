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

    /// The deliveries that have their end, by their first record.
    private var ended: [UInt64] = []
    private var waiting: [Int: (at: Timestamp, why: String)] = [:]
    /// The last record of a delivery that holds several, by its first.
    private var lasts: [Int: Int] = [:]

    /// Reads the log; there is none before the first delivery.
    ///
    /// - Throws: `DiskError`.
    init(_ path: String, on disk: any Disk) throws(DiskError) {
        try CampaignOutbox.readLines(path, disk) { line in
            if let tried = ReplayedTry(line) { take(tried, line) }
            return true
        }
    }

    private mutating func take(_ tried: ReplayedTry, _ line: UnsafeRawBufferPointer) {
        switch tried.meaning {
        case .batch, .replayed: break
        case .due(let at): waiting[tried.n] = (at, why(line))
        case .taken, .kept, .gone:
            waiting[tried.n] = nil
            guard !hasEnded(tried.n) else { return }
            count += tried.count
            if tried.count > 1 { lasts[tried.n] = tried.last }
            let word = tried.n >> 6
            if word >= ended.count { ended.append(contentsOf: repeatElement(0, count: word + 1 - ended.count)) }
            ended[word] |= 1 << UInt64(tried.n & 63)
        }
    }

    private func why(_ line: UnsafeRawBufferPointer) -> String {
        var fields = JSONFields(line)
        do {
            while let field = try fields.next() {
                if field.isNamed("why") { return field.value.string ?? "" }
            }
        } catch {
            return ""  // It was read as one of ours a moment ago.
        }
        return ""
    }

    private func hasEnded(_ n: Int) -> Bool {
        n >> 6 < ended.count && ended[n >> 6] & 1 << UInt64(n & 63) != 0
    }

    /// When the first record of a status file was written that has no end; `nil` when all have theirs.
    ///
    /// - Throws: `DiskError`.
    func firstOutstanding(in path: String, on disk: any Disk) throws(DiskError) -> Timestamp? {
        var (first, past) = (Timestamp?.none, 0)
        try CampaignOutbox.readLines(path, disk) { line in
            guard let (n, at) = numberAndInstant(line), n > past else { return true }
            guard hasEnded(n) else {
                first = at
                return false
            }
            past = lasts[n] ?? n
            return true
        }
        return first
    }

    /// The first two fields of a status record; `nil` when the line is not ours.
    private func numberAndInstant(_ bytes: UnsafeRawBufferPointer) -> (Int, Timestamp)? {
        var n: Int?
        var fields = JSONFields(bytes)
        do {
            while let field = try fields.next() {
                if field.isNamed("n") { n = field.value.int }
                if field.isNamed("at"), let n, let at = field.value.timestamp { return (n, at) }
            }
        } catch {
            return nil
        }
        return nil
    }
}
