import Foundation

/// Asks for a new password: typed twice at a terminal, unseen; otherwise the first line of standard input.
enum PasswordPrompt {
    private static let length = 8...1024

    /// The password; `nil` when it is too short or too long, or the two differ.
    static func ask(_ name: String) throws -> String? {
        guard isatty(STDIN_FILENO) == 1 else { return accepted(readLine(strippingNewline: true)) }
        let first = unseen("Password for \(name): ")
        guard let password = accepted(first) else { return nil }
        return unseen("Again: ") == password ? password : nil
    }

    private static func accepted(_ line: String?) -> String? {
        line.flatMap { length.contains($0.utf8.count) ? $0 : nil }
    }

    /// Reads a line that the terminal does not show.
    private static func unseen(_ prompt: String) -> String? {
        Terminal.show("\(prompt)")
        var usual = termios()
        tcgetattr(STDIN_FILENO, &usual)
        var silent = usual
        silent.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &usual)
            Terminal.show("\n")
        }
        return readLine(strippingNewline: true)
    }
}
