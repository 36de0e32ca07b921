internal import CallspoolCore
internal import Foundation

/// The folders of call files: every touch of the disk; calls block.
struct CallFileFolders: Sendable {
    /// The system would not do something.
    struct Failure: Error, Equatable, Sendable {
        /// The system's error number.
        var code: CInt
        /// What could not be done to what, and why.
        var message: String
    }

    /// A file as it lies.
    struct Sight: Equatable, Sendable {
        /// Its length in bytes.
        var size: Int
        /// When it was last written to.
        var modified: Timestamp
    }

    /// Where a call file can be.
    enum Place: CaseIterable, Sendable {
        /// Written, and not handed to Asterisk.
        case staged
        /// Asterisk's to dial, or being dialled.
        case outgoing
        /// Taken back from Asterisk.
        case withdrawn
        /// Asterisk is done with it.
        case archived
    }

    private let settings: CallFileSettings

    init(_ settings: CallFileSettings) {
        self.settings = settings
    }

    /// Which running of the machine this is, as far as it tells.
    static var boot: String {
        guard let bytes = FileManager.default.contents(atPath: "/proc/sys/kernel/random/boot_id") else { return "" }
        return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Makes the folder for staged files, and sees whether the others can be used.
    ///
    /// - Throws: `Failure`.
    func prepare() throws(Failure) {
        guard access(settings.directory, W_OK | X_OK) == 0 else {
            throw Failure(errno, "cannot write to \(settings.directory)")
        }
        guard mkdir(settings.staging, 0o750) == 0 || errno == EEXIST else {
            throw Failure(errno, "cannot make the folder \(settings.staging)")
        }
    }

    /// Writes a file aside, whole and synced.
    ///
    /// - Throws: `Failure`; nothing of it is left then.
    func stage(_ name: String, _ bytes: [UInt8]) throws(Failure) {
        let path = path(name, .staged)
        // Asterisk often runs as somebody else, in our group.
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o660)
        guard descriptor >= 0 else { throw Failure(errno, "cannot write \(path)") }
        defer { close(descriptor) }
        guard write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
            let failure = Failure(errno, "cannot write \(path)")
            unlink(path)
            throw failure
        }
    }

    /// Renames a file from one place to another.
    ///
    /// - Throws: `Failure`; it lies where it was then.
    func move(_ name: String, from: Place, to: Place) throws(Failure) {
        guard rename(path(name, from), path(name, to)) == 0 else {
            throw Failure(errno, "cannot rename \(path(name, from)) to \(path(name, to))")
        }
    }

    /// Removes a file; nothing happens when it is not there.
    func remove(_ name: String, _ place: Place) {
        unlink(path(name, place))
    }

    /// A file as it lies; `nil` when it is not there.
    func look(_ name: String, _ place: Place) -> Sight? {
        var status = stat()
        guard lstat(path(name, place), &status) == 0 else { return nil }
        let (seconds, fraction) = (Int64(status.st_mtim.tv_sec), Int64(status.st_mtim.tv_nsec))
        let modified = Timestamp(milliseconds: seconds * 1000 + fraction / 1_000_000)
        return Sight(size: Int(status.st_size), modified: modified)
    }

    /// What is written in a file; `nil` when it is not there or cannot be read.
    func read(_ name: String, _ place: Place) -> CallFileTrace? {
        FileManager.default.contents(atPath: path(name, place)).map { CallFileTrace(Array($0)) }
    }

    /// Sees to it that a call which Asterisk has begun is not begun again by an Asterisk that crashed meanwhile.
    ///
    /// After a restart Asterisk dials every file that it finds, as if its `StartRetry` were nothing. A `Retry` uses up
    /// the one attempt that there is. The time of the file stays: it is what keeps Asterisk from looking at it now.
    func spend(_ name: String) {
        let path = path(name, .outgoing)
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var status = stat()
        let line = "\nRetry: 1\n"
        guard fstat(descriptor, &status) == 0, write(descriptor, line, line.utf8.count) == line.utf8.count else {
            return
        }
        futimens(descriptor, [status.st_atim, status.st_mtim])
    }

    private func path(_ name: String, _ place: Place) -> String {
        switch place {
        case .staged: settings.staging + "/" + name
        case .outgoing: settings.directory + "/" + name
        case .withdrawn: settings.staging + "/" + name + ".back"
        case .archived: settings.archive + "/" + name
        }
    }
}

extension CallFileFolders.Failure {
    fileprivate init(_ code: CInt, _ what: String) {
        self.init(code: code, message: "\(what): \(String(cString: strerror(code)))")
    }
}
