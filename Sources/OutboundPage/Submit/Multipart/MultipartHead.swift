/// What stands before a part's content: the field's name, and the file's.
struct MultipartHead: Equatable, Sendable {
    /// The field.
    var name: String
    /// The file's name as the sender has it, which may be anything; `nil` for a field that is not a file.
    var fileName: String?

    /// Makes a head.
    init(name: String, fileName: String? = nil) {
        self.name = name
        self.fileName = fileName
    }

    /// Reads the lines before a part's content.
    ///
    /// - Throws: `MultipartParser.Fault` when they do not name a field.
    init(_ bytes: some Collection<UInt8>) throws(MultipartParser.Fault) {
        guard let text = String(validating: Array(bytes), as: UTF8.self), !text.contains("\0") else {
            throw MultipartParser.Fault("the head of a part is not a text")
        }
        for line in text.split(separator: "\r\n") {
            guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == "content-disposition" else {
                continue
            }
            let words = HeaderParameters(line[line.index(after: colon)...])
            guard words.first == "form-data", let name = words["name"], name.utf8.count <= 100 else { break }
            self.init(name: name, fileName: words["filename"])
            return
        }
        throw MultipartParser.Fault("a part does not say which field it is")
    }
}

/// A header's first word and its parameters, `form-data; name="campaign"`.
struct HeaderParameters {
    /// The first word, in small letters.
    let first: String
    private var values: [String: String] = [:]

    /// Reads a header's value; what cannot be read is left out, and of two parameters of a name the first counts.
    init(_ text: some StringProtocol) {
        var rest = Substring(text)
        first = String(rest.prefix { $0 != ";" }).trimmed.lowercased()
        rest = rest.drop { $0 != ";" }
        while rest.first == ";" {
            rest = rest.dropFirst()
            let name = String(rest.prefix { $0 != "=" && $0 != ";" }).trimmed.lowercased()
            rest = rest.dropFirst(rest.prefix { $0 != "=" && $0 != ";" }.count)
            guard rest.first == "=" else { continue }
            rest = rest.dropFirst().drop { $0 == " " || $0 == "\t" }
            let value = rest.first == "\"" ? HeaderParameters.quoted(&rest) : HeaderParameters.word(&rest)
            rest = rest.drop { $0 != ";" }
            if values[name] == nil { values[name] = value }
        }
    }

    subscript(_ name: String) -> String? { values[name] }

    private static func word(_ rest: inout Substring) -> String {
        let word = rest.prefix { $0 != ";" }
        rest.removeFirst(word.count)
        return String(word).trimmed
    }

    /// Browsers write a quote as `%22`, other programs as `\"`; a backslash before anything else is the sender's own, of
    /// a path on Windows.
    private static func quoted(_ rest: inout Substring) -> String {
        var value = ""
        var isEscaped = false
        rest.removeFirst()
        while let character = rest.first {
            rest.removeFirst()
            if isEscaped {
                if character != "\"", character != "\\" { value.append("\\") }
                value.append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                break
            } else {
                value.append(character)
            }
        }
        return value
    }
}

extension String {
    fileprivate var trimmed: String {
        var text = self[...]
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return String(text)
    }
}
