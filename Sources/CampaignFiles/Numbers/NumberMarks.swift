/// The characters that a number may be written with, each kind as one byte.
///
/// A number is dialled only when it is sure that its digits were written as one number. libphonenumber skips any mark, and
/// letters; here only those pass that people group digits with.
enum NumberMarks {
    static let space = UInt8(ascii: " ")
    static let plus = UInt8(ascii: "+")
    static let dash = UInt8(ascii: "-")
    static let dot = UInt8(ascii: ".")
    static let slash = UInt8(ascii: "/")
    static let open = UInt8(ascii: "(")
    static let close = UInt8(ascii: ")")

    /// The byte for a character; `nil` for one that does not belong into a number.
    static func byte(_ scalar: Unicode.Scalar) -> UInt8? {
        if scalar.isASCII { return ascii(UInt8(scalar.value)) }
        switch scalar {
        // Spaces that end no line.
        case "\u{A0}", "\u{1680}", "\u{2000}"..."\u{200A}", "\u{202F}", "\u{205F}", "\u{3000}": return space
        // Hyphens, dashes and the minus sign.
        case "\u{2010}"..."\u{2015}", "\u{2212}", "\u{FE58}", "\u{FE63}", "\u{FF0D}": return dash
        case "\u{FF0B}": return plus
        case "\u{FF08}": return open
        case "\u{FF09}": return close
        case "\u{FF0E}": return dot
        case "\u{FF0F}": return slash
        default:
            guard scalar.properties.generalCategory == .decimalNumber, let value = scalar.properties.numericValue else {
                return nil
            }
            return 0x30 + UInt8(value)
        }
    }

    private static func ascii(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39, space, plus, dash, dot, slash, open, close: byte
        default: nil
        }
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}

extension Unicode.Scalar {
    /// Whether it is a letter of any script.
    var isLetter: Bool { properties.isAlphabetic }
}
