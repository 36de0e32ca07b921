/// Hides the middle digits of telephone numbers from those who may not see them.
struct NumberMask: Equatable, Sendable {
    /// Whether anything is hidden.
    let isOn: Bool

    /// From so many digits on, digits in a text may be a telephone number.
    static let fewest = 7

    /// A number: `+1617555••••` would still tell too much of a small town, so of eleven digits the first three and the
    /// last two stay.
    func number(_ number: String) -> String {
        isOn ? NumberMask.hidden(number[...]) : number
    }

    /// A text in which numbers may stand, such as a reason or a file that was refused.
    func text(_ text: String) -> String {
        guard isOn else { return text }
        var masked = ""
        var rest = text[...]
        while let start = rest.firstIndex(where: { $0.isASCIIDigit }) {
            let run = rest[start...].prefix { $0.isASCIIDigit || " -.()/".contains($0) }
            let end = run.lastIndex { $0.isASCIIDigit }.map { run.index(after: $0) } ?? run.endIndex
            let found = rest[start..<end]
            masked += rest[..<start]
            masked += NumberMask.isNumber(found) ? NumberMask.hidden(found) : String(found)
            rest = rest[end...]
        }
        return masked + rest
    }

    /// Enough digits, and not a day: `2026-11-25` and what follows it is no number.
    private static func isNumber(_ text: Substring) -> Bool {
        let digits = text.count { $0.isASCIIDigit }
        guard digits >= fewest else { return false }
        let shape = String(text.prefix(10).map { $0.isASCIIDigit ? "0" : $0 })
        return shape != "0000-00-00"
    }

    private static func hidden(_ text: Substring) -> String {
        let digits = text.count { $0.isASCIIDigit }
        let first = min(3, max(0, digits - 4))
        var place = 0
        return String(
            text.map { character -> Character in
                guard character.isASCIIDigit else { return character }
                place += 1
                return place <= first || place > digits - 2 ? character : "•"
            }
        )
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}
