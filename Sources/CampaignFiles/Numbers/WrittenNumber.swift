/// What a text looks like before it is read as a number; one pass over its bytes.
enum WrittenNumber {
    /// Digits, perhaps after a `+`.
    case plain
    /// Digits in groups, and what they are without the marks between them.
    case grouped(String)
    /// Anything else that can be read.
    case composed
    /// Nothing that could be a number, and why; the text is to stand before it.
    case refused(String)

    /// Looks at a text.
    init(_ text: String) {
        var text = text
        self = text.withUTF8 { WrittenNumber($0) }
    }

    private init(_ utf8: UnsafeBufferPointer<UInt8>) {
        guard utf8.count <= PhoneNumberReader.longest else {
            self = .refused("is longer than \(PhoneNumberReader.longest) bytes, and no telephone number is")
            return
        }
        var isPlain = true
        var isBlank = true
        for (place, byte) in utf8.enumerated() {
            let isDigit = byte >= 0x30 && byte <= 0x39
            if !isDigit && !(place == 0 && byte == UInt8(ascii: "+")) { isPlain = false }
            if byte != 0x20 { isBlank = false }
            if byte < 0x20 || byte == 0x7F {
                self = .refused("has a control character in it; write the number on one line, without tabs")
                return
            }
        }
        if isBlank {
            self = .refused("is empty; a telephone number must stand here")
        } else if isPlain {
            self = .plain
        } else {
            self = GroupedDigits(utf8).map { .grouped($0.text) } ?? .composed
        }
    }
}

extension String {
    /// As evidence in a sentence: between quotes, one line, not too long, and nothing in it that a terminal obeys.
    var inQuotes: String {
        let shown = unicodeScalars.prefix(64).map { $0 != " " && $0.isInvisible ? "\u{FFFD}" : $0 }
        return "\"\(String(String.UnicodeScalarView(shown)).excerpt)\""
    }

    /// Whether the first character is one that a number begins with.
    ///
    /// libphonenumber skips what stands before, so that `see 6175551234` would be dialled.
    var beginsAsNumber: Bool {
        guard let first = unicodeScalars.first else { return false }
        switch first {
        case "0"..."9", "+", "(", "\u{FF0B}", "\u{FF08}": return true
        default: return first.properties.generalCategory == .decimalNumber
        }
    }

    /// Without spaces and invisible marks at both ends: no-break spaces, byte order marks, and the marks of direction
    /// that come along when a number is copied from an address book.
    var withoutInvisibleEnds: Substring {
        var rest = Substring(self).unicodeScalars
        while let first = rest.first, first.isInvisible { rest.removeFirst() }
        while let last = rest.last, last.isInvisible { rest.removeLast() }
        return Substring(rest)
    }
}

extension Unicode.Scalar {
    /// The properties of Unicode are looked up only where they say more than ASCII does.
    fileprivate var isInvisible: Bool {
        if isASCII { return value <= 0x20 || value == 0x7F }
        return properties.isWhitespace || properties.generalCategory == .format
            || properties.generalCategory == .control
    }
}
