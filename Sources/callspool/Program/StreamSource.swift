import CampaignFiles
import Foundation
import Spool

/// The bytes of a file or a pipe that a person names on the command line; `-` is standard input.
final class StreamSource: ByteSource {
    private let descriptor: Int32
    private let path: String

    /// Opens it.
    ///
    /// - Throws: `DiskError`.
    init(_ path: String) throws {
        self.path = path
        descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 { throw failure() }
    }

    deinit {
        if descriptor > STDERR_FILENO { close(descriptor) }
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        while true {
            let count = Foundation.read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            if errno != EINTR { throw failure() }
        }
    }

    private func failure() -> DiskError {
        DiskError(code: errno, message: "cannot read \(path): \(String(cString: strerror(errno)))")
    }
}
