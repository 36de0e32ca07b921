import Foundation

/// What goes to the person: results on standard output, words about them on standard error.
enum Terminal {
    /// Whether standard output is a terminal.
    static let isOutput = isatty(STDOUT_FILENO) == 1
    /// Whether standard error is a terminal.
    static let isError = isatty(STDERR_FILENO) == 1
    /// Whether output may have colour: on a terminal, unless `NO_COLOR` is set and not empty (no-color.org).
    static let hasColour =
        isOutput && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty
        && ProcessInfo.processInfo.environment["TERM"] != "dumb"

    /// How many characters a line of the terminal has; `nil` where standard output is none.
    static var width: Int? {
        guard isOutput else { return nil }
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Writes to standard output; a closed pipe ends the program quietly, as it does others.
    static func write(_ text: TerminalText) {
        write(Array(text.content.utf8), to: STDOUT_FILENO)
    }

    /// Writes a text of several lines that was put together elsewhere to standard output.
    static func write(lines text: String) {
        write(TerminalText(lines: text))
    }

    /// Writes JSON lines to standard output; `JSONLineWriter` has escaped in them what a terminal would act on.
    static func write(_ bytes: [UInt8]) {
        write(bytes, to: STDOUT_FILENO)
    }

    /// Writes a line to standard error; whatever it holds, it is one line.
    static func complain(_ line: String) {
        show("callspool: \(line)\n")
    }

    /// Writes a line that is not about anything wrong to standard error.
    static func remark(_ line: String) {
        show("\(line)\n")
    }

    /// Writes to standard error.
    static func show(_ text: TerminalText) {
        write(Array(text.content.utf8), to: STDERR_FILENO)
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            // Nobody reads: there is nobody to tell either.
            if count <= 0 { exit(errno == EPIPE ? 0 : 74) }
            rest = rest.dropFirst(count)
        }
    }
}
