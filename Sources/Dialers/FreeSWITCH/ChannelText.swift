/// Texts of other people's in progress into `{…}`, a dial string or a dialplan, where `,` ends a variable, `}` all of
/// them, a line feed the command, and where `${…}` may be an order to run something.
///
/// They are not quoted. FreeSWITCH's quoting has exceptions in every place where such a text is read again (`^^`,
/// `:_:`, `ARRAY::`, `\n`), and the dialplan's own reading comes after it. What is not plainly harmless is written as
/// `%XX`, which means nothing to any of them.
enum ChannelText {
    /// Any text: letters, digits, `-._~+@/` stand for themselves, all else is `%XX` of its UTF-8.
    static func escaped(_ text: String) -> String {
        escaped(text) { byte, _ in byte.isAlphanumeric || "-._~+@/".utf8.contains(byte) }
    }

    /// A URL, which stays one and means the same: what could do harm in it is escaped, and what is escaped stays so.
    ///
    /// A `_` after a colon is escaped, too: `:_:` parts the calls of one originate.
    static func escapedURL(_ url: String) -> String {
        escaped(url) { byte, before in
            if byte == UInt8(ascii: "_") { return before != UInt8(ascii: ":") }
            return byte.isAlphanumeric || "-.~:/?#@!*+;=&%".utf8.contains(byte)
        }
    }

    /// Whether a text is a number that may stand in a dial string: a `+` or none, and digits.
    static func isNumber(_ text: String) -> Bool {
        let digits = text.hasPrefix("+") ? text.dropFirst() : text[...]
        return (1...32).contains(digits.utf8.count) && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// Whether a text may be a part of a variable's name, or an id.
    static func isName(_ text: String, upTo most: Int) -> Bool {
        (1...most).contains(text.utf8.count) && text.utf8.allSatisfy { $0.isAlphanumeric || "_-.".utf8.contains($0) }
    }

    private static func escaped(_ text: String, isPlain: (_ byte: UInt8, _ before: UInt8) -> Bool) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var before: UInt8 = 0
        for byte in text.utf8 {
            if isPlain(byte, before) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), hexDigits[Int(byte >> 4)], hexDigits[Int(byte & 15)]]
            }
            before = byte
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let hexDigits = Array("0123456789ABCDEF".utf8)
}

extension UInt8 {
    fileprivate var isAlphanumeric: Bool {
        (0x30...0x39).contains(self) || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self)
    }
}

extension ChannelText {
    /// A server's words, fit for one line of a log or a record.
    static func shown(_ text: String) -> String {
        String(text.unicodeScalars.prefix(200).map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) })
    }
}
