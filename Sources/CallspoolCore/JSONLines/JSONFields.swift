import Foundation

/// Walks the fields of one JSON object without copying: the only place where lines are read.
///
/// A walk is over memory that the caller keeps alive, so it is used inside `withUnsafeBytes` and its slices must not
/// leave it. Lines are our own, but people edit files: whatever is not JSON is an error, never a crash.
public struct JSONFields {
    /// A name and a value, as slices of the line.
    public struct Field {
        /// The name between its quotes; escapes in names do not occur.
        public var name: UnsafeRawBufferPointer
        /// The value.
        public var value: JSONSlice

        /// Whether the name is this one.
        @inline(__always)
        public func isNamed(_ other: StaticString) -> Bool { name.isEqual(other) }
    }

    private let bytes: UnsafeRawBufferPointer
    private var at = 0
    private var state = State.before

    private enum State {
        case before, first, rest, after
    }

    /// Begins a walk over the bytes of one object.
    public init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// The next field, or `nil` after the last.
    ///
    /// - Throws: `JSONLineError` where the bytes are not a JSON object.
    @inline(__always)
    public mutating func next() throws(JSONLineError) -> Field? {
        // As our own lines are: a comma, and the name right after it.
        if state == .rest, at + 1 < bytes.count, bytes[at] == UInt8(ascii: ","), bytes[at + 1] == UInt8(ascii: "\"") {
            at += 1
            return try field()
        }
        return try nextOfAny()
    }

    /// The next field of any JSON object, spaces and all.
    private mutating func nextOfAny() throws(JSONLineError) -> Field? {
        if state == .before {
            try expect(UInt8(ascii: "{"))
            state = .first
        }
        if state == .after { return nil }
        skipSpace()
        if at < bytes.count, bytes[at] == UInt8(ascii: "}") {
            at += 1
            state = .after
            return try checkEnd()
        }
        if state == .rest { try expect(UInt8(ascii: ",")) }
        state = .rest
        skipSpace()
        return try field()
    }

    @inline(__always)
    private mutating func field() throws(JSONLineError) -> Field {
        let name = try string()
        try expect(UInt8(ascii: ":"))
        skipSpace()
        let start = at
        try skipValue()
        return Field(
            name: UnsafeRawBufferPointer(rebasing: bytes[name]),
            value: JSONSlice(bytes: UnsafeRawBufferPointer(rebasing: bytes[start..<at]))
        )
    }

    private mutating func checkEnd() throws(JSONLineError) -> Field? {
        skipSpace()
        guard at == bytes.count else { throw JSONLineError(offset: at) }
        return nil
    }

    private mutating func skipSpace() {
        while at < bytes.count, bytes[at] == 0x20 || bytes[at] == 0x09 || bytes[at] == 0x0A || bytes[at] == 0x0D {
            at += 1
        }
    }

    private mutating func expect(_ byte: UInt8) throws(JSONLineError) {
        skipSpace()
        guard at < bytes.count, bytes[at] == byte else { throw JSONLineError(offset: at) }
        at += 1
    }

    /// The range between the quotes.
    private mutating func string() throws(JSONLineError) -> Range<Int> {
        guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else { throw JSONLineError(offset: at) }
        let start = at + 1
        at = start
        while true {
            skipPlain()
            guard at < bytes.count else { throw JSONLineError(offset: start) }
            if bytes[at] == UInt8(ascii: "\"") {
                at += 1
                return start..<(at - 1)
            }
            at += 2  // A backslash, and what it escapes.
        }
    }

    /// Goes to the next quote or backslash, eight bytes at a time: most of a replay's time is spent in texts.
    @inline(__always)
    private mutating func skipPlain() {
        while at + 8 <= bytes.count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
            let found = zeroBytes(word ^ 0x2222_2222_2222_2222) | zeroBytes(word ^ 0x5C5C_5C5C_5C5C_5C5C)
            guard found == 0 else {
                at += found.trailingZeroBitCount / 8
                return
            }
            at += 8
        }
        while at < bytes.count, bytes[at] != UInt8(ascii: "\""), bytes[at] != UInt8(ascii: "\\") { at += 1 }
    }

    private mutating func skipValue() throws(JSONLineError) {
        guard at < bytes.count else { throw JSONLineError(offset: at) }
        switch bytes[at] {
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "{"), UInt8(ascii: "["): try skipNested()
        default: try skipLiteral()
        }
    }

    private mutating func skipNested() throws(JSONLineError) {
        var depth = 0
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: "\""):
                _ = try string()
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
            at += 1
            if depth == 0 { return }
        }
        throw JSONLineError(offset: at)
    }

    private mutating func skipLiteral() throws(JSONLineError) {
        let start = at
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"), 0x2B, 0x2D, 0x2E, 0x45:
                at += 1
            default:
                if at == start { throw JSONLineError(offset: at) }
                return
            }
        }
    }
}

/// A line that is not JSON, or a field that is not what it must be.
public struct JSONLineError: Error, Equatable, Sendable {
    /// Where in the line, in bytes; where in the file, once that is known.
    public var offset: Int
    /// The field at fault, when it is one.
    public var field: String?
    /// The file; `nil` until whoever reads it has said so.
    public var file: String?
    /// The format of the file, where that is one which a later version made.
    public var unknownFormat: Int?

    /// Makes an error.
    public init(offset: Int = 0, field: String? = nil) {
        self.offset = offset
        self.field = field
    }

    /// Makes the error of a file in a format that this version does not know.
    init(unknownFormat format: Int) {
        self.init(field: "format")
        unknownFormat = format
    }

    /// The same in a file, in whose bytes the line begins there; what says already where it is stays as it is.
    public func located(in file: String, at start: Int) -> JSONLineError {
        guard self.file == nil, !file.isEmpty else { return self }
        var located = self
        located.file = file
        located.offset += start
        return located
    }

    /// Which file is damaged, and where.
    public var message: String {
        if let refusal { return "\(file ?? "a file of the spool") \(refusal)" }
        let field = field.map { " (`\($0)`)" } ?? ""
        return "\(file ?? "a file of the spool") is damaged at byte \(offset)\(field)"
    }

    /// Why a file is not read that is not damaged, in words that go on from its name.
    public var refusal: String? {
        unknownFormat.map { format in
            "has format \(format), and this version reads formats up to \(Acceptance.format): use the callspool that wrote it, "
                + "or a later one"
        }
    }
}

extension UnsafeRawBufferPointer {
    /// Whether the bytes are those of a text.
    @inline(__always)
    func isEqual(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount, let base = baseAddress else { return false }
        return memcmp(base, text.utf8Start, count) == 0
    }
}

/// The high bit of every byte that is zero.
///
/// The lowest one found is true; bytes above it may be found falsely.
@inline(__always)
private func zeroBytes(_ word: UInt64) -> UInt64 {
    (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
}
