import Foundation

/// A folder of one's own that is removed after use.
struct TemporaryFolder {
    let path: String

    /// Makes it where the system keeps temporary files.
    init() throws(DiskError) {
        let parent = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
        var template = Array("\(parent)/callspool-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw DiskError(errno, "cannot make a folder in \(parent)") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Removes it; what cannot be removed is the system's to clean up.
    func remove() {
        do { try PosixDisk().remove(path) } catch { return }
    }
}
