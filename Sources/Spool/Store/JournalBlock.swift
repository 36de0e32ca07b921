import CallspoolCore
import Foundation
import Synchronization

/// Some lines of a journal, understood and not yet applied.
struct JournalBlock: Sendable {
    /// A line as far as a replay needs it.
    struct Line: Sendable {
        var n: Int
        var at: Timestamp
        /// Where it begins in the journal.
        var place: Int
        var change: QueueChange
        var isReported: Bool
    }

    private(set) var lines: [Line] = []
    /// What is wrong with the line after these, if something is.
    private(set) var fault: JSONLineError?

    /// Reads the lines of some bytes, which end with a line feed.
    init(_ bytes: ArraySlice<UInt8>, at offset: Int) {
        self.init(bytes, at: offset) { _, _, _ in }
    }

    /// Reads the lines of some bytes, which end with a line feed, and shows each of them to somebody else as well.
    init(
        _ bytes: ArraySlice<UInt8>,
        at offset: Int,
        also look: (JournalLine, UnsafeRawBufferPointer, Timestamp) throws(JSONLineError) -> Void
    ) {
        bytes.withUnsafeBytes { bytes in
            var start = 0
            while let base = bytes.baseAddress, start < bytes.count,
                let length = findLineFeed(base + start, bytes.count - start)
            {
                do throws(JSONLineError) {
                    let bytes = UnsafeRawBufferPointer(rebasing: bytes[start..<(start + length)])
                    let line = try JournalLine(bytes)
                    let at = try line.instant()
                    try look(line, bytes, at)
                    lines.append(
                        Line(
                            n: line.n,
                            at: at,
                            place: offset + start,
                            change: try QueueChange(line),
                            isReported: line.isEvent("reported")
                        )
                    )
                } catch {
                    fault = error
                    return
                }
                start += length + 1
            }
        }
    }
}

/// Some lines of a journal, understood as far as a reader has a use for them.
protocol ReplayedBlock: Sendable {
    /// What a replay applies.
    var journal: JournalBlock { get }

    /// Reads the lines of some bytes, which end with a line feed; several blocks are read at once.
    init(_ bytes: ArraySlice<UInt8>, at offset: Int)
}

extension JournalBlock: ReplayedBlock {
    var journal: JournalBlock { self }
}

/// Reads a journal block by block, several at once on the machine's cores: after a restart everything waits for this.
struct JournalBlocks<Block: ReplayedBlock> {
    private static var blockSize: Int { 1 << 21 }
    private static var blocksAtOnce: Int { 4 }

    private let file: any OpenFile
    private var room: [UInt8] = []
    /// Where the next block begins.
    private(set) var offset: Int

    init(_ file: any OpenFile, from offset: Int) {
        self.file = file
        self.offset = offset
    }

    /// The next blocks, in order; empty at the end of the file.
    ///
    /// A torn last line is left out.
    mutating func next() throws(DiskError) -> [Block] {
        if room.isEmpty {
            room = [UInt8](repeating: 0, count: JournalBlocks.blockSize * JournalBlocks.blocksAtOnce)
        }
        let (file, from) = (file, offset)
        let count = try room.withDiskRoom { room throws(DiskError) in try file.read(at: from, into: room) }
        let ranges = ranges(count)
        guard let end = ranges.last?.upperBound else { return [] }
        defer { offset += end }
        let found = Mutex<[Int: Block]>([:])
        let bytes = room
        DispatchQueue.concurrentPerform(iterations: ranges.count) { place in
            let block = Block(bytes[ranges[place]], at: from + ranges[place].lowerBound)
            found.withLock { $0[place] = block }
        }
        return found.withLock { found in ranges.indices.compactMap { found[$0] } }
    }

    /// The bytes that were read, cut into pieces that end with a line.
    private func ranges(_ count: Int) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start = 0
        while start < count {
            let wish = min(start + JournalBlocks.blockSize, count)
            guard let feed = room[start..<wish].lastIndex(of: UInt8(ascii: "\n")) else { break }
            ranges.append(start..<(feed + 1))
            start = feed + 1
        }
        return ranges
    }
}
