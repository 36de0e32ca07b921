package import CallspoolCore

/// Words in which instants may stand; who shows them decides how an instant looks.
package struct TimedText: Equatable, Sendable, ExpressibleByStringInterpolation {
    /// A piece of the text.
    package enum Piece: Equatable, Sendable {
        /// Words.
        case words(String)
        /// An instant.
        case instant(Timestamp)
    }

    /// From left to right.
    package private(set) var pieces: [Piece]

    package init(stringLiteral text: String) {
        pieces = [.words(text)]
    }

    package init(stringInterpolation: Interpolation) {
        pieces = stringInterpolation.pieces
    }

    /// Words without an instant.
    package init(_ text: String) {
        pieces = [.words(text)]
    }

    /// The pieces of a literal.
    package struct Interpolation: StringInterpolationProtocol {
        fileprivate var pieces: [Piece] = []

        package init(literalCapacity: Int, interpolationCount: Int) {}

        package mutating func appendLiteral(_ text: String) {
            if !text.isEmpty { pieces.append(.words(text)) }
        }

        package mutating func appendInterpolation(_ text: some StringProtocol) {
            appendLiteral(String(text))
        }

        package mutating func appendInterpolation(_ count: Int) {
            appendLiteral(count.grouped)
        }

        package mutating func appendInterpolation(_ text: TimedText) {
            pieces += text.pieces
        }

        package mutating func appendInterpolation(_ at: Timestamp) {
            pieces.append(.instant(at))
        }
    }

    /// Whether it says nothing.
    package var isEmpty: Bool { pieces.allSatisfy { $0 == .words("") } }

    /// The text, with its instants as somebody writes them.
    package func text(_ instant: (Timestamp) -> String) -> String {
        pieces.map { piece in
            switch piece {
            case .words(let text): text
            case .instant(let at): instant(at)
            }
        }
        .joined()
    }
}
