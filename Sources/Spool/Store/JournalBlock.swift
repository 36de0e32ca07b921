import CallspoolCore

/// Some lines of a journal, understood and not yet applied.
struct JournalBlock: Sendable {
    private(set) var lines: [LogLine] = []
    /// What is wrong with the line after these, if something is.
    private(set) var fault: JSONLineError?

    /// Reads the lines of some bytes, which end with a line feed.
    init(_ bytes: ArraySlice<UInt8>, at offset: Int) {
        self.init(bytes, at: offset) { _, _, _ in }
    }

    /// Reads the lines of some bytes, which end with a line feed, and shows each of them to somebody else as well.
    init(
        _ bytes: ArraySlice<UInt8>,
        at offset: Int,
        also look: (JournalLine, UnsafeRawBufferPointer, Timestamp) throws(JSONLineError) -> Void
    ) {
        bytes.withUnsafeBytes { bytes in
            var start = 0
            while let base = bytes.baseAddress, start < bytes.count,
                let length = findLineFeed(base + start, bytes.count - start)
            {
                do throws(JSONLineError) {
                    let bytes = UnsafeRawBufferPointer(rebasing: bytes[start..<(start + length)])
                    let line = try JournalLine(bytes)
                    let known = try LogLine(line, at: LogPosition(offset + start))
                    try look(line, bytes, known.at)
                    lines.append(known)
                } catch {
                    fault = error
                    return
                }
                start += length + 1
            }
        }
    }
}

/// Some lines of a journal, understood as far as a reader has a use for them.
protocol ReplayedBlock: Sendable {
    /// What a replay applies.
    var journal: JournalBlock { get }

    /// Reads the lines of some bytes, which end with a line feed; several blocks are read at once.
    init(_ bytes: ArraySlice<UInt8>, at offset: Int)
}

extension JournalBlock: ReplayedBlock {
    var journal: JournalBlock { self }
}
