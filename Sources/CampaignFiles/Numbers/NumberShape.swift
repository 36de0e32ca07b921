/// The digits of a number, once it is sure that they were written as one.
///
/// Taken are spaces, hyphens, and dots between groups; parentheses around an area code or a trunk zero; a slash behind an
/// area code, as in Germany; a last `.0`, which spreadsheets and their libraries append to a number that was a cell. All
/// else that libphonenumber would skip is refused: what it leaves may be somebody else's number.
struct NumberShape {
    /// `+` and digits; the letters of a vanity number, too.
    private(set) var text = ""
    /// Whether a trunk zero was written in parentheses, which is dialled only within the country.
    private(set) var hasTrunkZero = false

    /// What is wrong; the text is to stand before the words.
    struct Fault: Error {
        /// What is wrong; what to do.
        var words: String
    }

    /// Looks at a text.
    init(_ written: String, isNorthAmerican: Bool) throws(Fault) {
        var marks: [UInt8] = []
        marks.reserveCapacity(written.utf8.count)
        for scalar in written.unicodeScalars {
            if let byte = NumberMarks.byte(scalar) {
                marks.append(byte)
            } else if scalar.isLetter, isNorthAmerican, let vanity = VanityNumber(written) {
                text = vanity.text
                return
            } else {
                throw NumberShape.fault(written, scalar)
            }
        }
        while let last = marks.last, last == NumberMarks.space { marks.removeLast() }
        if marks.last == NumberMarks.dot { marks.removeLast() }
        try NumberShape.dropFraction(&marks)
        var walk = ShapeWalk(isNorthAmerican: isNorthAmerican)
        try walk.run(marks)
        hasTrunkZero = walk.hasTrunkZero
        text = String(decoding: marks.filter { NumberMarks.isDigit($0) || $0 == NumberMarks.plus }, as: UTF8.self)
    }

    private static func fault(_ written: String, _ scalar: Unicode.Scalar) -> Fault {
        if WrittenExtension(written) != nil {
            let advice = "to have digits sent after answer write the number with `;postd=`"
            return Fault(words: "has an extension; \(advice)")
        }
        if scalar.isLetter { return Fault(words: "has letters in it; write the number in digits") }
        if scalar == "," || scalar == ";" {
            let advice = "write one number, and digits to be sent after answer with `;postd=`"
            return Fault(words: "has a \(scalar == "," ? "comma" : "semicolon") in it; \(advice)")
        }
        let isShown =
            ![.format, .control].contains(scalar.properties.generalCategory) && !scalar.properties.isWhitespace
        let code = String(scalar.value, radix: 16, uppercase: true)
        let name = isShown ? "`\(scalar)`" : "U+\(String(repeating: "0", count: max(0, 4 - code.count)))\(code)"
        return Fault(words: "has the character \(name) in it; write one number, its digits with spaces or hyphens")
    }

    /// Takes off a `.0`, and `.00` where nothing but a cell's number can stand before it; any other fraction is none that a
    /// telephone has.
    private static func dropFraction(_ marks: inout [UInt8]) throws(Fault) {
        guard let place = marks.lastIndex(of: NumberMarks.dot), place > 0, marks.count - place <= 4 else { return }
        let fraction = marks[(place + 1)...]
        let whole = marks[..<place]
        let isWhole = whole.allSatisfy { NumberMarks.isDigit($0) || $0 == NumberMarks.plus }
        if fraction.elementsEqual("0".utf8) && !whole.contains(NumberMarks.dot)
            || isWhole && whole.count >= 7 && fraction.elementsEqual("00".utf8)
                && whole.first != UInt8(ascii: "0")
        {
            marks.removeSubrange(place...)
            return
        }
        let isFraction = fraction.count == 1 || isWhole && whole.count >= 7 && fraction.count == 2
        guard isFraction || isWhole && whole.count >= 7 && fraction.allSatisfy({ $0 == UInt8(ascii: "0") }) else {
            return
        }
        throw Fault(words: "ends in a decimal fraction; write the number as text, without the point")
    }
}

extension NumberShape.Fault {
    static let parentheses = NumberShape.Fault(
        words: "has parentheses that are not around an area code; write the number without them"
    )
    static let slash = NumberShape.Fault(
        words: "has a slash that does not follow an area code; write one number, its digits with spaces or hyphens"
    )
    static let twoNumbers = NumberShape.Fault(words: "seems to hold two numbers; write each on its own")
    static let plus = NumberShape.Fault(words: "has a plus sign that is not at its beginning; write one number")
    static let marks = NumberShape.Fault(
        words: "has several marks in a row between its digits; write one number, its digits with spaces or hyphens"
    )
}
