import CallspoolCore
import CampaignFiles
import Foundation

/// One do-not-call list, read again whenever its file changes.
///
/// A file may be seen while somebody writes over it. While it was changed less than the settle time ago, numbers count
/// that are on it or were on it before; when it has been still so long it is read once more, and what was before is
/// forgotten. A list that cannot be known holds its calls.
struct DoNotCallWatch: Sendable {
    /// What tells one state of a file from another.
    private struct Stamp: Equatable {
        var size: Int
        var modified: Int64
        var inode: Int
    }

    /// What the last look found.
    private enum Sight: Equatable {
        case unseen
        case absent
        case present(Stamp)
    }

    let path: String
    /// The list as the user knows it.
    let name: String
    private let region: String
    private let settle: Duration
    private let mustExist: Bool
    private let maxAge: Duration?
    private let disk: any Disk

    private var sight = Sight.unseen
    private var list = DoNotCallList()
    /// What was on the list before its file changed; only while the file is young.
    private var previous: DoNotCallList?
    /// Numbers that were added here and are not in `list` yet.
    private var added: [UInt64: Int] = [:]
    /// Numbers that could not be written to the file: the next `add` tries them again.
    private var unwritten: [(digits: UInt64, note: String)] = []
    private var isNameDurable = false
    /// Since when the file is still; `nil` when it was read so, and nothing is to be done.
    private var changed: Timestamp?
    /// When somebody else last wrote the file: our own additions make no old list a new one.
    private var written: Timestamp?
    private var trouble: String?
    /// Why what was read is not a list.
    private var unreadable: String?
    /// What is wrong with the list's lines, told once for each reading.
    private(set) var warning: String?

    init(
        _ path: String,
        name: String,
        region: String,
        settle: Duration,
        mustExist: Bool,
        maxAge: Duration? = nil,
        on disk: any Disk
    ) {
        self.path = path
        self.name = name
        self.region = region
        self.settle = settle
        self.mustExist = mustExist || maxAge != nil
        self.maxAge = maxAge
        self.disk = disk
    }

    /// Where a number is listed.
    func listing(of digits: UInt64) -> ListedNumber? {
        (list.line(of: digits) ?? added[digits] ?? previous?.line(of: digits))
            .map { ListedNumber(list: name, line: $0) }
    }

    /// Whether the list is known, as of the last look.
    func state(_ wall: Timestamp) -> DoNotCallState {
        if let trouble = trouble ?? unreadable { return .holding(trouble) }
        if let maxAge, let written, wall - written > maxAge {
            return .holding(DoNotCallWords.stale(name, written))
        }
        return .ready
    }

    /// Looks at the file, and reads it when it has changed.
    ///
    /// - Parameter wall: the machine's clock: a file's age goes by no other.
    mutating func look(_ wall: Timestamp) {
        do {
            try look(at: try disk.entry(path), wall)
        } catch let error as UnreadableFile {
            fail(error.cause.message)
        } catch {
            fail("\(error)")
        }
    }

    /// It stays as it was, and is looked at again next time.
    private mutating func fail(_ why: String) {
        trouble = DoNotCallWords.unread(name, why)
        sight = .unseen
    }

    private mutating func look(at entry: DiskEntry?, _ wall: Timestamp) throws {
        guard let entry else { return lose(wall) }
        guard entry.kind == .file else {
            trouble = DoNotCallWords.notAFile(name)
            sight = .unseen
            return
        }
        let stamp = Stamp(size: entry.size, modified: entry.modified, inode: entry.inode)
        if sight != .present(stamp) {
            let read = try self.read(entry)
            replace(read, isFirst: sight == .unseen && written == nil)
            sight = .present(stamp)
            written = Timestamp(milliseconds: entry.modified)
            // A file from the future is as old as our knowledge of it.
            let since = min(Timestamp(milliseconds: entry.modified), wall)
            changed = since
            if wall - since >= settle { settleDown() }
        } else if let since = changed, wall < since {
            changed = wall
        } else if let since = changed, wall - since >= settle {
            // It was perhaps written to in the same instant that it was read in.
            take(try self.read(entry))
            settleDown()
        }
        trouble = nil
    }

    private mutating func lose(_ wall: Timestamp) {
        trouble = mustExist ? DoNotCallWords.missing(name) : nil
        guard sight != .absent else {
            if let since = changed, wall < since || wall - since >= settle { settleDown() }
            return
        }
        // A list that must be there is kept for its return; one that need not be may be in progress, too.
        replace(DoNotCallList(), isFirst: sight == .unseen && written == nil)
        sight = .absent
        changed = wall
    }

    private mutating func settleDown() {
        previous = nil
        changed = nil
        if unwritten.isEmpty { added = [:] }
    }

    private mutating func replace(_ new: DoNotCallList, isFirst: Bool) {
        // What counted while the file was young goes on to count until it is still.
        if !isFirst, previous == nil { previous = list }
        take(new)
    }

    private mutating func take(_ new: DoNotCallList) {
        list = new
        warning = new.warning(about: name)
        unreadable = new.whyUnreadable.map { DoNotCallWords.unreadable(name, $0, new) }
    }

    private func read(_ entry: DiskEntry) throws -> DoNotCallList {
        var source = try DroppedFile(path, keptAt: nil, digest: nil, on: disk)
        defer { source.close() }
        return try DoNotCallList.read(&source, size: entry.size, region: region)
    }

    /// Adds numbers at the end of the file, durably, and to the list at once.
    ///
    /// One write, so that what somebody else adds at the same moment is not mixed with it.
    ///
    /// - Throws: `DiskError`; the numbers count all the same for as long as this lives.
    mutating func add(_ numbers: [(digits: UInt64, note: String)]) throws(DiskError) {
        let new = numbers.filter { listing(of: $0.digits) == nil }
        let first = list.lines + added.count + 1
        for (place, number) in new.enumerated() { added[number.digits] = first + place }
        unwritten += new
        guard !unwritten.isEmpty else { return }
        try append(unwritten)
        unwritten = []
    }

    private mutating func append(_ numbers: [(digits: UInt64, note: String)]) throws(DiskError) {
        let before = try disk.entry(path)
        // A list that is missed holds its calls; one made again of these few numbers would let them all go.
        if before == nil, mustExist {
            let what = "cannot add to the do-not-call list \(name): it is missing"
            throw DiskError(code: ENOENT, message: "\(what); put it back, or make an empty one")
        }
        if let unreadable {
            throw DiskError(code: EINVAL, message: "nothing is added. \(unreadable) Put a list in its place")
        }
        let file = try disk.openAppending(path)
        defer { file.close() }
        let encoding = try DoNotCallWatch.encoding(file)
        var text = try DoNotCallWatch.endsInLine(file, encoding) ? [] : [UInt8(ascii: "\n")]
        for number in numbers { text += DoNotCallWatch.line(number.digits, number.note) }
        let bytes = ListText.encoded(text, as: encoding)
        try bytes.withDiskBytes { buffer throws(DiskError) in try file.append(buffer) }
        // What is added makes no old list a new one, for the next program neither.
        if maxAge != nil, let before, try disk.entry(path)?.inode == before.inode {
            try file.setModified(before.modified)
        }
        try file.sync()
        // Also when the file was there: who made it may not have synced its name, an addition that failed for one.
        if !isNameDurable { try disk.syncFolder(folder(of: path)) }
        isNameDurable = true
        guard let after = try disk.entry(path) else { return }
        adopt(before, after, bytes.count)
    }

    /// When nobody else wrote meanwhile, what is in the file is known: ten million numbers are not read for one more.
    private mutating func adopt(_ before: DiskEntry?, _ after: DiskEntry, _ count: Int) {
        guard let before, sight == .present(Stamp(size: before.size, modified: before.modified, inode: before.inode)),
            after.size == before.size + count, after.inode == before.inode
        else { return }
        sight = .present(Stamp(size: after.size, modified: after.modified, inode: after.inode))
    }

    private static func encoding(_ file: any OpenFile) throws(DiskError) -> ListText.Encoding {
        let start = try bytes(2, at: 0, of: file)
        if start == [0xFF, 0xFE] { return .utf16(isLittleEndian: true) }
        return start == [0xFE, 0xFF] ? .utf16(isLittleEndian: false) : .utf8
    }

    private static func endsInLine(_ file: any OpenFile, _ encoding: ListText.Encoding) throws(DiskError) -> Bool {
        let size = try file.size()
        guard size > 0 else { return true }
        let end = ListText.encoded([UInt8(ascii: "\n")], as: encoding)
        return try bytes(end.count, at: max(0, size - end.count), of: file) == end
    }

    private static func bytes(_ count: Int, at place: Int, of file: any OpenFile) throws(DiskError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let read = try bytes.withDiskRoom { room throws(DiskError) in try file.read(at: place, into: room) }
        return Array(bytes.prefix(read))
    }

    private static func line(_ digits: UInt64, _ note: String) -> [UInt8] {
        let shown = note.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }
        let comment = note.isEmpty ? "" : "  # \(String(String.UnicodeScalarView(shown)))"
        return Array("+\(digits)\(comment)\n".utf8)
    }
}
