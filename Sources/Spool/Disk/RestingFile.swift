import Foundation
import Synchronization

/// An open file that gives its descriptor back while nobody works on it: ten thousand campaigns wait, and a process may
/// have a thousand descriptors.
///
/// Whoever is done for now says `rest()`; the next use opens the file again and makes sure that it is the same one. What
/// was written and not synced should be synced before: a disk that fails then may tell nobody else of it.
final class RestingFile: OpenFile {
    private struct State {
        var file: (any OpenFile)?
        var isClosed = false
    }

    let path: String
    private let disk: any Disk
    private let isAppending: Bool
    private let inode: Int?
    private let state: Mutex<State>

    /// Opens a file for reading.
    ///
    /// - Throws: `DiskError`.
    convenience init(reading path: String, on disk: any Disk) throws(DiskError) {
        try self.init(path, isAppending: false, on: disk)
    }

    /// Opens a file for appending and reading, making it when it is not there.
    ///
    /// - Throws: `DiskError`.
    convenience init(appending path: String, on disk: any Disk) throws(DiskError) {
        try self.init(path, isAppending: true, on: disk)
    }

    private init(_ path: String, isAppending: Bool, on disk: any Disk) throws(DiskError) {
        self.path = path
        self.disk = disk
        self.isAppending = isAppending
        let file = isAppending ? try disk.openAppending(path) : try disk.openReading(path)
        do throws(DiskError) {
            inode = try disk.entry(path)?.inode
        } catch {
            file.close()
            throw error
        }
        state = Mutex(State(file: file))
    }

    deinit {
        close()
    }

    /// Gives the descriptor back until the next use.
    func rest() {
        let file = state.withLock { state in
            defer { state.file = nil }
            return state.file
        }
        file?.close()
    }

    /// Takes a descriptor again, so that what is written until the next rest goes to the file as it is now.
    ///
    /// - Throws: `DiskError` with the code of a stale handle when another file has its name, or none.
    func wake() throws(DiskError) {
        _ = try awake()
    }

    private func awake() throws(DiskError) -> any OpenFile {
        try state.withLock { state throws(DiskError) in
            if let file = state.file { return file }
            guard !state.isClosed else { throw DiskError(code: EBADF, message: "cannot use \(path): it is closed") }
            guard let entry = try disk.entry(path), entry.inode == inode else {
                let why = "it was removed or exchanged while callspool worked with it"
                throw DiskError(code: ESTALE, message: "cannot go on with \(path): \(why)")
            }
            let file = isAppending ? try disk.openAppending(path) : try disk.openReading(path)
            state.file = file
            return file
        }
    }

    func size() throws(DiskError) -> Int { try awake().size() }

    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(DiskError) -> Int {
        try awake().read(at: offset, into: buffer)
    }

    func append(_ bytes: UnsafeRawBufferPointer) throws(DiskError) { try awake().append(bytes) }

    func sync() throws(DiskError) { try awake().sync() }

    func setModified(_ milliseconds: Int64) throws(DiskError) { try awake().setModified(milliseconds) }

    func truncate(to length: Int) throws(DiskError) { try awake().truncate(to: length) }

    func close() {
        rest()
        state.withLock { $0.isClosed = true }
    }
}
