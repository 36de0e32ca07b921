internal import CallspoolCore
internal import Spool

/// The lines of a file around those at which something is found, with what is found.
///
/// A list of a million lines is read, and a few dozen of them are shown.
struct SourceExcerpt: Sendable {
    /// A line that is shown.
    struct Line: Equatable, Sendable {
        /// Its number.
        var number: Int
        /// Its text, cut where it is long.
        var text: String
        /// What is found at it.
        var findings: [Finding]
        /// Whether anything is.
        var isMarked: Bool
        /// Whether lines before it are left out.
        var hasGap: Bool
    }

    /// What is found at a line.
    struct Finding: Equatable, Sendable {
        /// `error` or `warning`.
        var severity: String
        /// What is wrong; what to do.
        var message: String
        /// How it is shown.
        var tone: String

        init(_ diagnostic: Diagnostic) {
            severity = diagnostic.severity.rawValue
            message = diagnostic.message
            tone = diagnostic.severity == .error ? "bad" : "warn"
        }
    }

    /// How many findings are shown.
    static let mostFindings = 100
    /// How many lines are shown on each side.
    private static let around = 2
    /// How many characters of a line are shown.
    private static let widest = 300

    /// The file's name.
    let name: String
    /// Its lines.
    private(set) var lines: [Line] = []
    /// How many findings are not shown, there are so many.
    let omitted: Int
    /// Whether there are.
    let isCut: Bool

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - name: what it is called.
    ///   - diagnostics: what is found in it; those without a place are not shown here.
    ///   - disk: where it is.
    /// - Throws: `DiskError`.
    init(_ path: String, named name: String, _ diagnostics: [Diagnostic], on disk: any Disk) throws {
        self.name = name
        let placed = diagnostics.filter { $0.position != nil }
        omitted = max(0, placed.count - SourceExcerpt.mostFindings)
        isCut = omitted > 0
        let shown = Dictionary(grouping: placed.prefix(SourceExcerpt.mostFindings)) { $0.position?.line ?? 0 }
        guard let last = shown.keys.max() else { return }
        let file = try disk.openReading(path)
        defer { file.close() }
        var number = 0
        var skipped = 0
        var reader = TextLines(file)
        while number < last + SourceExcerpt.around, let text = try reader.next(widest: SourceExcerpt.widest) {
            number += 1
            let isNear = (-SourceExcerpt.around...SourceExcerpt.around).contains { shown[number + $0] != nil }
            guard isNear else {
                skipped += 1
                continue
            }
            let found = (shown[number] ?? []).map(Finding.init)
            lines.append(
                Line(number: number, text: text, findings: found, isMarked: !found.isEmpty, hasGap: skipped > 0)
            )
            skipped = 0
        }
    }
}

/// The lines of a file as texts, the last one too when no line feed ends it; what is long is cut, and never held whole.
private struct TextLines {
    private let file: any OpenFile
    private var block = [UInt8](repeating: 0, count: 1 << 16)
    private var filled = 0
    private var taken = 0
    private var offset = 0

    init(_ file: any OpenFile) {
        self.file = file
    }

    mutating func next(widest: Int) throws -> String? {
        var line: [UInt8] = []
        var isCut = false
        var hasAny = false
        while try fill() {
            hasAny = true
            let end = block[taken..<filled].firstIndex(of: 0x0A)
            let piece = block[taken..<(end ?? filled)]
            // Four bytes a character at most.
            if line.count < widest * 4 {
                line += piece.prefix(widest * 4 - line.count)
            } else {
                isCut = isCut || !piece.isEmpty
            }
            taken = end.map { $0 + 1 } ?? filled
            if end != nil { break }
        }
        guard hasAny else { return nil }
        if line.last == 0x0D { line.removeLast() }
        let text = String(decoding: line, as: UTF8.self)
        return text.count > widest || isCut ? "\(text.prefix(widest))…" : text
    }

    /// Whether there is anything left.
    private mutating func fill() throws -> Bool {
        guard taken == filled else { return true }
        let at = offset
        filled = try block.withUnsafeMutableBytes { [file] in try file.read(at: at, into: $0) }
        taken = 0
        offset += filled
        return filled > 0
    }
}
