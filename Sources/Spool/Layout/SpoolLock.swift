import Foundation

/// The right to be a spool's only writer, held while this lives.
///
/// The system gives it back when the process dies.
public final class SpoolLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock.
    ///
    /// - Returns: `nil` when somebody else holds it.
    /// - Throws: `DiskError`.
    public init?(_ path: String) throws(DiskError) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o640)
        guard descriptor >= 0 else { throw DiskError(errno, "cannot open the lock \(path)") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let why = errno
            close(descriptor)
            if why == EWOULDBLOCK { return nil }
            throw DiskError(why, "cannot lock \(path)")
        }
    }

    deinit {
        close(descriptor)
    }
}
