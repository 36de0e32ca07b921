internal import CallspoolCore

/// The findings in one file, as they are met.
///
/// However many there are, memory is bounded: the first hundred errors and
/// the first hundred warnings by place are kept, the rest is counted.
final class Faults {
    /// How many of each severity are told one by one.
    static let most = 100

    private let file: String
    private var errors: [Diagnostic] = []
    private var warnings: [Diagnostic] = []
    private(set) var errorCount = 0
    private(set) var warningCount = 0

    /// Gathers for a file, named as the user named it.
    init(file: String) {
        self.file = file
    }

    /// Whether further errors will only be counted, so that costly words are not worth finding.
    var isFull: Bool { errorCount >= Self.most }

    /// Whether the file is refused.
    var refuses: Bool { errorCount > 0 }

    /// Notes an error; `nil` for the whole file.
    func error(_ message: @autoclosure () -> String, at position: Diagnostic.Position?) {
        errorCount += 1
        note(.error, message, at: position, in: &errors)
    }

    /// Notes a warning; `nil` for the whole file.
    func warning(_ message: @autoclosure () -> String, at position: Diagnostic.Position?) {
        warningCount += 1
        note(.warning, message, at: position, in: &warnings)
    }

    private func note(
        _ severity: Diagnostic.Severity,
        _ message: () -> String,
        at position: Diagnostic.Position?,
        in found: inout [Diagnostic]
    ) {
        // What stands below a hundred others is only counted. Most of a file's findings come in its order.
        if found.count >= Self.most, let position, let last = found[Self.most - 1].position, position >= last { return }
        found.append(Diagnostic(severity, file: file, at: position, message()))
        if found.count >= Self.most { found = Self.first(of: found) }
    }

    /// Every finding in reading order, those of the whole file first, and at the end how many more there are.
    var sorted: [Diagnostic] {
        Self.inOrder(Self.first(of: errors) + Self.first(of: warnings)) + more(errorCount, .error)
            + more(warningCount, .warning)
    }

    private func more(_ count: Int, _ severity: Diagnostic.Severity) -> [Diagnostic] {
        guard count > Self.most else { return [] }
        let words = "and \(count - Self.most) more \(severity.rawValue)s; repair these first"
        return [Diagnostic(severity, file: file, at: nil, words)]
    }

    private static func first(of found: [Diagnostic]) -> [Diagnostic] {
        Array(inOrder(found).prefix(most))
    }

    /// Sorted by place; what stands at the same place stays in the order in which it was found.
    private static func inOrder(_ found: [Diagnostic]) -> [Diagnostic] {
        let nowhere = Diagnostic.Position(line: 0, column: 0)
        return found.enumerated()
            .sorted { left, right in
                (left.element.position ?? nowhere, left.offset) < (right.element.position ?? nowhere, right.offset)
            }
            .map(\.element)
    }
}

extension String {
    /// The text as it can stand in a message: one line, at most 40 characters.
    var excerpt: String {
        let cut = unicodeScalars.prefix(40).map { $0.value < 0x20 || $0.value == 0x7F ? " " : String($0) }.joined()
        return unicodeScalars.count > 40 ? cut + "…" : cut
    }
}
