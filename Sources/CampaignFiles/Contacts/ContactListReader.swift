public import CallspoolCore

/// Reads a contact list, CSV as of RFC 4180, as a stream: memory does not grow with the file.
///
/// The first row is the header. `destination` (or `phone_number`) is the number; `ani`, `message_reference` and
/// `timezone` are read; any other column becomes a call parameter under its name. Blank lines are skipped. Whether a
/// number can be dialled is not a matter of the file's; everything else that is wrong is gathered in ``diagnostics``, and
/// the file must then be refused, although entries may have come out of it.
public struct ContactListReader {
    private static let pieceSize = 65_536

    private let faults: Faults
    private var source: any ByteSource
    private var scanner = CSVScanner()
    private var piece = [UInt8](repeating: 0, count: ContactListReader.pieceSize)
    private var at = 0
    private var count = 0
    private var header: ContactHeader?
    private var rows: ContactRows
    private var isAtStart = true
    private var isAtEnd = false
    private var isFirstRow = true

    /// Makes a reader.
    ///
    /// - Parameters:
    ///   - file: the file's name for diagnostics.
    ///   - source: its bytes.
    public init(file: String, source: any ByteSource) {
        faults = Faults(file: file)
        rows = ContactRows(faults: faults)
        self.source = source
    }

    /// What is wrong with what was read so far, in reading order: at most a hundred, and how many more there are.
    public var diagnostics: [Diagnostic] { faults.sorted }

    /// Reads the next entries.
    ///
    /// - Parameter limit: the most to give at once, at least 1.
    /// - Returns: the entries in file order; empty at the end.
    /// - Throws: what the source throws.
    public mutating func next(_ limit: Int) throws -> [NumberEntry] {
        var entries: [NumberEntry] = []
        entries.reserveCapacity(limit)
        while entries.count < limit, try nextRecord() {
            take(&entries)
        }
        return entries
    }

    private mutating func take(_ entries: inout [NumberEntry]) {
        if let flaw = scanner.record.flaw {
            faults.error(ContactWords.flaw(flaw.kind), at: flaw.position)
            // After a header that is not one, every row would be at fault for it.
            isAtEnd = isAtEnd || flaw.kind.isFatal || header == nil
        } else if let header {
            if let entry = rows.entry(scanner.record, header) { entries.append(entry) }
        } else if let separator = scanner.record.declaredSeparator, isFirstRow {
            isFirstRow = false
            guard separator != "," else { return }
            faults.error(ContactWords.otherSeparator(separator), at: scanner.record.fields[0].position)
            isAtEnd = true
        } else if !scanner.record.isBlank {
            header = ContactHeader(scanner.record, faults: faults)
            isAtEnd = isAtEnd || header == nil
        }
    }

    /// - Returns: whether the scanner has a row.
    private mutating func nextRecord() throws -> Bool {
        guard !isAtEnd else { return false }
        while true {
            let isWhole = piece.withUnsafeBytes { bytes in
                scanner.feed(UnsafeRawBufferPointer(rebasing: bytes[..<count]), from: &at)
            }
            if isWhole { return true }
            guard try fill() else { return atEnd() }
        }
    }

    private mutating func atEnd() -> Bool {
        guard !isAtEnd else { return false }
        isAtEnd = true
        let isLeft = scanner.finish()
        if header == nil, !isLeft || scanner.record.isBlank { faults.error(ContactWords.isEmpty, at: nil) }
        return isLeft
    }

    /// - Returns: whether there is more.
    private mutating func fill() throws -> Bool {
        at = 0
        count = 0
        count = try piece.withUnsafeMutableBytes { try source.read(into: $0) }
        guard isAtStart, count > 0 else { return count > 0 }
        isAtStart = false
        return try skipMark()
    }

    /// Looks at the first bytes of the file, which may come one by one: goes on past the byte order mark of UTF-8.
    ///
    /// - Returns: whether the file can be read.
    private mutating func skipMark() throws -> Bool {
        while count < 3 {
            let more = try piece.withUnsafeMutableBytes { bytes in
                try source.read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[count...]))
            }
            if more == 0 { break }
            count += more
        }
        if count >= 2, piece[0] == 0xFE && piece[1] == 0xFF || piece[0] == 0xFF && piece[1] == 0xFE {
            faults.error(ContactWords.isUTF16, at: nil)
            isAtEnd = true
            return false
        }
        if count >= 3, piece[0] == 0xEF, piece[1] == 0xBB, piece[2] == 0xBF { at = 3 }
        return true
    }
}
