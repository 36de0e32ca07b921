/// A disk of which somebody hears whenever it would not do something.
///
/// That there is no such file is not a failure: it is what one asks a disk.
public struct WatchedDisk: Disk {
    private let disk: any Disk
    private let failed: @Sendable (DiskError) -> Void

    /// Watches a disk.
    ///
    /// - Parameters:
    ///   - disk: the disk.
    ///   - failed: hears of each failure, before whoever asked.
    public init(_ disk: any Disk, failed: @escaping @Sendable (DiskError) -> Void) {
        self.disk = disk
        self.failed = failed
    }

    /// As the disk does it.
    public func openAppending(_ path: String) throws(DiskError) -> any OpenFile {
        WatchedFile(file: try watching(failed) { () throws(DiskError) in try disk.openAppending(path) }, failed: failed)
    }

    /// As the disk does it.
    public func openReading(_ path: String) throws(DiskError) -> any OpenFile {
        WatchedFile(file: try watching(failed) { () throws(DiskError) in try disk.openReading(path) }, failed: failed)
    }

    /// As the disk does it.
    public func entry(_ path: String) throws(DiskError) -> DiskEntry? {
        try watching(failed) { () throws(DiskError) in try disk.entry(path) }
    }

    /// As the disk does it.
    public func list(_ folder: String) throws(DiskError) -> [DiskEntry] {
        try watching(failed) { () throws(DiskError) in try disk.list(folder) }
    }

    /// As the disk does it.
    public func makeFolder(_ path: String) throws(DiskError) {
        try watching(failed) { () throws(DiskError) in try disk.makeFolder(path) }
    }

    /// As the disk does it.
    public func rename(_ path: String, to other: String) throws(DiskError) {
        try watching(failed) { () throws(DiskError) in try disk.rename(path, to: other) }
    }

    /// As the disk does it.
    public func remove(_ path: String) throws(DiskError) {
        try watching(failed) { () throws(DiskError) in try disk.remove(path) }
    }

    /// As the disk does it.
    public func syncFolder(_ path: String) throws(DiskError) {
        try watching(failed) { () throws(DiskError) in try disk.syncFolder(path) }
    }

    /// As the disk does it.
    public func restrict(_ path: String) throws(DiskError) {
        try watching(failed) { () throws(DiskError) in try disk.restrict(path) }
    }

    /// As the disk does it; what fails inside is told by whoever does it.
    public func exclusively<Result>(
        _ lock: String,
        _ body: () throws(DiskError) -> Result
    ) throws(DiskError) -> Result {
        try disk.exclusively(lock, body)
    }
}

/// An open file of such a disk.
private struct WatchedFile: OpenFile {
    let file: any OpenFile
    let failed: @Sendable (DiskError) -> Void

    var path: String { file.path }

    func size() throws(DiskError) -> Int { try watching(failed) { () throws(DiskError) in try file.size() } }

    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(DiskError) -> Int {
        try watching(failed) { () throws(DiskError) in try file.read(at: offset, into: buffer) }
    }

    func append(_ bytes: UnsafeRawBufferPointer) throws(DiskError) {
        try watching(failed) { () throws(DiskError) in try file.append(bytes) }
    }

    func sync() throws(DiskError) { try watching(failed) { () throws(DiskError) in try file.sync() } }

    func setModified(_ milliseconds: Int64) throws(DiskError) {
        try watching(failed) { () throws(DiskError) in try file.setModified(milliseconds) }
    }

    func truncate(to length: Int) throws(DiskError) {
        try watching(failed) { () throws(DiskError) in try file.truncate(to: length) }
    }

    func close() { file.close() }
}

private func watching<Result>(
    _ failed: (DiskError) -> Void,
    _ body: () throws(DiskError) -> Result
) throws(DiskError) -> Result {
    do {
        return try body()
    } catch {
        if !error.isMissing { failed(error) }
        throw error
    }
}
