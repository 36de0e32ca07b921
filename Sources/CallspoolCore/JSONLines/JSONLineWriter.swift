/// Writes JSON lines into one buffer: the only place where lines are made.
///
/// Foundation's encoder takes twenty times as long for a small record, and a call makes half a dozen of them.
public struct JSONLineWriter: Sendable {
    /// What was written and not yet taken.
    public private(set) var bytes: [UInt8] = []
    private var needsComma = false

    /// Makes an empty buffer.
    public init() {}

    /// A text between quotes, escaped as in a line.
    public static func quoted(_ text: String) -> [UInt8] {
        var writer = JSONLineWriter()
        writer.text(text)
        return writer.bytes
    }

    /// Forgets what was written, and keeps the memory.
    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        needsComma = false
    }

    /// Forgets what was written past a length, for a line that is not to be.
    public mutating func cut(to length: Int) {
        bytes.removeLast(bytes.count - length)
        needsComma = false
    }

    /// Writes one line: an object, and a line feed.
    public mutating func line<Failure: Error>(
        _ fields: (inout JSONLineWriter) throws(Failure) -> Void
    ) throws(Failure) {
        try object(fields)
        bytes.append(UInt8(ascii: "\n"))
        needsComma = false
    }

    private mutating func object<Failure: Error>(
        _ fields: (inout JSONLineWriter) throws(Failure) -> Void
    ) throws(Failure) {
        bytes.append(UInt8(ascii: "{"))
        needsComma = false
        try fields(&self)
        bytes.append(UInt8(ascii: "}"))
        needsComma = true
    }

    /// A field with a text.
    public mutating func field(_ name: StaticString, _ value: String) {
        key(name)
        text(value)
    }

    /// A field with a text, or null.
    public mutating func field(_ name: StaticString, _ value: String?) {
        key(name)
        if let value { text(value) } else { null() }
    }

    /// A field with a text put together from a prefix and a number: a call id.
    public mutating func field(_ name: StaticString, prefix: String, _ number: Int) {
        key(name)
        text(prefix)
        bytes.removeLast()
        digits(number)
        bytes.append(UInt8(ascii: "\""))
    }

    /// A field with a whole number.
    public mutating func field(_ name: StaticString, _ value: Int) {
        key(name)
        digits(value)
    }

    /// A field with a whole number, or null.
    public mutating func field(_ name: StaticString, _ value: Int?) {
        key(name)
        if let value { digits(value) } else { null() }
    }

    /// A field with a fraction, in the shortest form that reads back the same.
    public mutating func field(_ name: StaticString, _ value: Double) {
        key(name)
        if value.isFinite, value == value.rounded(), abs(value) < 1e15 {
            digits(Int(value))
        } else if value.isFinite {
            bytes.append(contentsOf: value.description.utf8)
        } else {
            null()
        }
    }

    /// A field with true or false.
    public mutating func field(_ name: StaticString, _ value: Bool) {
        key(name)
        literal(value ? "true" : "false")
    }

    /// A field with an instant in ISO 8601.
    public mutating func field(_ name: StaticString, _ value: Timestamp) {
        key(name)
        bytes.append(UInt8(ascii: "\""))
        value.appendISO8601(to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    /// A field with an instant in ISO 8601, or null.
    public mutating func field(_ name: StaticString, _ value: Timestamp?) {
        if let value { field(name, value) } else { field(name, String?.none) }
    }

    /// A field with a list of texts.
    public mutating func field(_ name: StaticString, _ values: [String]) {
        key(name)
        bytes.append(UInt8(ascii: "["))
        for (place, value) in values.enumerated() {
            if place > 0 { bytes.append(UInt8(ascii: ",")) }
            text(value)
        }
        bytes.append(UInt8(ascii: "]"))
        needsComma = true
    }

    /// A field with parameters, as an object of texts.
    public mutating func field(_ name: StaticString, _ parameters: [Parameter]) {
        key(name)
        bytes.append(UInt8(ascii: "{"))
        for (place, parameter) in parameters.enumerated() {
            if place > 0 { bytes.append(UInt8(ascii: ",")) }
            text(parameter.key)
            bytes.append(UInt8(ascii: ":"))
            text(parameter.value)
        }
        bytes.append(UInt8(ascii: "}"))
        needsComma = true
    }

    /// A field with an object.
    public mutating func field<Failure: Error>(
        _ name: StaticString,
        object fields: (inout JSONLineWriter) throws(Failure) -> Void
    ) throws(Failure) {
        key(name)
        try object(fields)
    }

    /// A field with a list of objects.
    public mutating func field<Element, Failure: Error>(
        _ name: StaticString,
        objects: some Sequence<Element>,
        _ fields: (Element, inout JSONLineWriter) throws(Failure) -> Void
    ) throws(Failure) {
        key(name)
        bytes.append(UInt8(ascii: "["))
        needsComma = false
        for element in objects {
            if needsComma { bytes.append(UInt8(ascii: ",")) }
            try object { writer throws(Failure) in try fields(element, &writer) }
        }
        bytes.append(UInt8(ascii: "]"))
        needsComma = true
    }

    private mutating func key(_ name: StaticString) {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        bytes.append(UInt8(ascii: "\""))
        literal(name)
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
        needsComma = true
    }

    private mutating func literal(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func null() {
        literal("null")
    }

    private mutating func digits(_ value: Int) {
        if value < 0 {
            bytes.append(contentsOf: value.description.utf8)
            return
        }
        var rest = value
        let start = bytes.count
        repeat {
            bytes.append(0x30 + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }

    private mutating func text(_ value: String) {
        bytes.append(UInt8(ascii: "\""))
        var value = value
        value.withUTF8 { utf8 in
            if utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C && $0 < 0x7F }) {
                bytes.append(contentsOf: utf8)
            } else {
                for scalar in String(decoding: utf8, as: UTF8.self).unicodeScalars { escaped(scalar) }
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Lines are read with `cat` and `tail` as well: what would steer a terminal is escaped, though JSON need not.
    private mutating func escaped(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\"": literal("\\\"")
        case "\\": literal("\\\\")
        case "\n": literal("\\n")
        case "\r": literal("\\r")
        case "\t": literal("\\t")
        case _ where scalar.isSteering:
            for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
                literal("\\u")
                for shift in [12, 8, 4, 0] { bytes.append(hexDigit(UInt8(truncatingIfNeeded: unit >> shift) & 15)) }
            }
        default: bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
    }
}

private func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? 0x30 + value : 0x57 + value
}
