/// A JSON value as a slice of its line, read only when it is asked for.
public struct JSONSlice {
    /// The value's bytes, quotes and brackets included.
    public var bytes: UnsafeRawBufferPointer

    /// Makes a slice.
    public init(bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// Whether it is `null`.
    public var isNull: Bool { bytes.count == 4 && bytes[0] == UInt8(ascii: "n") }

    /// The bytes between the quotes, escapes not resolved; `nil` when it is not a text.
    public var quoted: UnsafeRawBufferPointer? {
        guard bytes.count >= 2, bytes[0] == UInt8(ascii: "\"") else { return nil }
        return UnsafeRawBufferPointer(rebasing: bytes[1..<(bytes.count - 1)])
    }

    /// The text; `nil` when it is none.
    public var string: String? {
        guard let quoted else { return nil }
        return quoted.contains(UInt8(ascii: "\\")) ? unescaped(quoted) : String(decoding: quoted, as: UTF8.self)
    }

    /// The whole number; `nil` when it is none.
    @inline(__always)
    public var int: Int? { decimal(bytes) }

    /// The fraction or whole number; `nil` when it is none.
    public var double: Double? { Double(String(decoding: bytes, as: UTF8.self)) }

    /// True or false; `nil` when it is neither.
    public var bool: Bool? {
        switch String(decoding: bytes, as: UTF8.self) {
        case "true": true
        case "false": false
        default: nil
        }
    }

    /// The instant, from ISO 8601 as `Timestamp` writes it; `nil` when it is none.
    public var timestamp: Timestamp? { quoted.flatMap(Timestamp.init(iso8601:)) }

    /// The fields of the object; `nil` when it is none.
    public var fields: JSONFields? {
        bytes.first == UInt8(ascii: "{") ? JSONFields(bytes) : nil
    }

    /// The object's fields as parameters; `nil` when it is not an object of texts.
    public var parameters: [Parameter]? {
        guard var fields else { return nil }
        var all: [Parameter] = []
        do {
            while let field = try fields.next() {
                guard let value = field.value.string, let name = JSONSlice.text(field.name) else { return nil }
                all.append(Parameter(key: name, value: value))
            }
        } catch {
            return nil
        }
        return all
    }

    /// The elements of a list; `nil` when it is none.
    public var elements: [JSONSlice]? {
        guard bytes.first == UInt8(ascii: "["), bytes.last == UInt8(ascii: "]") else { return nil }
        var all: [JSONSlice] = []
        var depth = 0
        var inText = false
        var start = 1
        var at = 1
        func take(_ end: Int) {
            let trimmed = UnsafeRawBufferPointer(rebasing: bytes[start..<end]).trimmingSpace
            if !trimmed.isEmpty { all.append(JSONSlice(bytes: trimmed)) }
        }
        while at < bytes.count - 1 {
            switch bytes[at] {
            case UInt8(ascii: "\\") where inText: at += 1
            case UInt8(ascii: "\""): inText.toggle()
            case UInt8(ascii: "{") where !inText, UInt8(ascii: "[") where !inText: depth += 1
            case UInt8(ascii: "}") where !inText, UInt8(ascii: "]") where !inText: depth -= 1
            case UInt8(ascii: ",") where !inText && depth == 0:
                take(at)
                start = at + 1
            default: break
            }
            at += 1
        }
        take(bytes.count - 1)
        return all
    }

    /// A field's name as a text.
    static func text(_ name: UnsafeRawBufferPointer) -> String? {
        name.contains(UInt8(ascii: "\\")) ? unescaped(name) : String(decoding: name, as: UTF8.self)
    }
}

extension UnsafeRawBufferPointer {
    fileprivate var trimmingSpace: UnsafeRawBufferPointer {
        var slice = self[...]
        while let first = slice.first, first == 0x20 { slice.removeFirst() }
        while let last = slice.last, last == 0x20 { slice.removeLast() }
        return UnsafeRawBufferPointer(rebasing: slice)
    }
}

/// A decimal whole number with an optional minus, as far as an `Int` holds it; `nil` for anything else.
@inline(__always)
func decimal(_ bytes: UnsafeRawBufferPointer) -> Int? {
    var value = 0
    let negative = bytes.first == UInt8(ascii: "-")
    let start = negative ? 1 : 0
    guard bytes.count > start else { return nil }
    guard bytes.count - start <= 18 else { return Int(String(decoding: bytes, as: UTF8.self)) }
    for index in start..<bytes.count {
        let digit = Int(bytes[index]) - 0x30
        guard digit >= 0, digit <= 9 else { return nil }
        value = value * 10 + digit
    }
    return negative ? -value : value
}

private func unescaped(_ quoted: UnsafeRawBufferPointer) -> String? {
    var units: [UInt16] = []
    var utf8: [UInt8] = []
    var at = 0
    func flush() {
        utf8.append(contentsOf: String(decoding: units, as: UTF16.self).utf8)
        units.removeAll()
    }
    while at < quoted.count {
        guard quoted[at] == UInt8(ascii: "\\") else {
            flush()
            utf8.append(quoted[at])
            at += 1
            continue
        }
        guard at + 1 < quoted.count else { return nil }
        let simple: [UInt8: UInt8] = [
            0x22: 0x22, 0x5C: 0x5C, 0x2F: 0x2F, 0x62: 8, 0x66: 12, 0x6E: 10, 0x72: 13, 0x74: 9,
        ]
        if let plain = simple[quoted[at + 1]] {
            flush()
            utf8.append(plain)
            at += 2
        } else {
            guard quoted[at + 1] == UInt8(ascii: "u"), at + 6 <= quoted.count,
                quoted[at + 2] != UInt8(ascii: "+"), quoted[at + 2] != UInt8(ascii: "-"),
                let unit = UInt16(String(decoding: quoted[(at + 2)..<(at + 6)], as: UTF8.self), radix: 16)
            else { return nil }
            units.append(unit)
            at += 6
        }
    }
    flush()
    return String(decoding: utf8, as: UTF8.self)
}
