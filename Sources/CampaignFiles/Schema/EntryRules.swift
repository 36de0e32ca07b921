/// What the values that a user gives to a number may be, in whichever file they stand.
///
/// The one judge for YAML and CSV: what one of them refuses, the other does. What passes goes to engines, result files and
/// receivers, of which many end a field at a line's end.
enum EntryRules {
    /// The most characters of a message reference.
    static let longestReference = 255
    /// The most parameters of a number or a campaign, and the most characters of a name and of a value.
    static let mostParameters = 64, longestName = 64, longestValue = 1024

    /// What is wrong with a text.
    enum Fault: Equatable {
        /// It is empty, and must not be.
        case empty
        /// So many characters are too many.
        case tooLong(Int, most: Int)
        /// It has an end of a line in it.
        case lineBreak
        /// It has another control character in it.
        case control(Unicode.Scalar)

        /// What stands after the name of the value in a message.
        var words: String {
            switch self {
            case .empty: "is empty; give it a text"
            case .tooLong(let count, let most):
                "has \(count) characters; at most \(most) are kept, so shorten it"
            case .lineBreak: "has a line break in it; put it in one line"
            case .control(let scalar):
                "has a control character in it (U+\(scalar.hexadecimal)); remove it"
            }
        }
    }

    /// What is wrong with a number's own name.
    static func fault(inReference text: String) -> Fault? { fault(in: text, upTo: longestReference, mayBeEmpty: false) }

    /// What is wrong with the name of a parameter.
    static func fault(inName text: String) -> Fault? { fault(in: text, upTo: longestName, mayBeEmpty: false) }

    /// What is wrong with the value of a parameter; an empty one is a value too.
    static func fault(inValue text: String) -> Fault? { fault(in: text, upTo: longestValue, mayBeEmpty: true) }

    /// What is wrong with a text that must be in one line.
    static func fault(in text: String, upTo most: Int, mayBeEmpty: Bool) -> Fault? {
        if text.isEmpty { return mayBeEmpty ? nil : .empty }
        // Most texts are short and plain.
        if text.utf8.count <= most, text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return nil }
        if let scalar = text.unicodeScalars.first(where: \.isControlOrLineEnd) {
            return scalar.isLineEnd ? .lineBreak : .control(scalar)
        }
        return text.isAtMost(most) ? nil : .tooLong(text.unicodeScalars.count, most: most)
    }
}

extension String {
    /// Whether a character in it would break a line of a protocol or a terminal: C0, DEL, C1, U+2028 and U+2029.
    var hasControlCharacter: Bool {
        if utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return false }
        return unicodeScalars.contains(where: \.isControlOrLineEnd)
    }
}

extension Unicode.Scalar {
    fileprivate var isControlOrLineEnd: Bool {
        switch value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029: true
        default: false
        }
    }

    /// LF, VT, FF, CR, NEL, and the separators of lines and paragraphs.
    fileprivate var isLineEnd: Bool { (0x0A...0x0D).contains(value) || [0x85, 0x2028, 0x2029].contains(value) }

    fileprivate var hexadecimal: String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
