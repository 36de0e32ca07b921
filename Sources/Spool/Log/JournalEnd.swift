import CallspoolCore

/// How a journal ends, as far as its last line says it.
enum JournalEnd: Equatable {
    /// Every call is final: the dialling side has let go of it.
    case finished(n: Int)
    /// Every record is shipped or given up: nobody writes to it any more.
    case reported(n: Int, at: Timestamp)
    /// With any other line.
    case other

    /// Whether nobody writes to it any more.
    var isReported: Bool {
        if case .reported = self { true } else { false }
    }

    /// The number of the `finished` line that it ends with, `reported` aside; `nil` when somebody writes to it.
    ///
    /// `reported` follows `finished` directly: nothing of a call comes between them.
    var finished: Int? {
        switch self {
        case .finished(let n): n
        case .reported(let n, _): n - 1
        case .other: nil
        }
    }

    /// Reads the last whole line of a campaign's journal.
    ///
    /// - Throws: `DiskError`.
    init(_ folder: CampaignFolder, on disk: some Disk) throws(DiskError) {
        let last = try LastLine(folder.journal, on: disk)
        self = last.bytes.withUnsafeBytes { line in
            do throws(JSONLineError) {
                let line = try JournalLine(line)
                if line.isEvent("finished") { return .finished(n: line.n) }
                return line.isEvent("reported") ? .reported(n: line.n, at: try line.instant()) : .other
            } catch {
                return .other  // Whatever cannot be read as one is not a line that ends a campaign.
            }
        }
    }
}
