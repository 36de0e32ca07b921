/// Walks a written time from left to right, letter case and kinds of space aside.
///
/// ICU 72 and later write a narrow no-break space before `PM`, and so does JavaScript's `toLocaleString`.
struct TimeCursor {
    private let original: [UInt8]
    private let letters: [UInt8]
    private(set) var at = 0

    /// Begins at the front of a text.
    init(_ text: String) {
        original = Array(text.withPlainSpaces.utf8)
        letters = original.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
    }

    /// Whether nothing but spaces follows.
    var isAtEnd: Bool { letters[at...].allSatisfy { $0 == 0x20 } }

    /// What follows, as written.
    var rest: String { String(decoding: original[at...], as: UTF8.self) }

    /// The next byte, a letter in small; 0 at the end.
    var next: UInt8 { at < letters.count ? letters[at] : 0 }

    /// Whether a digit follows.
    var isAtDigit: Bool { next >= 0x30 && next <= 0x39 }

    /// How many digits follow.
    var digitsAhead: Int { letters[at...].prefix { $0 >= 0x30 && $0 <= 0x39 }.count }

    /// Goes on past spaces.
    mutating func skipSpaces() {
        while next == 0x20 { at += 1 }
    }

    /// Goes on past one byte, if it is this.
    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard at < letters.count, next == UInt8(ascii: character) else { return false }
        at += 1
        return true
    }

    /// Goes on past a word, if the whole next word is this.
    mutating func skip(word expected: String) -> Bool {
        let before = at
        if word() == expected { return true }
        at = before
        return false
    }

    /// The digits that follow as a number; `nil` when there is none, or more of them than told.
    mutating func number(digits range: ClosedRange<Int>) -> Int? {
        let count = digitsAhead
        guard range.contains(count), count <= 18 else { return nil }
        let value = letters[at..<(at + count)].reduce(0) { $0 * 10 + Int($1 - 0x30) }
        at += count
        return value
    }

    /// The letters that follow, in small; empty when there are none.
    mutating func word() -> String {
        let word = letters[at...].prefix { $0 >= 0x61 && $0 <= 0x7A }
        at += word.count
        return String(decoding: word, as: UTF8.self)
    }
}

extension String {
    /// With each tab and space of any width as U+0020, and without marks of direction.
    fileprivate var withPlainSpaces: String {
        if utf8.allSatisfy({ $0 < 0x80 && $0 != 0x09 }) { return self }
        var plain = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            switch scalar {
            case "\t": plain.append(" ")
            case "\u{200E}", "\u{200F}", "\u{061C}", "\u{200B}", "\u{FEFF}": continue
            case _ where scalar.properties.generalCategory == .spaceSeparator: plain.append(" ")
            default: plain.append(scalar)
            }
        }
        return String(plain)
    }
}
