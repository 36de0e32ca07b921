extension String {
    /// The text as it may leave to a terminal or a log, in one line: whatever would steer a terminal, end the line or
    /// change the order of what is read is shown as an escape (`\n`, `\u{1B}`).
    ///
    /// File names, engines' words and users' texts pass here, so that none of them can forge a line.
    public var oneLine: String { harmless(keepingLines: false) }

    /// The same for a text of several lines: line ends and tabs stay as they are.
    public var lines: String { harmless(keepingLines: true) }

    private func harmless(keepingLines: Bool) -> String {
        guard unicodeScalars.contains(where: \.isSteering) else { return self }
        var text = ""
        var rest = unicodeScalars[...]
        while let scalar = rest.popFirst() {
            let isLayout = scalar == "\n" || scalar == "\t" || scalar == "\r" && rest.first == "\n"
            if scalar.isSteering, !(keepingLines && isLayout) {
                text += scalar.escape
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}

extension Unicode.Scalar {
    /// Whether it does something to a terminal, a log or a reader's eye other than standing there.
    ///
    /// C0 and C1 controls and DEL; the line and paragraph separators; the marks, embeddings, overrides and isolates that
    /// change the direction of a text (UAX #9); invisible operators, the byte order mark, interlinear annotations and
    /// tags. The joiners U+200C and U+200D are left: words and emoji are written with them.
    public var isSteering: Bool {
        switch value {
        case 0x20..<0x7F: false
        case 0..<0x20, 0x7F..<0xA0: true
        case 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x206F: true
        case 0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE007F: true
        default: false
        }
    }

    fileprivate var escape: String {
        switch self {
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        default: "\\u{\(String(value, radix: 16, uppercase: true))}"
        }
    }
}
