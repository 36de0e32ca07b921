/// A message of Asterisk's manager interface: a block of lines `Key: value`.
package struct ManagerMessage: Equatable, Sendable {
    /// Where a line's key and value lie in the block.
    struct Line: Equatable, Sendable {
        var key: Range<Int>
        var value: Range<Int>
    }

    private let bytes: [UInt8]
    private let lines: [Line]

    init(bytes: [UInt8], lines: [Line]) {
        self.bytes = bytes
        self.lines = lines
    }

    /// The value of the first line with a key, in whatever case: Asterisk spells `Uniqueid` in two ways.
    package subscript(name: StaticString) -> String? {
        line(name).map { String(decoding: bytes[$0.value], as: UTF8.self) }
    }

    /// Whether the first line with a key has this value.
    func has(_ name: StaticString, _ value: StaticString) -> Bool {
        guard let line = line(name) else { return false }
        return value.withUTF8Buffer { bytes[line.value].elementsEqual($0) }
    }

    /// The lines, in order.
    package var fields: [(key: String, value: String)] {
        lines.map { line in
            (String(decoding: bytes[line.key], as: UTF8.self), String(decoding: bytes[line.value], as: UTF8.self))
        }
    }

    private func line(_ name: StaticString) -> Line? {
        name.withUTF8Buffer { wanted in
            lines.first { line in
                guard line.key.count == wanted.count else { return false }
                // The sixth bit is the case of a letter; no two other characters of a key differ in it alone.
                return zip(bytes[line.key], wanted).allSatisfy { $0 | 0x20 == $1 | 0x20 }
            }
        }
    }
}
