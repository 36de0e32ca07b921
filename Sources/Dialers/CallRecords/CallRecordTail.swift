internal import CallspoolCore
internal import Foundation

/// Follows a `Master.csv` as it grows, and remembers the last of its calls by our ids; calls block.
struct CallRecordTail<Record: KeptRecord>: Sendable {
    private let path: String
    private let read: @Sendable ([UInt8]) -> Record?
    private var offset: off_t?
    private var inode: ino_t = 0
    private var begun: [UInt8] = []
    // Two generations: when the younger is full it becomes the elder, so that memory stays bounded.
    private var young: [String: Record] = [:]
    private var old: [String: Record] = [:]

    /// How much of a file that has grown since it was looked at, or was there before us, is looked through, in bytes.
    static var reach: off_t { 16 << 20 }
    private static var block: Int { 1 << 18 }
    private static var generation: Int { 20_000 }

    /// Follows a file.
    ///
    /// - Parameters:
    ///   - path: where it is.
    ///   - read: reads a line without its line feed; `nil` for one that is not a call of ours.
    init(_ path: String, reading read: @escaping @Sendable ([UInt8]) -> Record?) {
        self.path = path
        self.read = read
    }

    /// The record of an id.
    subscript(id: String) -> Record? { young[id] ?? old[id] }

    /// Reads what is new; nothing when there is no file.
    mutating func follow() {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return }
        var at = start(status)
        var block = [UInt8](repeating: 0, count: Self.block)
        while true {
            let count = pread(descriptor, &block, block.count, at)
            guard count > 0 else { break }
            at += off_t(count)
            take(block[..<count])
        }
        offset = at
    }

    /// Where to go on: from the beginning of a file that was changed for another, or cut.
    private mutating func start(_ status: stat) -> off_t {
        defer { inode = status.st_ino }
        let last = max(0, status.st_size - Self.reach)
        if let offset, inode == status.st_ino, offset <= status.st_size, offset >= last { return offset }
        begun = []
        return last
    }

    private mutating func take(_ piece: ArraySlice<UInt8>) {
        var rest = piece
        while let feed = rest.firstIndex(of: 0x0A) {
            begun += rest[..<feed]
            if let record = read(begun) { keep(record) }
            begun.removeAll(keepingCapacity: true)
            rest = rest[(feed + 1)...]
        }
        begun += rest
        // No line of a call is as long; the rest of this one is not a record.
        if begun.count > Self.block { begun.removeAll() }
    }

    /// The halves of a Local channel may be two lines of one account: the one that was answered tells more.
    private mutating func keep(_ record: Record) {
        if let known = self[record.id], known.isAnswered, !record.isAnswered { return }
        if young.count >= Self.generation { (old, young) = (young, [:]) }
        young[record.id] = record
    }
}

extension CallRecordTail<CallRecord> {
    init(_ path: String, by key: CallRecord.Key) {
        self.init(path) { CallRecord($0, by: key) }
    }
}
