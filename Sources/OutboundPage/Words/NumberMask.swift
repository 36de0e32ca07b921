/// Hides the middle digits of telephone numbers from those who may not see them.
///
/// Whatever a viewer is given passes here: values for pages by `masked` (``NumberMask+Values``), all JSON by ``json(_:)``,
/// cells of tables by ``RecordTable``. A text is masked unless it is listed as harmless, never the other way round.
struct NumberMask: Equatable, Sendable {
    /// Whether anything is hidden.
    let isOn: Bool

    /// From so many digits on, digits in a text may be a telephone number.
    static let fewest = 7

    /// A number: `+1617555••••` would still tell too much of a small town, so of eleven digits the first three and the
    /// last two stay.
    func number(_ number: String) -> String {
        guard isOn else { return number }
        let scalars = Array(number.unicodeScalars)
        return NumberMask.hidden(scalars[...])
    }

    /// A text in which numbers may stand: an engine's words, a reference, a reason, a file that was refused.
    func text(_ text: String) -> String {
        guard isOn, text.unicodeScalars.contains(where: \.isDecimalDigit) else { return text }
        let scalars = Array(text.unicodeScalars)
        var masked = ""
        var at = 0
        while at < scalars.count {
            guard scalars[at].isDecimalDigit else {
                masked.unicodeScalars.append(scalars[at])
                at += 1
                continue
            }
            let end = WrittenInstant.end(in: scalars, from: at)
            let run = scalars[at..<(end ?? NumberMask.runEnd(in: scalars, from: at))]
            let isNumber = end == nil && run.count(where: \.isDecimalDigit) >= NumberMask.fewest
            masked += isNumber ? NumberMask.hidden(run) : String(String.UnicodeScalarView(run))
            at = run.endIndex
        }
        return masked
    }

    /// How much may stand between two digits of one number: `(617) 555`, `617 - 555`.
    private static let widestGap = 3

    /// Where the digits end that may be one number: at a letter, a line's end, a wide gap or a written instant.
    private static func runEnd(in scalars: [Unicode.Scalar], from start: Int) -> Int {
        var end = start + 1
        var at = end
        while at < scalars.count, at - end <= widestGap {
            let scalar = scalars[at]
            if scalar.isDecimalDigit {
                if at > end, WrittenInstant.end(in: scalars, from: at) != nil { return end }
                end = at + 1
            } else if scalar == "\n" || scalar.properties.isAlphabetic {
                return end
            }
            at += 1
        }
        return end
    }

    private static func hidden(_ text: ArraySlice<Unicode.Scalar>) -> String {
        let digits = text.count(where: \.isDecimalDigit)
        let first = min(3, max(0, digits - 4))
        var place = 0
        var hidden = String.UnicodeScalarView()
        for scalar in text {
            if scalar.isDecimalDigit {
                place += 1
                hidden.append(place <= first || place > digits - 2 ? scalar : "•")
            } else {
                hidden.append(scalar)
            }
        }
        return String(hidden)
    }
}

extension Unicode.Scalar {
    /// A digit of any script: full-width and Arabic ones dial as well.
    fileprivate var isDecimalDigit: Bool {
        value < 0x80 ? (0x30...0x39).contains(value) : properties.numericType == .decimal
    }
}
