internal import CallspoolCore
import Foundation

/// What a fixture says must be found in it: comment lines, each below the line that it speaks of.
///
/// `^` stands below the
/// place, `<` at the edge means the first column, `!` the whole file.
struct Marks {
    /// The findings as `LINE:COLUMN: severity: message`, or without a place.
    var expected: [String] = []

    init(_ text: String) {
        var line = 0
        for (index, content) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard let mark = Self.mark(content) else {
                line = index + 1
                continue
            }
            expected.append((mark.column.map { "\(line):\($0): " } ?? "") + mark.message)
        }
    }

    private static func mark(_ line: Substring) -> (column: Int?, message: String)? {
        guard line.hasPrefix("#"), let sign = line.dropFirst().firstIndex(where: { $0 != " " }) else { return nil }
        let message = String(line[sign...].dropFirst(2))
        guard message.hasPrefix("error: ") || message.hasPrefix("warning: ") else { return nil }
        switch line[sign] {
        case "^": return (line.distance(from: line.startIndex, to: sign) + 1, message)
        case "<": return (1, message)
        case "!": return (nil, message)
        default: return nil
        }
    }
}

extension Diagnostic {
    /// Without the file, as a mark says it.
    var mark: String {
        String(description.dropFirst(file.count + (position == nil ? 2 : 1)))
    }
}

/// Files of the tests and of the project.
enum Files {
    /// The project's root.
    static let root = (1...4).reduce(URL(filePath: #filePath)) { path, _ in path.deletingLastPathComponent() }

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    static func fixture(_ name: String) throws -> String {
        try text("Tests/CampaignFilesTests/Fixtures/\(name).yaml")
    }
}
