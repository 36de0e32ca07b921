/// HTML, made piece by piece.
///
/// Names of elements and attributes are the program's own, so they are static; every text and every value of an
/// attribute is escaped. There is no way to put in a text as it is, so that what comes from a file cannot become markup.
public struct Markup: Sendable {
    /// What was made so far.
    public private(set) var html = ""

    /// Makes nothing.
    public init() {}

    /// An element with its attributes and what is in it.
    public mutating func element(
        _ name: StaticString,
        _ attributes: Attributes = Attributes(),
        _ content: (inout Markup) -> Void
    ) {
        html += "<\(name)\(attributes.text)>"
        content(&self)
        html += "</\(name)>"
    }

    /// An element with a text in it.
    public mutating func element(_ name: StaticString, _ attributes: Attributes, _ text: String) {
        element(name, attributes) { $0.text(text) }
    }

    /// An element with a text in it and without attributes.
    public mutating func element(_ name: StaticString, _ text: String) {
        element(name, Attributes(), text)
    }

    /// An element that has nothing in it and no end.
    public mutating func void(_ name: StaticString, _ attributes: Attributes = Attributes()) {
        html += "<\(name)\(attributes.text)>"
    }

    /// A text.
    public mutating func text(_ text: String) {
        html += text.escaped
    }

    /// What the program itself has as a literal: a style sheet, a document type.
    public mutating func literal(_ text: StaticString) {
        html += text.description
    }

    /// What another markup holds.
    public mutating func append(_ other: Markup) {
        html += other.html
    }
}

/// The attributes of an element, in order; values are escaped.
public struct Attributes: ExpressibleByDictionaryLiteral, Sendable {
    private let all: [(name: StaticString, value: String)]

    /// Names and values.
    public init(dictionaryLiteral elements: (StaticString, String)...) {
        all = elements.map { (name: $0.0, value: $0.1) }
    }

    /// None.
    public init() {
        all = []
    }

    var text: String {
        all.map { " \($0.name)=\"\($0.value.escaped)\"" }.joined()
    }
}

extension String {
    /// Safe between tags and between double quotes; control characters, which no HTML may have, become `\u{FFFD}`.
    var escaped: String {
        var escaped = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            case "\n", "\t": escaped.unicodeScalars.append(scalar)
            case "\u{0}"..<" ", "\u{7F}"..<"\u{A0}": escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
