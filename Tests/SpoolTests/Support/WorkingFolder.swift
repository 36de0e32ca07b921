import Foundation

@testable import Spool

/// A folder of the machine's own disk that goes away with the test.
final class WorkingFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "callspool-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        // A folder that stays behind harms nobody.
        do { try PosixDisk().remove(path) } catch { return }
    }

    /// Makes a file whose name is any bytes.
    func put(_ name: [UInt8], _ text: String = "") throws {
        let path = (Array(self.path.utf8) + [UInt8(ascii: "/")] + name + [0]).map { CChar(bitPattern: $0) }
        let descriptor = open(path, O_WRONLY | O_CREAT, 0o640)
        guard descriptor >= 0 else { throw DiskError(code: errno, message: "cannot make a file") }
        let count = write(descriptor, text, text.utf8.count)
        close(descriptor)
        guard count == text.utf8.count else { throw DiskError(code: EIO, message: "cannot write a file") }
    }
}
