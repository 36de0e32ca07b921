/// What is wrong with a user's file, at a place in it.
///
/// Never thrown: a file's diagnostics are told all at once.
public struct Diagnostic: Hashable, Sendable {
    /// How bad it is.
    public enum Severity: String, Sendable {
        /// The file is refused.
        case error
        /// The file is taken; the user should know.
        case warning
    }

    /// A place in a text file.
    public struct Position: Hashable, Comparable, Sendable {
        /// The line, from 1.
        public var line: Int
        /// The column, from 1, in characters.
        public var column: Int

        /// Makes a place.
        public init(line: Int, column: Int) {
            self.line = line
            self.column = column
        }

        /// In reading order.
        public static func < (left: Position, right: Position) -> Bool {
            (left.line, left.column) < (right.line, right.column)
        }
    }

    /// Error or warning.
    public var severity: Severity
    /// The file's name as the user gave it.
    public var file: String
    /// The place; `nil` when the whole file is meant.
    public var position: Position?
    /// What is wrong; what to do.
    public var message: String

    /// Makes a diagnostic.
    public init(_ severity: Severity, file: String, at position: Position?, _ message: String) {
        self.severity = severity
        self.file = file
        self.position = position
        self.message = message
    }
}

extension Diagnostic: CustomStringConvertible {
    /// `FILE:LINE:COLUMN: error: what is wrong; what to do`, one line whatever the file's name holds.
    public var description: String {
        let place = position.map { ":\($0.line):\($0.column)" } ?? ""
        return "\(file)\(place): \(severity.rawValue): \(message)".oneLine
    }
}
