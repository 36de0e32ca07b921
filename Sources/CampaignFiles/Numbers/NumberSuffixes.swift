/// What may follow a number to call: `;ani=` the caller id, and `;postd=` the digits sent after answer, in either order.
///
/// The shape is that of a `tel:` URI (RFC 2806 had `postd`; RFC 3966 has dropped it), also without the `tel:`.
struct NumberSuffixes: Equatable {
    /// The caller id as written.
    var callerID: String?
    /// Digits, `*`, `#`, `A` to `D`, and the pauses `p`, `w` and `,`; 1 to 32 of them.
    var postDial: String?

    /// What is wrong with the suffixes; the text is to stand before the words.
    struct Fault: Error {
        /// What is wrong; what to do.
        var words: String
    }

    /// Parts a text into the number and its suffixes.
    static func split(_ text: String) -> (number: String, suffixes: Result<NumberSuffixes, Fault>) {
        let pieces = unwrapped(text).split(separator: ";", omittingEmptySubsequences: false)
        var suffixes = NumberSuffixes()
        for piece in pieces.dropFirst() {
            if let fault = suffixes.take(piece) { return ("", .failure(fault)) }
        }
        return (withoutScheme(String(pieces[0])), .success(suffixes))
    }

    /// The text without what spreadsheets wrap around a number that shall stay text: an apostrophe before it, quotes,
    /// `="…"`; and without what cannot be seen at both ends.
    static func unwrapped(_ text: String) -> String {
        var rest = text.withoutInvisibleEnds
        if rest.hasPrefix("=\"") { rest = rest.dropFirst() }
        if rest.hasPrefix("\"") {
            rest = rest.dropFirst()
            if rest.hasSuffix("\"") { rest = rest.dropLast() }
        }
        if let first = rest.unicodeScalars.first, apostrophes.contains(first), String(rest.dropFirst()).beginsAsNumber {
            rest = rest.dropFirst()
            if let last = rest.unicodeScalars.last, apostrophes.contains(last) { rest = rest.dropLast() }
        }
        return String(rest)
    }

    private static let apostrophes: Set<Unicode.Scalar> = ["'", "\u{2019}", "\u{2018}", "`", "\u{B4}"]

    /// The text without `tel:` and without what cannot be seen at both ends.
    static func withoutScheme(_ text: String) -> String {
        let visible = text.withoutInvisibleEnds
        guard visible.utf8.prefix(4).elementsEqual("tel:".utf8, by: { $0 | 0x20 == $1 | 0x20 }) else {
            return String(visible)
        }
        return String(visible.dropFirst(4))
    }

    private mutating func take(_ piece: Substring) -> Fault? {
        let halves = piece.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let value = halves.count == 2 ? String(halves[1]) : ""
        switch halves[0].lowercased() {
        case "ani": return put(value, "ani", \.callerID)
        case "postd":
            guard Self.canBeSent(value) else {
                let allowed = "1 to 32 of 0-9, *, #, A-D, and the pauses p, w and the comma"
                return Fault(words: "has a `;postd=` of \(value.inQuotes), which cannot be sent; write \(allowed)")
            }
            return put(value, "postd", \.postDial)
        case "ext":
            return Fault(words: "has an extension; to have it dialled after answer write `;postd=\(value.excerpt)`")
        case let name:
            return Fault(words: "has a suffix \(name.inQuotes) that is not known; known are `;ani=` and `;postd=`")
        }
    }

    private mutating func put(
        _ value: String,
        _ name: String,
        _ place: WritableKeyPath<NumberSuffixes, String?>
    ) -> Fault? {
        guard self[keyPath: place] == nil else { return Fault(words: "has `;\(name)=` twice; write it once") }
        guard !value.isEmpty else { return Fault(words: "has an empty `;\(name)=`; give it a value, or remove it") }
        self[keyPath: place] = value
        return nil
    }

    private static func canBeSent(_ digits: String) -> Bool {
        let allowed = "0123456789*#ABCDpw,".utf8
        return (1...32).contains(digits.utf8.count) && digits.utf8.allSatisfy(allowed.contains)
    }
}
