internal import CallspoolCore

/// Takes a CSV file (RFC 4180) apart, byte by byte: where the pieces that it is fed begin and end makes no difference.
///
/// Rows end with CR LF, LF or CR. A quote within a field is doubled, and the field quoted.
struct CSVScanner {
    /// The most bytes that a field may have.
    static let longestField = 65_536
    /// The most bytes that a row may have.
    static let longestRow = 1_048_576
    /// The most fields that a row may have.
    static let mostFields = 256

    private enum State {
        /// At the beginning of a row.
        case rowStart
        /// At the beginning of a field.
        case fieldStart
        /// In a field without quotes.
        case plain
        /// Between quotes.
        case quoted
        /// Behind a quote within quotes: it was the closing one, or the first of two.
        case quote
    }

    /// The row, whole when `feed` or `finish` says so.
    private(set) var record = CSVRecord()
    private var state = State.rowStart
    private var line = 1
    private var column = 0
    private var fieldStart = 0
    private var fieldPosition = Diagnostic.Position(line: 1, column: 1)
    private var isQuoted = false
    private var sawCR = false

    /// Takes bytes until a row is whole.
    ///
    /// - Parameters:
    ///   - bytes: what was read.
    ///   - at: where to go on; where it stopped.
    /// - Returns: whether a row is whole; when not, all bytes were taken. The row must be looked at before the next call.
    mutating func feed(_ bytes: UnsafeRawBufferPointer, from at: inout Int) -> Bool {
        if state == .rowStart { record.removeAll() }
        while at < bytes.count {
            let byte = bytes[at]
            at += 1
            if sawCR {
                sawCR = false
                if byte == UInt8(ascii: "\n") && state == .rowStart { continue }
                if byte == UInt8(ascii: "\n") {
                    // CR LF within quotes: the line was counted at the CR.
                    record.bytes.append(byte)
                    continue
                }
            }
            if byte & 0xC0 != 0x80 { column += 1 }
            if take(byte) { return true }
        }
        return false
    }

    /// At the end of the file: whether a last row is left that no line end closed.
    mutating func finish() -> Bool {
        guard state != .rowStart else { return false }
        if state == .quoted { record.note(.unclosedQuote, at: fieldPosition) }
        column += 1
        endField()
        state = .rowStart
        return true
    }

    /// - Returns: whether the row is whole.
    private mutating func take(_ byte: UInt8) -> Bool {
        record.mask |= byte
        switch state {
        case .plain: return takePlain(byte)
        case .quoted: takeQuoted(byte)
        case .rowStart, .fieldStart:
            beginField()
            guard byte == UInt8(ascii: "\"") else { return takePlain(byte) }
            isQuoted = true
            state = .quoted
        case .quote:
            if byte == UInt8(ascii: "\"") {
                record.bytes.append(byte)
                state = .quoted
            } else {
                if !Self.endsField(byte) { record.note(.textAfterQuote, at: position) }
                return takePlain(byte)
            }
        }
        return record.flaw?.kind.isFatal ?? false
    }

    @inline(__always)
    private mutating func takePlain(_ byte: UInt8) -> Bool {
        // Everything below the comma that means something, and most that is in a field is above.
        if byte > UInt8(ascii: ",") {
            record.bytes.append(byte)
            state = .plain
            return isTooLong()
        }
        switch byte {
        case UInt8(ascii: ","):
            endField()
            state = .fieldStart
            return isTooMany()
        case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
            endField()
            endLine(byte)
            state = .rowStart
            return true
        case UInt8(ascii: "\""):
            record.note(.strayQuote, at: position)
        case 0:
            record.note(.binary, at: position)
            return true
        default: break
        }
        record.bytes.append(byte)
        state = .plain
        return isTooLong()
    }

    private mutating func takeQuoted(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""):
            state = .quote
            return
        case UInt8(ascii: "\n"), UInt8(ascii: "\r"): endLine(byte)
        case 0: record.note(.binary, at: position)
        default: break
        }
        record.bytes.append(byte)
        _ = isTooLong()
    }

    private static func endsField(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }

    private var position: Diagnostic.Position {
        Diagnostic.Position(line: line, column: column)
    }

    private mutating func beginField() {
        fieldStart = record.bytes.count
        fieldPosition = position
        isQuoted = false
    }

    private mutating func endField() {
        if state == .fieldStart || state == .rowStart { beginField() }
        record.fields.append(
            CSVRecord.Field(start: fieldStart, end: record.bytes.count, position: fieldPosition, isQuoted: isQuoted)
        )
    }

    private mutating func endLine(_ byte: UInt8) {
        line += 1
        column = 0
        sawCR = byte == UInt8(ascii: "\r")
    }

    @inline(__always)
    private mutating func isTooLong() -> Bool {
        let count = record.bytes.count
        guard count - fieldStart > Self.longestField || count > Self.longestRow else { return false }
        record.note(.tooLong(inQuotes: isQuoted), at: fieldPosition)
        return true
    }

    private mutating func isTooMany() -> Bool {
        guard record.fields.count >= Self.mostFields else { return false }
        record.note(.tooManyFields, at: fieldPosition)
        return true
    }
}
