internal import CYAML
internal import CallspoolCore

/// libyaml's errors in words that say what to do.
///
/// Its own name the grammar's rule, not the author's slip.
enum YAMLFaultWords {
    /// The fault of a parser that has just failed.
    static func fault(of parser: yaml_parser_t, input: YAMLInput) -> YAMLEvent {
        let here = Diagnostic.Position(parser.problem_mark)
        switch (input.refusal, parser.error) {
        case (.utf16, _): return fault("is UTF-16, and must be UTF-8; \(advice(from: "UTF-16"))", at: .start)
        case (.endlessText, _):
            let words = "up to here one text or comment has gone on for too long; close its quotes, or split it"
            return fault(words, at: Diagnostic.Position(parser.mark))
        // Its own offset is of the byte that does not follow; the one that is wrong began the character.
        case (nil, YAML_READER_ERROR): return wrongByte(at: parser.offset, input: input)
        case (nil, YAML_MEMORY_ERROR): return fault("there is not enough memory to read it", at: here)
        case (nil, _): break
        }
        let problem = parser.problem.map { String(cString: $0) } ?? ""
        let context = parser.context.map { String(cString: $0) } ?? ""
        let began = Diagnostic.Position(parser.context_mark)
        if problem == "found character that cannot start any token" {
            return fault(wrongStart(parser.buffer.pointer?.pointee ?? 0), at: here)
        }
        if let entry = beginnings[problem] {
            return fault(entry, at: began)
        }
        if let words = words(for: problem, context: context, began: began) {
            return fault(words, at: here)
        }
        return fault("cannot be read as YAML (\(problem)); check quotes, colons and indentation", at: here)
    }

    /// More than one document.
    static func severalDocuments(at position: Diagnostic.Position) -> YAMLEvent {
        fault("a second document begins here; make a file of each", at: position)
    }

    /// A scalar past the bound.
    static func longScalar(at position: Diagnostic.Position) -> YAMLEvent {
        fault("this text is longer than 64 KiB; shorten it", at: position)
    }

    /// Nesting past the bound.
    static func deepNesting(at position: Diagnostic.Position) -> YAMLEvent {
        fault("lists and maps stand in each other deeper than any key here takes; flatten them", at: position)
    }

    private static func fault(_ words: String, at position: Diagnostic.Position) -> YAMLEvent {
        YAMLEvent(kind: .fault, text: words, position: position)
    }

    private static func advice(from encoding: String) -> String {
        "convert it: `iconv -f \(encoding) -t UTF-8 OLD.yaml > NEW.yaml`"
    }

    private static func wrongByte(at offset: Int, input: YAMLInput) -> YAMLEvent {
        let position = input.position(ofByte: offset)
        guard let byte = input.byte(at: offset) else {
            return fault("is not UTF-8 here; \(advice(from: "ISO-8859-1"))", at: position)
        }
        let name = "0x" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        switch byte {
        case 0: return fault("holds a NUL byte, so it is binary or UTF-16; it must be UTF-8 text", at: position)
        case 0..<0x20, 0x7F: return fault("holds the control character \(name); remove it", at: position)
        case 0xC2, 0xED, 0xEE, 0xEF:
            return fault("holds a character that is not for text (byte \(name)); remove it", at: position)
        default: return fault("is not UTF-8 here (byte \(name)); \(advice(from: "ISO-8859-1"))", at: position)
        }
    }

    private static func wrongStart(_ byte: UInt8) -> String {
        switch byte {
        case 0x09: "a tab cannot indent; use spaces"
        case 0x25, 0x40, 0x60:
            "a text cannot begin with `\(Character(Unicode.Scalar(byte)))`; put the text in quotes"
        default: "a text cannot begin so; put the text in quotes"
        }
    }

    /// What is told where the construct began, because the place where it failed says nothing.
    private static let beginnings = [
        "could not find expected ':'":
            "this line is not a `key: value`; add the colon and a space, or put the text in quotes",
        "found unexpected end of stream": "the quotes opened here are never closed; close them",
        "found unexpected document indicator": "the quotes opened here are never closed; close them",
    ]

    private static func words(for problem: String, context: String, began: Diagnostic.Position) -> String? {
        switch problem {
        case "mapping values are not allowed in this context":
            "a `:` cannot stand here; put the text in quotes, or check the indentation"
        case "block sequence entries are not allowed in this context":
            "a `- ` cannot stand here; put it on a separate line, below its key"
        case "did not find expected key":
            "this does not line up with the keys above (the map begins at \(place(began))); "
                + "indent it as they are, or put the text in quotes"
        case "did not find expected '-' indicator":
            "this is not an entry of the list that begins at \(place(began)); "
                + "begin it with `- `, or indent it as the keys are"
        case "did not find expected ',' or ']'":
            "the list opened with `[` at \(place(began)) is not closed; put a `,` between its items and a `]` at its end"
        case "did not find expected ',' or '}'":
            "the map opened with `{` at \(place(began)) is not closed; put a `,` between its keys and a `}` at its end"
        case "found invalid Unicode character escape code":
            "this escape is one half of a surrogate pair on its own, or no character at all; write the character itself "
                + "(in Python: json.dumps with ensure_ascii=False), or both halves"
        case "did not find expected hexdecimal number":
            "the digits of this escape are not hexadecimal; write `\\\\` for a backslash, or use single quotes"
        case "found unknown escape character":
            "this escape is not known between double quotes; write `\\\\` for a backslash, or use single quotes"
        case "found undefined tag handle", "did not find expected tag URI",
            "did not find expected whitespace or line break":
            "tags (`!…`) are not taken; put the text in quotes"
        case "did not find expected alphabetic or numeric character":
            "a text cannot begin with `*` or `&`; put the text in quotes"
        case "did not find expected <document start>":
            "nothing can follow the end of the list or map above; check the indentation"
        case "found incompatible YAML document": "this YAML version is not known; remove the `%YAML` line"
        case "found duplicate %YAML directive": "`%YAML` stands here twice; remove one"
        case "found a tab character where an indentation space is expected",
            "found a tab character that violates indentation":
            "a tab cannot indent; use spaces"
        case "did not find expected comment or line break":
            "nothing but a comment can follow on this line; move the text to the next one"
        default: nil
        }
    }

    private static func place(_ position: Diagnostic.Position) -> String {
        "\(position.line):\(position.column)"
    }
}
