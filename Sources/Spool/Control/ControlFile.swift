import CallspoolCore
import Synchronization

/// What the name of a file in `control/` says: `WORD.ACTION`.
enum ControlFile {
    /// How much is read of a request that only says who asks.
    private static let longest = 4096

    /// Whether it is a request.
    static func isRequest(_ file: DiskEntry) -> Bool { action(file) != nil }

    /// What is asked; `nil` for a file that is not a request.
    static func action(_ file: DiskEntry) -> ControlRequest.Action? {
        guard !file.name.hasPrefix("."), file.name.isFileNameText, let dot = file.name.lastIndex(of: "."),
            dot != file.name.startIndex
        else { return nil }
        return ControlRequest.Action(rawValue: String(file.name[file.name.index(after: dot)...]))
    }

    /// Of whom it is asked.
    static func word(_ file: DiskEntry) -> String {
        file.name.lastIndex(of: ".").map { String(file.name[..<$0]) } ?? file.name
    }

    /// Who asks, if the file says so.
    static func words(_ path: String, _ file: DiskEntry, on disk: some Disk) -> String? {
        guard file.kind == .file else { return nil }
        do throws(DiskError) {
            return firstWords(try disk.beginning(of: path, atMost: longest))
        } catch {
            return nil  // The name says all that is needed.
        }
    }
}

/// Requests that were carried out and whose files could not be removed: carried out again and again, a suspension of
/// yesterday would undo the resumption of today.
final class KeptRequests: Sendable {
    private struct Key: Hashable {
        var name: String
        var inode: Int
        var modified: Int64

        init(_ entry: DiskEntry) { (name, inode, modified) = (entry.name, entry.inode, entry.modified) }
    }

    private let keys = Mutex<Set<Key>>([])

    /// Remembers one.
    func add(_ entry: DiskEntry) { keys.withLock { _ = $0.insert(Key(entry)) } }

    /// Whether it is one.
    func has(_ entry: DiskEntry) -> Bool { keys.withLock { $0.contains(Key(entry)) } }
}

/// The first line, at most 80 characters of it, in one line whatever is in it; `nil` when there is none.
func firstWords(_ bytes: [UInt8]) -> String? {
    let line = bytes.prefix { $0 != UInt8(ascii: "\n") }
    let text = String(decoding: line, as: UTF8.self).prefix(80)
    let shown = text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }
    let words = String(String.UnicodeScalarView(shown))
    return words.allSatisfy(\.isWhitespace) ? nil : words
}
