internal import CallspoolCore
internal import Foundation

/// Whether `Master.csv` can be used to find calls by their channels.
enum CallRecordCondition: Equatable, Sendable {
    /// Its last line has a channel's unique id.
    case fine
    /// It has no line yet, or there is none.
    case empty
    /// Its last line has no unique id of a channel.
    case withoutIDs
    /// It cannot be read, in the system's words.
    case unreadable(String)

    /// No line of a call is as long.
    private static let longestLine = 1 << 16

    /// Looks at a file; blocks.
    ///
    /// - Parameters:
    ///   - path: where it is.
    ///   - isRecord: whether a line is a call's, with a channel's id.
    init(_ path: String, isRecord: (ArraySlice<UInt8>) -> Bool) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            let code = errno
            self = code == ENOENT ? .empty : .unreadable(String(cString: strerror(code)))
            return
        }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: Self.longestLine)
        let start = max(0, lseek(descriptor, 0, SEEK_END) - off_t(bytes.count))
        let count = pread(descriptor, &bytes, bytes.count, start)
        guard count >= 0 else {
            self = .unreadable(String(cString: strerror(errno)))
            return
        }
        // What stands behind the last line feed is being written.
        let whole = bytes[..<count].split(separator: 0x0A, omittingEmptySubsequences: false).dropLast()
        guard let last = whole.last(where: { !$0.isEmpty }) else {
            self = .empty
            return
        }
        self = isRecord(last) ? .fine : .withoutIDs
    }
}
