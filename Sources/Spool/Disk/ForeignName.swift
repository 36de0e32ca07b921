/// Names of files that are not UTF-8, as a `String` that stands for the same bytes.
///
/// To Linux a name is bytes; a file of a machine that still writes Latin-1 must be seen, refused and moved like any other.
/// Each byte that is not UTF-8 becomes a scalar at the end of the last private plane, U+10FF80 to U+10FFFF, and is that
/// byte again at the next call of the system. So that every name stands for one file only, scalars of that range in a
/// name that is UTF-8 are written byte by byte as well.
enum ForeignName {
    private static let first: UInt32 = 0x10FF00
    fileprivate static let range: ClosedRange<UInt32> = 0x10FF80...0x10FFFF

    /// The name that some bytes are.
    static func name(_ bytes: some Collection<UInt8>) -> String {
        if let text = String(validating: bytes, as: UTF8.self), text.isFileNameText { return text }
        var name = String.UnicodeScalarView()
        var rest = Array(bytes)[...]
        while let byte = rest.first {
            let length = lengthOfScalar(rest)
            let text = String(validating: rest.prefix(length), as: UTF8.self)
            if let text, text.isFileNameText {
                name.append(contentsOf: text.unicodeScalars)
                rest = rest.dropFirst(length)
            } else {
                name.append(scalar(byte))
                rest = rest.dropFirst()
            }
        }
        return String(name)
    }

    private static func lengthOfScalar(_ bytes: ArraySlice<UInt8>) -> Int {
        switch bytes.first ?? 0 {
        case 0xC2...0xDF: 2
        case 0xE0...0xEF: 3
        case 0xF0...0xF4: 4
        default: 1
        }
    }

    private static func scalar(_ byte: UInt8) -> Unicode.Scalar {
        // Every value of the range is a scalar.
        Unicode.Scalar(first + UInt32(byte)) ?? "?"
    }

    /// The bytes that a path stands for, with the zero that ends a text of C.
    static func bytes(_ path: String) -> [CChar] {
        guard !path.isFileNameText else { return Array(path.utf8CString) }
        var bytes: [CChar] = []
        for scalar in path.unicodeScalars {
            if range.contains(scalar.value) {
                bytes.append(CChar(truncatingIfNeeded: scalar.value - first))
            } else {
                bytes.append(contentsOf: String(scalar).utf8.map { CChar(bitPattern: $0) })
            }
        }
        return bytes + [0]
    }
}

extension String {
    /// Whether, as the name of a file, it is UTF-8.
    var isFileNameText: Bool {
        // Nearly every name: no scalar of the last planes begins with another byte.
        guard utf8.contains(0xF4) else { return true }
        return !unicodeScalars.contains { ForeignName.range.contains($0.value) }
    }

    /// As a person may read it and a file system take it: what is not UTF-8 as `%E9`.
    var legibleFileName: String {
        guard !isFileNameText else { return self }
        return
            unicodeScalars.map { scalar in
                guard ForeignName.range.contains(scalar.value) else { return String(scalar) }
                return "%" + String(scalar.value & 0xFF, radix: 16, uppercase: true)
            }
            .joined()
    }
}
