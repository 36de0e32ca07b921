internal import CallspoolCore
internal import Foundation

/// Follows `Master.csv` as it grows, and remembers the last of its calls by our ids; calls block.
struct CallRecordTail: Sendable {
    private let path: String
    private let key: CallRecord.Key
    private var offset: off_t?
    private var inode: ino_t = 0
    private var begun: [UInt8] = []
    // Two generations: when the younger is full it becomes the elder, so that memory stays bounded.
    private var young: [String: CallRecord] = [:]
    private var old: [String: CallRecord] = [:]

    /// How much of a file that has grown since it was looked at, or was there before us, is looked through, in bytes.
    static let reach: off_t = 16 << 20
    private static let block = 1 << 18
    private static let generation = 20_000

    init(_ path: String, by key: CallRecord.Key) {
        self.path = path
        self.key = key
    }

    /// The record of an id.
    subscript(id: String) -> CallRecord? { young[id] ?? old[id] }

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
            if let record = CallRecord(begun, by: key) { keep(record) }
            begun.removeAll(keepingCapacity: true)
            rest = rest[(feed + 1)...]
        }
        begun += rest
        // No line of a call is as long; the rest of this one is no record.
        if begun.count > Self.block { begun.removeAll() }
    }

    /// The halves of a Local channel may be two lines of one account: the one that was answered tells more.
    private mutating func keep(_ record: CallRecord) {
        if let known = self[record.id], known.disposition == .answered, record.disposition != .answered { return }
        if young.count >= Self.generation { (old, young) = (young, [:]) }
        young[record.id] = record
    }
}
