#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// When attempts arrived at a false engine: a line each, the id and milliseconds since 1970.
public struct ArrivalLog: Sendable {
    private let descriptor: Int32

    /// Opens the file again.
    ///
    /// - Returns: `nil` when it cannot be opened.
    public init?(_ path: String) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0o644)
        if descriptor < 0 { return nil }
    }

    /// Notes an arrival now.
    public func note(_ id: String) {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        let line = Array("\(id) \(Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)\n".utf8)
        _ = write(descriptor, line, line.count)
    }
}
