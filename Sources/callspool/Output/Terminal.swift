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
        write(Array(text.content.utf8))
    }

    /// Writes a text of several lines that was put together elsewhere to standard output.
    static func write(lines text: String) {
        write(TerminalText(lines: text))
    }

    /// Writes a line to standard output that must not be overlooked: in red, where there is colour.
    static func alarm(_ line: TerminalText) {
        write(hasColour ? "\u{1B}[1;31m\(line)\u{1B}[0m\n" : "\(line)\n")
    }

    /// Writes bytes to standard output: JSON lines, in which `JSONLineWriter` has escaped what a terminal would act on.
    ///
    /// Results that cannot be written are what a command failed at: nothing else that is not written may end a program.
    static func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            // Nobody reads: there is nobody to tell either.
            if count < 0, errno == EPIPE { exit(0) }
            if count <= 0 {
                let why = String(cString: strerror(errno))
                warn("cannot write the results to standard output: \(why)")
                exit(74)
            }
            rest = rest.dropFirst(count)
        }
    }

    /// Writes a line to standard error; whatever it holds, it is one line.
    static func warn(_ line: String) {
        ErrorStream.say("callspool: \(line)\n")
    }

    /// Writes a line that is not about anything wrong to standard error.
    static func log(_ line: String) {
        ErrorStream.say("\(line)\n")
    }

    /// Writes to standard error.
    static func show(_ text: TerminalText) {
        ErrorStream.say(text)
    }
}
