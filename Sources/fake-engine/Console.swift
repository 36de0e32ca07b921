#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What the bench reads.
enum Console {
    /// Writes a line to the standard output at once.
    static func line(_ text: String) {
        let bytes = Array((text + "\n").utf8)
        _ = write(STDOUT_FILENO, bytes, bytes.count)
    }
}
