internal import CallspoolCore

/// The lines of a call file while it is written: escaped, or refused.
struct CallFileLines {
    /// What was written.
    private(set) var bytes: [UInt8] = []
    private let id: String

    init(_ id: String) {
        self.id = id
    }

    /// A comment.
    mutating func comment(_ text: String) throws(EngineError) {
        guard !text.utf8.contains(where: { $0 < 0x20 }) else { throw refusal("a comment", "it is not one line") }
        bytes += "# \(text)\n".utf8
    }

    /// A keyword and its value.
    ///
    /// - Throws: `EngineError` when Asterisk would not read it as it was meant.
    mutating func add(_ key: String, _ value: String) throws(EngineError) {
        var line = Array("\(key): ".utf8)
        for byte in value.utf8 {
            if byte < 0x20 || byte == 0x7F { throw refusal(key, "it has a control character") }
            // After a blank it begins a comment, and nothing can be done about it.
            if byte == UInt8(ascii: "#"), line.last == 0x20 { throw refusal(key, "it has a `#` after a blank") }
            if byte == UInt8(ascii: ";") { line.append(UInt8(ascii: "\\")) }
            line.append(byte)
        }
        guard line.count <= CallFile.longestLine else {
            throw refusal(key, "it is longer than the \(CallFile.longestLine) bytes of a line")
        }
        bytes += line + [0x0A]
    }

    /// A number as it may stand in a dial string: digits, and a plus before them.
    ///
    /// - Throws: `EngineError` for anything else.
    func dialable(_ number: String) throws(EngineError) -> String {
        let digits = number.hasPrefix("+") ? number.dropFirst() : number[...]
        guard (1...32).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw refusal("a number", "it is not made of digits")
        }
        return number
    }

    private func refusal(_ key: String, _ why: String) -> EngineError {
        EngineError(
            "cannot write the call file of \(id): \(key) cannot be passed to Asterisk, because \(why)",
            concernsCallOnly: true
        )
    }
}
