public import CallspoolCore
import CampaignFiles
import Foundation

/// Drops a campaign file into a spool as it should be done: its lists first, each written aside, synced, and
/// renamed.
public struct Drop: Sendable {
    private let layout: SpoolLayout
    private let disk: any Disk
    private let now: Timestamp

    /// Names a spool.
    ///
    /// - Parameters:
    ///   - layout: the spool.
    ///   - disk: where it is, and where the files are.
    ///   - now: the machine's time of day, by which pickup judges how long a file has been still.
    public init(_ layout: SpoolLayout, on disk: any Disk, now: Timestamp) {
        self.layout = layout
        self.disk = disk
        self.now = now
    }

    /// Drops a file: promise P1 begins when this returns.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - lists: those beside it.
    ///   - again: where the file's first key stands, if `again: true` is to be set before it.
    /// - Returns: the file's name in `incoming/`.
    /// - Throws: `DiskError`; also when a file of that name waits there already.
    public func drop(
        _ path: String,
        lists: [String],
        again: Diagnostic.Position? = nil
    ) throws(DiskError) -> String {
        let given = lastPart(path)
        let name = given.isCampaignFileName ? given : FileName.made(from: given, ".yaml")
        let waiting = try disk.list(layout.incoming)
        // What a drop left that died before its campaign file was there.
        let isOrphanage = !waiting.contains { $0.isCampaignFile }
        var missing: [String] = []
        for file in [name] + lists {
            guard waiting.contains(where: { $0.name == file }) else {
                missing.append(file)
                continue
            }
            let source = try disk.path(of: file, in: folder(of: path))
            guard isOrphanage, file != name, try disk.isSame(source, "\(layout.incoming)/\(file)") else {
                throw DiskError(EEXIST, "cannot drop \(path): \(file) waits in \(layout.incoming) already")
            }
        }
        for list in lists where missing.contains(list) { try copy(disk.path(of: list, in: folder(of: path)), list) }
        try copy(path, name, again: again)
        return name
    }

    private func lastPart(_ path: String) -> String {
        path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    }

    private func copy(_ path: String, _ name: String, again: Diagnostic.Position? = nil) throws(DiskError) {
        let aside = "\(layout.incoming)/\(FileName.made(".", from: name, ".part"))"
        try disk.remove(aside)
        let source = try disk.openReading(path)
        defer { source.close() }
        let target = try disk.openAppending(aside)
        defer { target.close() }
        var block = [UInt8](repeating: 0, count: 1 << 20)
        var offset = 0
        while true {
            let at = offset
            let count = try block.withDiskRoom { room throws(DiskError) in try source.read(at: at, into: room) }
            if count == 0 { break }
            var bytes = Array(block[..<count])
            if let again, offset == 0 { bytes.setAgain(before: again) }
            try bytes.withDiskBytes { bytes throws(DiskError) in try target.append(bytes) }
            offset += count
        }
        // The settle rule waits for files that may still be growing. This one is whole, so it is made an hour old, which
        // is the longest that `settle` may be.
        try target.setModified((now - .seconds(3600)).milliseconds)
        try target.sync()
        try disk.rename(aside, to: "\(layout.incoming)/\(name)")
        try disk.syncFolder(layout.incoming)
    }
}
