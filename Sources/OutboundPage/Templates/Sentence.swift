internal import CallspoolCore
internal import Charts
internal import Mustache
internal import Presentation

/// Text for a page in which instants may stand, safe between tags.
///
/// Everything that goes in is escaped, literals too; only an instant becomes an element, which the page's script shows
/// in the reader's zone. Templates put sentences in with three braces, and nothing else.
struct Sentence: Equatable, Sendable, ExpressibleByStringInterpolation, MustacheCustomRenderable {
    /// As it stands in the page.
    private(set) var html = ""

    init(stringLiteral text: String) {
        self.init(text)
    }

    /// A text.
    init(_ text: String) {
        var markup = Markup()
        markup.text(text)
        html = markup.html
    }

    /// Words with instants in them.
    init(_ text: TimedText) {
        html = text.pieces.reduce(into: "") { html, piece in
            switch piece {
            case .words(let words): html += Sentence(words).html
            case .instant(let at): html += ("\(at)" as Sentence).html
            }
        }
    }

    /// What was drawn.
    init(_ markup: Markup) {
        html = markup.html
    }

    init(stringInterpolation: Interpolation) {
        html = stringInterpolation.html
    }

    /// The pieces of a literal.
    struct Interpolation: StringInterpolationProtocol {
        fileprivate var html = ""

        init(literalCapacity: Int, interpolationCount: Int) {}

        mutating func appendLiteral(_ text: String) {
            html += Sentence(text).html
        }

        mutating func appendInterpolation(_ text: some StringProtocol) {
            html += Sentence(String(text)).html
        }

        mutating func appendInterpolation(_ count: Int) {
            html += count.grouped
        }

        mutating func appendInterpolation(_ sentence: Sentence) {
            html += sentence.html
        }

        /// An instant, to the second.
        mutating func appendInterpolation(_ at: Timestamp) {
            let text = at.iso8601.prefix(19)
            var markup = Markup()
            let words = "\(text.prefix(10)) \(text.dropFirst(11)) UTC"
            markup.element("time", ["datetime": "\(text)Z", "data-s": "1"], words)
            html += markup.html
        }

        /// An instant, to the minute.
        mutating func appendInterpolation(minute at: Timestamp) {
            let text = at.iso8601.prefix(19)
            var markup = Markup()
            markup.element("time", ["datetime": "\(text)Z"], "\(text.prefix(10)) \(text.dropFirst(11).prefix(5)) UTC")
            html += markup.html
        }
    }

    /// Both, one after the other.
    static func + (left: Sentence, right: Sentence) -> Sentence {
        var both = left
        both.html += right.html
        return both
    }

    /// Whether there is nothing.
    var isEmpty: Bool { html.isEmpty }

    // For the templates.
    var renderText: String { html }
    var isNull: Bool { html.isEmpty }
}
