internal import Hummingbird

/// The parameters of a request, of which none is let pass unread: a slip must not look like an answer.
struct APIQuery {
    private let parameters: [(name: String, value: String)]

    /// Takes them.
    ///
    /// - Parameters:
    ///   - request: what was asked.
    ///   - names: the parameters that there are.
    /// - Throws: `APIFault` for any other, and for bytes that are not text.
    init(_ request: Request, _ names: String...) throws(APIFault) {
        parameters = request.uri.queryParameters.map { (name: String($0.key), value: String($0.value)) }
        for (name, value) in parameters {
            guard names.contains(name) else {
                let known = names.isEmpty ? "there are none here" : "there are \(names.joined(separator: ", "))"
                throw APIFault(.badRequest, "there is no parameter `\(name)`; \(known)")
            }
            guard !value.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
                throw APIFault(.badRequest, "`\(name)` has a control character in it")
            }
        }
    }

    /// A text; `nil` when it is not given.
    ///
    /// - Throws: `APIFault` when it is given twice, or is empty or long.
    func text(_ name: String) throws(APIFault) -> String? {
        let values = parameters.filter { $0.name == name }.map(\.value)
        guard values.count <= 1 else { throw APIFault(.badRequest, "`\(name)` is given twice") }
        guard let value = values.first else { return nil }
        guard (1...200).contains(value.unicodeScalars.count) else {
            throw APIFault(.badRequest, "`\(name)` must have 1 to 200 characters")
        }
        return value
    }

    /// A whole number; the usual one when it is not given.
    ///
    /// - Throws: `APIFault` when it is none, or out of range.
    func number(_ name: String, in range: ClosedRange<Int>, usually usual: Int) throws(APIFault) -> Int {
        guard let text = try text(name) else { return usual }
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text), range.contains(number)
        else {
            throw APIFault(
                .badRequest,
                "`\(name)` must be a whole number from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return number
    }

    /// Words of an enumeration; the parameter may be given several times.
    ///
    /// - Throws: `APIFault` for one that is none of them.
    func words<Word: CaseIterable & RawRepresentable<String> & Hashable>(_ name: String) throws(APIFault) -> Set<Word> {
        var words: Set<Word> = []
        for parameter in parameters where parameter.name == name {
            guard let word = Word(rawValue: parameter.value) else {
                let known = Word.allCases.map(\.rawValue).joined(separator: ", ")
                throw APIFault(.badRequest, "`\(name)` must be one of \(known)")
            }
            words.insert(word)
        }
        return words
    }

    /// Yes or no, `true` or `false`; no when it is not given.
    ///
    /// - Throws: `APIFault` for any other word.
    func flag(_ name: String) throws(APIFault) -> Bool {
        switch try text(name) {
        case nil, "false": false
        case "true": true
        default: throw APIFault(.badRequest, "`\(name)` must be true or false")
        }
    }
}
