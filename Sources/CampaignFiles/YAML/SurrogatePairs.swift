/// A file in which JSON's surrogate pairs (`\ud83d\ude00`, RFC 8259 section 7) stand as YAML writes such a character
/// (`\U0001F600`): libyaml refuses either half, and `json.dumps` writes pairs.
///
/// Only between double quotes, where alone they are escapes. Quotes are followed within a line: what is folded over
/// several lines is YAML's own, which has no need of pairs. A column after a pair on its line is told two too small.
struct SurrogatePairs: ByteSource {
    private var source: any ByteSource
    private var piece = [UInt8](repeating: 0, count: 1 << 14)
    /// What was read and not handed on, from `taken` on.
    private var ready: [UInt8] = []
    private var taken = 0
    /// The end of what was read, where it may be the beginning of a pair.
    private var held: [UInt8] = []
    private var quotes = LineQuotes()
    private var isAtEnd = false

    /// Reads from another source.
    init(_ source: any ByteSource) {
        self.source = source
    }

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        while taken == ready.count, !isAtEnd { try fill() }
        let count = min(buffer.count, ready.count - taken)
        ready.withUnsafeBytes { bytes in
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[taken..<(taken + count)]))
        }
        taken += count
        return count
    }

    private mutating func fill() throws {
        let count = try piece.withUnsafeMutableBytes { try source.read(into: $0) }
        isAtEnd = count == 0
        let bytes = held + piece[..<count]
        held = []
        taken = 0
        if bytes.hasUnicodeEscape {
            ready = convert(bytes)
        } else {
            // Nearly all files: what stands before the last line makes no difference.
            quotes.follow(bytes)
            ready = bytes
        }
    }

    private mutating func convert(_ bytes: [UInt8]) -> [UInt8] {
        var converted: [UInt8] = []
        converted.reserveCapacity(bytes.count)
        var at = 0
        while at < bytes.count {
            if quotes.canBeginEscape, bytes[at] == UInt8(ascii: "\\") {
                switch WrittenPair(bytes[at...]) {
                case .whole(let scalar):
                    let digits = String(scalar, radix: 16, uppercase: true)
                    converted += Array("\\U\(String(repeating: "0", count: 8 - digits.count))\(digits)".utf8)
                    at += WrittenPair.length
                    continue
                case .beginning where !isAtEnd:
                    held = Array(bytes[at...])
                    return converted
                case .beginning, .none: break
                }
            }
            quotes.follow(bytes[at])
            converted.append(bytes[at])
            at += 1
        }
        return converted
    }
}

/// What stands at the beginning of some bytes.
private enum WrittenPair {
    /// A pair, which means this character.
    case whole(UInt32)
    /// What may become one with more bytes.
    case beginning
    /// Something else.
    case none

    /// `\ud83d\ude00`.
    static let length = 12

    init(_ bytes: ArraySlice<UInt8>) {
        var halves: [UInt32] = [0, 0]
        for (place, byte) in bytes.prefix(WrittenPair.length).enumerated() {
            switch place % 6 {
            case 0 where byte == UInt8(ascii: "\\"), 1 where byte == UInt8(ascii: "u"): continue
            case 2...5:
                guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else { break }
                halves[place / 6] = halves[place / 6] << 4 | UInt32(digit)
                // D8 to DB first, DC to DF then.
                if place % 6 == 3, halves[place / 6] & 0xFC != (place < 6 ? 0xD8 : 0xDC) { break }
                continue
            default: break
            }
            self = .none
            return
        }
        guard bytes.count >= WrittenPair.length else {
            self = .beginning
            return
        }
        self = .whole(0x10000 + (halves[0] - 0xD800) << 10 + (halves[1] - 0xDC00))
    }
}

/// Whether a line is between double quotes at a place.
private struct LineQuotes {
    private enum State {
        case plain, double, single, comment
    }

    private var state = State.plain
    private var isEscaped = false
    private var last: UInt8 = 0x0A

    /// Whether a backslash that came now would begin an escape.
    var canBeginEscape: Bool { state == .double && !isEscaped }

    /// Goes on over bytes of which only the last line counts.
    mutating func follow(_ bytes: [UInt8]) {
        let start = bytes.lastIndex(of: 0x0A) ?? 0
        for byte in bytes[start...] { follow(byte) }
    }

    /// Goes on over a byte.
    mutating func follow(_ byte: UInt8) {
        defer { last = byte }
        if byte == 0x0A || byte == 0x0D {
            (state, isEscaped) = (.plain, false)
            return
        }
        switch state {
        case .comment: return
        case .double:
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                state = .plain
            }
        case .single: if byte == UInt8(ascii: "'") { state = .plain }
        case .plain where !beginsText: return
        case .plain:
            switch byte {
            case UInt8(ascii: "\""): state = .double
            case UInt8(ascii: "'"): state = .single
            case UInt8(ascii: "#"): state = .comment
            default: return
            }
        }
    }

    /// Whether a text can begin after the last byte: else a quote is one of its letters.
    private var beginsText: Bool { " \t\n\r[{,:-?".utf8.contains(last) }
}

extension [UInt8] {
    /// Whether there is a `\u` in it.
    fileprivate var hasUnicodeEscape: Bool {
        var at = startIndex
        while let found = self[at...].firstIndex(of: UInt8(ascii: "\\")) {
            // At the end the rest may follow.
            guard found + 1 < count else { return true }
            if self[found + 1] == UInt8(ascii: "u") { return true }
            at = found + 2
        }
        return false
    }
}
