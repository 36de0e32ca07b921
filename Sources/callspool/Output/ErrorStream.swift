import Foundation
import Synchronization

/// Standard error, on which what cannot be written is lost, and nothing else.
///
/// Calls go on when the log's disk is full, when its reader has gone, and when its reader does not read.
enum ErrorStream {
    /// A pipe that is ready takes so much without waiting (`PIPE_BUF`).
    private static let piece = 4096
    /// How long a log that is not taken is waited for before it loses lines, in milliseconds.
    private static let patience: Int32 = 1000

    /// How many lines of the log were lost since the last one that was written.
    private static let lost = Mutex(0)

    /// Says something to the person who called a command; waits for as long as it takes.
    static func say(_ text: TerminalText) {
        _ = write(Array(text.content.utf8), patience: -1)
    }

    /// Shows something that is soon out of date, if that can be done at once.
    static func show(_ text: TerminalText) {
        _ = write(Array(text.content.utf8), patience: 0)
    }

    /// Writes lines of the log, and how many were lost before them.
    static func log(_ lines: TerminalText) {
        lost.withLock { lost in
            let gap: TerminalText = lost == 0 ? "" : "callspool: \(lost) lines of this log could not be written\n"
            // Where lines were lost nobody is waited for again.
            lost = write(Array((gap + lines).content.utf8), patience: lost == 0 ? patience : 0) ? 0 : lost + 1
        }
    }

    /// Writes it all, or as much as is taken.
    ///
    /// - Parameters:
    ///   - bytes: what is to be written.
    ///   - patience: how long each piece may wait for room, in milliseconds; -1 for ever.
    /// - Returns: whether that was all.
    private static func write(_ bytes: [UInt8], patience: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            guard hasRoom(patience) else { return false }
            let count = rest.prefix(piece).withUnsafeBytes { Foundation.write(STDERR_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private static func hasRoom(_ patience: Int32) -> Bool {
        var stream = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
        while true {
            let count = poll(&stream, 1, patience)
            if count < 0, errno == EINTR { continue }
            // What cannot be asked is told by the write.
            return count != 0
        }
    }
}
