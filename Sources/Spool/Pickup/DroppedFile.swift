import CampaignFiles
import Cryptography

/// The bytes of a dropped file, read once: what is checked, what is kept and what is remembered of it are the same.
final class DroppedFile: ByteSource {
    private let file: any OpenFile
    private let copy: (any OpenFile)?
    private let digest: Digest?
    private let isCampaign: Bool
    private var offset = 0
    private var isClosed = false

    /// Opens a file; it is closed when it is finished, or when nobody holds it any more.
    ///
    /// Of a campaign file the `again:` line is not a part of the content.
    init(
        _ path: String,
        keptAt copy: String?,
        digest: Digest?,
        isCampaign: Bool = false,
        on disk: any Disk
    ) throws {
        let file: any OpenFile
        do throws(DiskError) {
            file = try disk.openReading(path)
        } catch {
            throw UnreadableFile(cause: error)
        }
        do throws(DiskError) {
            self.copy = try copy.map { path throws(DiskError) in try disk.openAppending(path) }
        } catch {
            file.close()
            throw error
        }
        self.file = file
        self.digest = digest
        self.isCampaign = isCampaign
    }

    /// Its length in bytes.
    ///
    /// - Throws: `UnreadableFile`.
    func size() throws -> Int {
        do throws(DiskError) {
            return try file.size()
        } catch {
            throw UnreadableFile(cause: error)
        }
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count: Int
        do throws(DiskError) {
            count = try file.read(at: offset, into: buffer)
        } catch {
            throw UnreadableFile(cause: error)
        }
        offset += count
        let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
        digest?.update(bytes, isCampaign: isCampaign)
        try copy?.append(bytes)
        return count
    }

    /// Makes the copy durable, and closes everything.
    func finish() throws(DiskError) {
        defer { close() }
        try copy?.sync()
    }

    /// Closes everything, once.
    func close() {
        guard !isClosed else { return }
        isClosed = true
        file.close()
        copy?.close()
    }

    deinit {
        close()
    }
}

/// A dropped file cannot be read, where a copy that cannot be written is another matter.
///
/// It says nothing of what is in the file, which is not judged by it: the file stays where it is and is tried again.
struct UnreadableFile: Error {
    var cause: DiskError

    /// Whether no file is there to be read: nothing, a folder, a link or a device; or its name can be none.
    ///
    /// Then what names it is wrong, and another try finds the same.
    var isNoFile: Bool { cause.isMissing || cause.isOfOtherKind }
}

/// SHA-256 over the files of a campaign.
final class Digest {
    private let hash = RunningHash(.sha256)
    private var lines = AgainLines()

    func update(_ bytes: UnsafeRawBufferPointer, isCampaign: Bool = false) {
        guard isCampaign else { return hash.update(bytes) }
        lines.take(bytes) { hash.update($0) }
    }

    /// Separates one file from the next.
    func endFile() {
        flush()
        withUnsafeBytes(of: UInt8(0)) { hash.update($0) }
    }

    var hexadecimal: String {
        flush()
        return hash.digest.hexadecimal
    }

    private func flush() {
        lines.finish { hash.update($0) }
    }
}

extension CampaignReading.Sources {
    /// A campaign file and the lists beside it, where they are; nothing is kept of them but their digest.
    static func beside(
        _ path: String,
        listsIn parent: String,
        _ digest: Digest,
        on disk: any Disk
    ) -> CampaignReading.Sources {
        CampaignReading.Sources { isFirst in
            try DroppedFile(path, keptAt: nil, digest: isFirst ? digest : nil, isCampaign: true, on: disk)
        } contacts: { name, _ in
            digest.endFile()
            return try DroppedFile(disk.path(of: name, in: parent), keptAt: nil, digest: digest, on: disk)
        } doNotCall: { name in
            digest.endFile()
            return try DroppedFile(disk.path(of: name, in: parent), keptAt: nil, digest: digest, on: disk)
        }
    }
}
