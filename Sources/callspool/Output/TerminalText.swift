import CallspoolCore

/// Text that may leave to a terminal: what the program itself writes stands as it is, what is put into it cannot steer.
///
/// A literal is the program's own words, with its line ends and colours. Whatever is interpolated (a file's name, an
/// engine's words, a user's text) is shown in one line, with escapes for all that a terminal would act on. So nobody who
/// writes a line need think of it, and a plain `String` does not get past the door.
struct TerminalText: ExpressibleByStringInterpolation {
    /// What is sent.
    fileprivate(set) var content: String

    init(stringLiteral value: String) {
        content = value
    }

    init(stringInterpolation: Interpolation) {
        content = stringInterpolation.content
    }

    /// A text of several lines that was put together elsewhere, which keeps its line ends and nothing else.
    init(lines text: String) {
        content = text.lines
    }

    static func + (left: TerminalText, right: TerminalText) -> TerminalText {
        var sum = left
        sum.content += right.content
        return sum
    }

    static func += (left: inout TerminalText, right: TerminalText) {
        left.content += right.content
    }

    struct Interpolation: StringInterpolationProtocol {
        fileprivate var content = ""

        init(literalCapacity: Int, interpolationCount: Int) {
            content.reserveCapacity(literalCapacity + 16 * interpolationCount)
        }

        mutating func appendLiteral(_ literal: String) { content += literal }

        mutating func appendInterpolation(_ value: some CustomStringConvertible) {
            content += value.description.oneLine
        }

        mutating func appendInterpolation(_ text: TerminalText) { content += text.content }
    }
}
