internal import Foundation
public import Spool
internal import Synchronization

/// A disk in memory that fills, fails, dies in the middle of an operation and forgets what was not synced.
///
/// Only what changes the disk counts as an operation: making, writing, syncing, cutting, renaming, removing.
public final class MemoryDisk: Disk {
    /// What is left of a disk that lost its power.
    public enum Survival: Equatable, Sendable {
        /// The process died, the machine did not: everything is there.
        case everything
        /// Nothing but what was synced.
        case synced
        /// More than that, by chance: part of what was written, the older of the names.
        case some(seed: UInt64)
    }

    /// What is to go wrong.
    public struct Faults: Sendable {
        /// The operation, counted from 1, in which the disk dies: nothing can be done from then on.
        public var diesAt: Int?
        /// Whether the operation in which it dies still has its effect.
        public var diesAfter = false
        /// Operations that fail once, without effect.
        public var failing: Set<Int> = []
        /// The error of those.
        public var failure: Int32 = 5
        /// Bytes that can still be written; what fits of a write is written.
        public var room: Int?
        /// Syncs of files fail, and what was written since the last one is not written back by a later sync either, as
        /// with the kernel's page cache.
        public var syncFails = false
        /// What is in files cannot be read.
        public var readFails = false

        /// Nothing goes wrong.
        public init() {}
    }

    private struct State: Sendable {
        var tree = MemoryTree()
        var faults = Faults()
        var operations = 0
        var lastOperation = ""
        var isDead = false
        /// Counts the crashes: files opened before one cannot be used after it.
        var life = 0
    }

    private let state = Mutex(State())

    /// Makes an empty disk.
    public init() {}

    /// How many operations there were.
    public var operations: Int { state.withLock { $0.operations } }
    /// How many of them changed what is seen: all but syncs.
    public var changes: Int { state.withLock { $0.tree.changes } }
    /// What the last of them was, for a trace.
    public var lastOperation: String { state.withLock { $0.lastOperation } }
    /// Whether it died.
    public var isDead: Bool { state.withLock { $0.isDead } }

    /// Changes what is to go wrong.
    public func change(_ body: (inout Faults) -> Void) {
        state.withLock { body(&$0.faults) }
    }

    /// Whether it fails now, or is to.
    var isInTrouble: Bool {
        state.withLock { state in
            let faults = state.faults
            return faults.room != nil || faults.syncFails || faults.readFails || !faults.failing.isEmpty
        }
    }

    /// What is written from now on was written then, in milliseconds since 1970.
    public func set(time: Int64) {
        state.withLock { $0.tree.time = time }
    }

    /// Makes everything durable.
    public func settle() {
        state.withLock { $0.tree.settleAll() }
    }

    /// Dies at once: nothing can be done until a crash has told what is left.
    public func die() {
        state.withLock { $0.isDead = true }
    }

    /// Loses the power, or the process; afterwards it works again, and nothing more goes wrong.
    public func crash(_ survival: Survival) {
        state.withLock { state in
            switch survival {
            case .everything: state.tree.settleAll()
            case .synced: state.tree.loseAll()
            case .some(let seed):
                var random = SeededRandom(seed)
                state.tree.loseSome(&random)
            }
            state.faults = Faults()
            state.isDead = false
            state.life += 1
        }
    }

    /// Counts an operation, and does it if it is to have its effect.
    private func operate<Result>(
        _ what: String,
        _ body: (inout MemoryTree, inout Faults) throws(DiskError) -> Result
    ) throws(DiskError) -> Result {
        try state.withLock { state throws(DiskError) in
            if state.isDead { throw MemoryDisk.dead(what) }
            state.operations += 1
            state.lastOperation = what
            if state.faults.diesAt == state.operations {
                state.isDead = true
                if state.faults.diesAfter { _ = try body(&state.tree, &state.faults) }
                throw MemoryDisk.dead(what)
            }
            if state.faults.failing.remove(state.operations) != nil {
                throw DiskError(code: state.faults.failure, message: "cannot \(what): it was to fail")
            }
            return try body(&state.tree, &state.faults)
        }
    }

    private func look<Result: Sendable>(
        _ what: String,
        _ body: (MemoryTree) throws(DiskError) -> Result
    ) throws(DiskError) -> Result {
        try state.withLock { state throws(DiskError) in
            if state.isDead { throw MemoryDisk.dead(what) }
            return try body(state.tree)
        }
    }

    private static func dead(_ what: String) -> DiskError {
        DiskError(code: EIO, message: "cannot \(what): the disk is dead")
    }

    private static func missing(_ path: String) -> DiskError {
        DiskError(code: ENOENT, message: "cannot find \(path)")
    }

    /// See `Disk`.
    public func openAppending(_ path: String) throws(DiskError) -> any OpenFile {
        let existing = try look("open \(path)") { $0.find(path) }
        let life = state.withLock { $0.life }
        if let existing { return MemoryFile(disk: self, node: existing, path: path, life: life) }
        let node = try operate("make \(path)") { tree, _ throws(DiskError) in
            guard let place = tree.place(path) else { throw MemoryDisk.missing(path) }
            return tree.make(place, isFolder: false)
        }
        return MemoryFile(disk: self, node: node, path: path, life: life)
    }

    /// See `Disk`.
    public func openReading(_ path: String) throws(DiskError) -> any OpenFile {
        let node = try look("read \(path)") { tree throws(DiskError) in
            guard let node = tree.find(path) else { throw MemoryDisk.missing(path) }
            return node
        }
        return MemoryFile(disk: self, node: node, path: path, life: state.withLock { $0.life })
    }

    /// See `Disk`.
    public func entry(_ path: String) throws(DiskError) -> DiskEntry? {
        try look("look at \(path)") { tree in
            tree.find(path).map { tree.entry($0, named: String(path.split(separator: "/").last ?? "/")) }
        }
    }

    /// See `Disk`.
    public func list(_ folder: String) throws(DiskError) -> [DiskEntry] {
        try look("list \(folder)") { tree in
            guard let node = tree.find(folder) else { return [] }
            return tree[node].names.sorted { $0.key < $1.key }.map { tree.entry($0.value, named: $0.key) }
        }
    }

    /// See `Disk`.
    public func makeFolder(_ path: String) throws(DiskError) {
        var made = ""
        for part in path.split(separator: "/") {
            made += "/" + part
            let here = made
            if try look("look at \(here)", { $0.find(here) }) != nil { continue }
            try operate("make \(here)") { tree, _ throws(DiskError) in
                guard let place = tree.place(here) else { throw MemoryDisk.missing(here) }
                _ = tree.make(place, isFolder: true)
            }
        }
    }

    /// See `Disk`.
    public func rename(_ path: String, to other: String) throws(DiskError) {
        try operate("rename \(path) to \(other)") { tree, _ throws(DiskError) in
            guard tree.find(path) != nil, let from = tree.place(path), let to = tree.place(other) else {
                throw MemoryDisk.missing(path)
            }
            if let target = tree.find(other), tree[target].isFolder, !tree[target].names.isEmpty {
                throw DiskError(code: ENOTEMPTY, message: "cannot rename \(path) to \(other): it is not empty")
            }
            tree.rename(from, to)
        }
    }

    /// See `Disk`.
    public func remove(_ path: String) throws(DiskError) {
        guard try look("look at \(path)", { $0.find(path) }) != nil else { return }
        try operate("remove \(path)") { tree, _ in
            if let place = tree.place(path) { tree.remove(place) }
        }
    }

    /// See `Disk`.
    public func syncFolder(_ path: String) throws(DiskError) {
        try operate("sync \(path)") { tree, _ throws(DiskError) in
            guard let node = tree.find(path) else { throw MemoryDisk.missing(path) }
            tree.syncNames(of: node)
        }
    }
}

/// An open file of a disk in memory.
private struct MemoryFile: OpenFile {
    let disk: MemoryDisk
    let node: Int
    let path: String
    let life: Int

    func size() throws(DiskError) -> Int { try disk.bytes(of: node, life, path).count }

    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(DiskError) -> Int {
        let bytes = try disk.bytes(of: node, life, path)
        if disk.readFails { throw DiskError(code: EIO, message: "cannot read \(path): the disk fails") }
        guard offset >= 0 else { throw DiskError(code: EINVAL, message: "cannot read \(path)") }
        guard offset < bytes.count else { return 0 }
        let count = min(buffer.count, bytes.count - offset)
        buffer.copyBytes(from: bytes[offset..<(offset + count)])
        return count
    }

    func append(_ bytes: UnsafeRawBufferPointer) throws(DiskError) {
        try disk.append(Array(bytes), to: node, life, path)
    }

    func sync() throws(DiskError) { try disk.sync(node, life, path) }

    func setModified(_ milliseconds: Int64) throws(DiskError) { disk.setModified(milliseconds, of: node) }

    func truncate(to length: Int) throws(DiskError) { try disk.truncate(node, to: length, life, path) }

    func close() {}
}

extension MemoryDisk {
    fileprivate var readFails: Bool { state.withLock { $0.faults.readFails } }

    fileprivate func bytes(of node: Int, _ life: Int, _ path: String) throws(DiskError) -> [UInt8] {
        try state.withLock { state throws(DiskError) in
            if state.isDead || state.life != life { throw MemoryDisk.dead("read \(path)") }
            return state.tree[node].bytes
        }
    }

    private func checkLife(_ life: Int, _ path: String) throws(DiskError) {
        if state.withLock({ $0.life }) != life { throw MemoryDisk.dead("write \(path)") }
    }

    fileprivate func append(_ bytes: [UInt8], to node: Int, _ life: Int, _ path: String) throws(DiskError) {
        try checkLife(life, path)
        try operate("write \(path)") { tree, faults throws(DiskError) in
            let fitting = min(bytes.count, faults.room ?? bytes.count)
            faults.room = faults.room.map { $0 - fitting }
            tree.append(bytes.prefix(fitting), to: node)
            if fitting < bytes.count { throw DiskError(code: ENOSPC, message: "cannot write \(path): no room") }
        }
    }

    fileprivate func sync(_ node: Int, _ life: Int, _ path: String) throws(DiskError) {
        try checkLife(life, path)
        try operate("sync \(path)") { tree, faults throws(DiskError) in
            if faults.syncFails {
                tree[node].isForgotten = tree[node].bytes != tree[node].synced
                throw DiskError(code: EIO, message: "cannot sync \(path)")
            }
            if !tree[node].isForgotten { tree[node].synced = tree[node].bytes }
        }
    }

    fileprivate func setModified(_ milliseconds: Int64, of node: Int) {
        state.withLock { $0.tree.setModified(milliseconds, of: node) }
    }

    fileprivate func truncate(_ node: Int, to length: Int, _ life: Int, _ path: String) throws(DiskError) {
        try checkLife(life, path)
        try operate("cut \(path)") { tree, _ in
            tree[node].bytes = Array(tree[node].bytes.prefix(length))
            if tree[node].synced.starts(with: tree[node].bytes) { tree[node].isForgotten = false }
        }
    }

    /// The whole of a file as it is now; empty when it is not there.
    public func read(_ path: String) -> [UInt8] {
        state.withLock { state in state.tree.find(path).map { state.tree[$0].bytes } ?? [] }
    }

    /// The lines of a file.
    public func lines(_ path: String) -> [String] {
        String(decoding: read(path), as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// Puts a durable file there, with the folders that it needs.
    public func put(_ path: String, _ text: String) throws(DiskError) {
        try makeFolder(String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]))
        try remove(path)
        let file = try openAppending(path)
        try Array(text.utf8)
            .withUnsafeBytes { bytes in
                Result { () throws(DiskError) in try file.append(bytes) }
            }
            .get()
        settle()
    }
}

extension MemoryDisk {
    /// What of a file a loss of power would leave for certain; empty when nothing.
    public func durable(_ path: String) -> [UInt8] {
        state.withLock { state in state.tree.findDurable(path).map { state.tree[$0].synced } ?? [] }
    }

    /// Every file by its path.
    public var files: [String: [UInt8]] { state.withLock { $0.tree.files(1, "") } }

    /// Whether a spool has nothing left to take in, to dial or to ship.
    var isFinished: Bool {
        state.withLock { state in
            ["/spool/queue", "/spool/incoming", "/spool/control"]
                .allSatisfy { folder in
                    let names = state.tree.find(folder).map { state.tree[$0].names } ?? [:]
                    return names.keys.allSatisfy { $0.hasPrefix(".") }
                }
        }
    }

    /// Puts a durable file there, as somebody else does who does it right: nothing else becomes durable by it.
    ///
    /// No operation of the program's, so it is not counted and cannot fail; its folder must be durable.
    public func drop(_ path: String, _ text: String) {
        state.withLock { $0.tree.drop(path, Array(text.utf8)) }
    }

    /// Takes a file away, durably, as somebody else does.
    public func take(_ path: String) {
        state.withLock { $0.tree.take(path) }
    }
}

extension MemoryTree {
    fileprivate mutating func append(_ bytes: ArraySlice<UInt8>, to node: Int) {
        nodes[node]?.bytes.append(contentsOf: bytes)
        nodes[node]?.modified = time
        changes += 1
    }

    fileprivate mutating func setModified(_ milliseconds: Int64, of node: Int) {
        nodes[node]?.modified = milliseconds
    }

    fileprivate func entry(_ node: Int, named name: String) -> DiskEntry {
        DiskEntry(
            name: name,
            kind: self[node].isFolder ? .folder : .file,
            size: self[node].bytes.count,
            modified: self[node].modified,
            inode: node
        )
    }
}
