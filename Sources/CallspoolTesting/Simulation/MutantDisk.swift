internal import Spool
internal import Synchronization

/// A disk that a defect has come between.
final class MutantDisk: Disk {
    private let disk: MemoryDisk
    private let mutation: Mutation
    private let first = Mutex<[String: DiskEntry]>([:])

    init(disk: MemoryDisk, mutation: Mutation) {
        self.disk = disk
        self.mutation = mutation
    }

    func openAppending(_ path: String) throws(DiskError) -> any OpenFile {
        MutantFile(file: try disk.openAppending(path), path: path, mutation: mutation)
    }

    func openReading(_ path: String) throws(DiskError) -> any OpenFile {
        let file = try disk.openReading(path)
        guard mutation == .undatedCompletion, path.hasSuffix("/status.position") else { return file }
        return UndatedPosition(file: file, bytes: undated(disk.read(path)))
    }

    /// A position that says that everything is told, once it was, of whatever line.
    private func undated(_ bytes: [UInt8]) -> [UInt8] {
        let parts = String(decoding: bytes, as: UTF8.self).split(separator: #""complete":"#)
        guard parts.count == 2, parts[1].first?.isNumber == true else { return bytes }
        return Array("\(parts[0])\"complete\":\(Int32.max)\(parts[1].drop(while: \.isNumber))".utf8)
    }

    func entry(_ path: String) throws(DiskError) -> DiskEntry? {
        if mutation == .forgottenRejections, path.contains("/added-"), path.hasSuffix("/rejections") { return nil }
        let entry = try disk.entry(path)
        guard mutation == .listReadOnce, isList(path), var entry else { return entry }
        // As it was when it was first looked at.
        if let first = first.withLock({ $0[path] }) {
            (entry.size, entry.modified, entry.inode) = (first.size, first.modified, first.inode)
        } else {
            first.withLock { $0[path] = entry }
        }
        return entry
    }

    private func isList(_ path: String) -> Bool {
        path.hasSuffix("do-not-call.txt") || path.hasSuffix("do-not-call.inline") || path.hasSuffix("-listed.txt")
    }

    func list(_ folder: String) throws(DiskError) -> [DiskEntry] { try disk.list(folder) }

    func makeFolder(_ path: String) throws(DiskError) { try disk.makeFolder(path) }

    func rename(_ path: String, to other: String) throws(DiskError) { try disk.rename(path, to: other) }

    func remove(_ path: String) throws(DiskError) { try disk.remove(path) }

    func syncFolder(_ path: String) throws(DiskError) {
        if mutation != .skippedFolderSync { try disk.syncFolder(path) }
    }
}

/// A file that reads as other bytes.
private struct UndatedPosition: OpenFile {
    let file: any OpenFile
    let bytes: [UInt8]

    func size() throws(DiskError) -> Int { bytes.count }

    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(DiskError) -> Int {
        let rest = bytes.dropFirst(offset).prefix(buffer.count)
        buffer.copyBytes(from: rest)
        return rest.count
    }

    func append(_ bytes: UnsafeRawBufferPointer) throws(DiskError) { try file.append(bytes) }

    func sync() throws(DiskError) { try file.sync() }

    func truncate(to length: Int) throws(DiskError) { try file.truncate(to: length) }

    func close() { file.close() }
}

private struct MutantFile: OpenFile {
    let file: any OpenFile
    let path: String
    let mutation: Mutation

    func size() throws(DiskError) -> Int { try file.size() }

    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(DiskError) -> Int {
        try file.read(at: offset, into: buffer)
    }

    func append(_ bytes: UnsafeRawBufferPointer) throws(DiskError) {
        let isStatus = path.hasSuffix(".status.jsonl")
        if mutation == .recordLost, isStatus { return try file.append(withoutLastLine(bytes)) }
        if mutation == .forgottenBatch, path.hasSuffix("shipping.jsonl") { return try appendWithoutBatches(bytes) }
        if mutation == .forgottenAcknowledgement, path.hasSuffix("shipping.jsonl") { return }
        try file.append(bytes)
        if mutation == .recordTwice, isStatus { try file.append(bytes) }
    }

    func sync() throws(DiskError) {
        if mutation != .skippedSync { try file.sync() }
    }

    func truncate(to length: Int) throws(DiskError) { try file.truncate(to: length) }

    func close() { file.close() }

    /// Appends what is left of lines without those that say which records are a batch.
    private func appendWithoutBatches(_ bytes: UnsafeRawBufferPointer) throws(DiskError) {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true)
        let others = lines.filter { !String(decoding: $0, as: UTF8.self).contains(#""event":"batch""#) }
        let left = others.flatMap { Array($0) + [UInt8(ascii: "\n")] }
        guard !left.isEmpty else { return }
        try left.withUnsafeBytes { bytes in Result { () throws(DiskError) in try file.append(bytes) } }.get()
    }

    private func withoutLastLine(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        let end = bytes.dropLast().lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return UnsafeRawBufferPointer(rebasing: bytes[..<end])
    }
}
