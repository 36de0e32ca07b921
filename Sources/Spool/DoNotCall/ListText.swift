/// Makes UTF-8 of the bytes of a list, and tells what is not a text.
///
/// A list in UTF-16 says so with its first two bytes; spreadsheets call that "Unicode text".
struct ListText {
    /// How a list is written.
    enum Encoding: Equatable, Sendable {
        case utf8
        case utf16(isLittleEndian: Bool)
    }

    /// Known once the first bytes were seen.
    private(set) var encoding: Encoding?
    /// What the file is, if its first bytes say that it is not a list.
    private(set) var kind: String?
    /// A byte of UTF-16 whose other half is still to come.
    private var half: UInt8?

    /// What files are that are taken for lists, by the bytes that they begin with.
    private static let kinds: [(start: [UInt8], kind: String)] = [
        (Array("PK".utf8) + [3, 4], "a zip archive or a spreadsheet; unpack it, or save it as CSV"),
        ([0x1F, 0x8B], "compressed with gzip; unpack it"),
        (Array("BZh".utf8), "compressed with bzip2; unpack it"),
        ([0xFD] + Array("7zXZ".utf8), "compressed with xz; unpack it"),
        ([0x28, 0xB5, 0x2F, 0xFD], "compressed with zstd; unpack it"),
        ([0xD0, 0xCF, 0x11, 0xE0], "a spreadsheet; save it as CSV"),
        (Array("%PDF".utf8), "a PDF; a list is a text with one number a line"),
        (Array("<".utf8), "a web page or XML, such as a server sends that has an error to tell"),
        (Array("{".utf8), "JSON; a list is a text with one number a line"),
    ]

    /// Appends the next bytes of the file to a text in UTF-8.
    mutating func decode(_ bytes: UnsafeRawBufferPointer, into text: inout [UInt8]) {
        var bytes = bytes
        if encoding == nil { bytes = begin(bytes) }
        guard case .utf16(let isLittleEndian) = encoding else { return text.append(contentsOf: bytes) }
        var units: [UInt16] = []
        units.reserveCapacity(bytes.count / 2 + 1)
        for byte in bytes {
            guard let first = half else {
                half = byte
                continue
            }
            units.append(isLittleEndian ? UInt16(byte) << 8 | UInt16(first) : UInt16(first) << 8 | UInt16(byte))
            half = nil
        }
        text.append(contentsOf: String(decoding: units, as: UTF16.self).utf8)
    }

    /// Bytes that are appended to the file are written as the rest of it.
    static func encoded(_ text: [UInt8], as encoding: Encoding) -> [UInt8] {
        guard case .utf16(let isLittleEndian) = encoding else { return text }
        return String(decoding: text, as: UTF8.self).utf16
            .flatMap { unit in
                let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xFF))
                return isLittleEndian ? [low, high] : [high, low]
            }
    }

    /// Looks at the first bytes; returns those behind the mark.
    private mutating func begin(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            encoding = .utf16(isLittleEndian: bytes[0] == 0xFF)
            return .init(rebasing: bytes.dropFirst(2))
        }
        encoding = .utf8
        let rest =
            bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? UnsafeRawBufferPointer(rebasing: bytes.dropFirst(3)) : bytes
        let text = rest.drop { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
        kind = ListText.kinds.first { text.starts(with: $0.start) }?.kind
        if kind == nil, bytes.contains(0) { kind = "not a text in UTF-8, nor in UTF-16 with its mark; save it as one" }
        return rest
    }
}
