/// An extension behind a number: `x123`, `ext. 5`, `#5`.
struct WrittenExtension {
    /// What stands before it.
    let number: String

    private static let words: Set<String> = [
        "x", "xt", "xtn", "ex", "ext", "extn", "extension", "anexo", "int", "interno", "poste", "ramal", "доб",
    ]

    /// `nil` when a text has none.
    init?(_ text: String) {
        var rest = Substring(text).unicodeScalars
        func drop(_ isDropped: (Unicode.Scalar) -> Bool) -> Int {
            let before = rest.count
            while let last = rest.last, isDropped(last) { rest.removeLast() }
            return before - rest.count
        }
        _ = drop { $0 == "#" || $0 == " " }
        guard (1...9).contains(drop { $0.isASCII && $0.properties.numericType == .decimal }) else { return nil }
        _ = drop { " .:=-\u{A0}".unicodeScalars.contains($0) }
        if rest.last == "#" {
            rest.removeLast()
        } else {
            let end = rest.endIndex
            _ = drop { $0.isLetter }
            let word = String(text.unicodeScalars[rest.endIndex..<end]).lowercased()
            guard WrittenExtension.words.contains(word) else { return nil }
        }
        _ = drop { " ,.;:-(\u{A0}".unicodeScalars.contains($0) }
        number = String(Substring(rest))
        guard number.unicodeScalars.contains(where: { $0.properties.numericType == .decimal }) else { return nil }
    }
}
