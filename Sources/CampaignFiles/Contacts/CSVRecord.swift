internal import CallspoolCore

/// One row of a CSV file: the fields' bytes one after the other, quotes and separators taken off.
///
/// Used again for the next row, so that a row costs no memory of its own.
struct CSVRecord {
    /// A field of the row.
    struct Field {
        /// Where its bytes begin and end in the row's.
        var start, end: Int
        /// Where it begins in the file.
        var position: Diagnostic.Position
        /// Whether it stood between quotes.
        var isQuoted: Bool
    }

    /// What is wrong with the shape of a row.
    enum Flaw: Equatable {
        /// A quote within a field that does not begin with one.
        case strayQuote
        /// Something between the closing quote and the next comma.
        case textAfterQuote
        /// The file ends within quotes.
        case unclosedQuote
        /// A field or row longer than can be meant; reading stops.
        case tooLong(inQuotes: Bool)
        /// More fields than can be meant; reading stops.
        case tooManyFields
        /// A byte that no text file has; reading stops.
        case binary

        /// Whether nothing that follows could be trusted.
        var isFatal: Bool {
            switch self {
            case .strayQuote, .textAfterQuote: false
            case .unclosedQuote, .tooLong, .tooManyFields, .binary: true
            }
        }
    }

    /// The bytes of all fields.
    var bytes: [UInt8] = []
    /// The fields, in order; never empty in a whole row.
    var fields: [Field] = []
    /// The first flaw, and where.
    var flaw: (kind: Flaw, position: Diagnostic.Position)?
    /// All bytes or-ed: below 0x80 when the row is ASCII.
    var mask: UInt8 = 0

    /// Forgets the row and keeps the memory.
    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        fields.removeAll(keepingCapacity: true)
        flaw = nil
        mask = 0
    }

    /// Whether the row has nothing in it: an empty line, spaces, or the commas that a spreadsheet leaves behind.
    var isBlank: Bool {
        fields.allSatisfy { !$0.isQuoted } && bytes.allSatisfy { $0 == 0x20 || $0 == 0x09 }
    }

    /// A field as text; `nil` when it is not a UTF-8.
    func text(_ place: Int) -> String? {
        let field = fields[place]
        return bytes.withUnsafeBufferPointer { all in
            let slice = UnsafeBufferPointer(rebasing: all[field.start..<field.end])
            return mask < 0x80 ? String(decoding: slice, as: UTF8.self) : String(validating: slice, as: UTF8.self)
        }
    }

    /// What a spreadsheet says to be between the columns, in a line of its own before the header: `sep=;`.
    ///
    /// A comma there has made several fields of the line, all but the first empty: a spreadsheet fills it up to the others'
    /// length when it saves the list again.
    var declaredSeparator: String? {
        guard fields.dropFirst().allSatisfy({ $0.start == $0.end }), let text = text(0),
            text.lowercased().hasPrefix("sep=")
        else { return nil }
        let separator = text.dropFirst(4)
        if separator.isEmpty { return fields.count > 1 ? "," : nil }
        return separator.count == 1 && fields.count == 1 ? String(separator) : nil
    }

    /// Notes a flaw, unless the row has one; a fatal one goes before others.
    mutating func note(_ kind: Flaw, at position: Diagnostic.Position) {
        if flaw.map({ kind.isFatal && !$0.kind.isFatal }) ?? true { flaw = (kind, position) }
    }
}
