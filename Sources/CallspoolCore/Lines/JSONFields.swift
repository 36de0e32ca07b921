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
        public func isNamed(_ other: StaticString) -> Bool {
            guard name.count == other.utf8CodeUnitCount else { return false }
            for index in 0..<name.count where name[index] != other.utf8Start[index] {
                return false
            }
            return true
        }
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
    public mutating func next() throws(JSONLineError) -> Field? {
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
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: "\""):
                at += 1
                return start..<(at - 1)
            case UInt8(ascii: "\\"): at += 2
            default: at += 1
            }
        }
        throw JSONLineError(offset: start)
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
    /// Where in the line, in bytes.
    public var offset: Int
    /// The field at fault, when it is one.
    public var field: String?

    /// Makes an error.
    public init(offset: Int = 0, field: String? = nil) {
        self.offset = offset
        self.field = field
    }
}
