import CallspoolCore
import Foundation
import Synchronization

/// Reads a journal block by block, several at once on the machine's cores, and the next ones while these are applied:
/// after a restart everything waits for this.
struct JournalBlocks<Block: ReplayedBlock> {
    private static var blockSize: Int { 1 << 19 }
    private static var blocksAtOnce: Int { 4 }

    private let file: any OpenFile
    /// What is being read ahead.
    private var coming: JournalBatch<Block>?
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
        let batch: JournalBatch<Block>
        if let coming { batch = coming } else { batch = try begin() }
        coming = nil
        let (blocks, length) = try batch.wait()
        offset += length
        if !blocks.isEmpty { coming = try begin() }
        return blocks
    }

    /// Waits for what is being read ahead: the file must not be closed before.
    func finish() {
        coming?.finish()
    }

    private func begin() throws(DiskError) -> JournalBatch<Block> {
        let batch = JournalBatch<Block>()
        let (file, offset) = (file, offset)
        let size = min(max(0, try file.size() - offset), JournalBlocks.blockSize * JournalBlocks.blocksAtOnce)
        // Who looks again and again finds some lines each time: that is not a work for others.
        if size <= JournalBlocks.blockSize {
            batch.read(file, at: offset, size, blockSize: JournalBlocks.blockSize)
        } else {
            // A thread of its own: those of the queues are as many as there are cores, and whoever waits here has one.
            Thread.detachNewThread { batch.read(file, at: offset, size, blockSize: JournalBlocks.blockSize) }
        }
        return batch
    }
}

/// Some blocks that are read and understood aside.
private final class JournalBatch<Block: ReplayedBlock>: Sendable {
    private let result = Mutex<Result<(blocks: [Block], length: Int), DiskError>?>(nil)
    private let done = DispatchGroup()

    init() {
        done.enter()
    }

    /// Waits for the blocks.
    ///
    /// - Returns: them, and how many bytes they were.
    /// - Throws: `DiskError`.
    func wait() throws(DiskError) -> (blocks: [Block], length: Int) {
        done.wait()
        // It is there when the waiting is over.
        return try result.withLock { $0 }?.get() ?? ([], 0)
    }

    /// Waits until nothing is read any more.
    func finish() {
        done.wait()
    }

    func read(_ file: any OpenFile, at offset: Int, _ size: Int, blockSize: Int) {
        defer { done.leave() }
        do throws(DiskError) {
            var room = [UInt8](repeating: 0, count: size)
            let count = try room.withDiskRoom { room throws(DiskError) in try file.read(at: offset, into: room) }
            let ranges = JournalBatch.ranges(room[..<count], blockSize)
            let blocks = understand(room, ranges, at: offset)
            result.withLock { $0 = .success((blocks, ranges.last?.upperBound ?? 0)) }
        } catch {
            result.withLock { $0 = .failure(error) }
        }
    }

    private func understand(_ bytes: [UInt8], _ ranges: [Range<Int>], at offset: Int) -> [Block] {
        let found = Mutex<[Int: Block]>([:])
        DispatchQueue.concurrentPerform(iterations: ranges.count) { place in
            let block = Block(bytes[ranges[place]], at: offset + ranges[place].lowerBound)
            found.withLock { $0[place] = block }
        }
        return found.withLock { found in ranges.indices.compactMap { found[$0] } }
    }

    /// The bytes that were read, cut into pieces that end with a line.
    private static func ranges(_ bytes: ArraySlice<UInt8>, _ size: Int) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start = 0
        while start < bytes.count {
            let wish = min(start + size, bytes.count)
            guard let feed = bytes[start..<wish].lastIndex(of: UInt8(ascii: "\n")) else { break }
            ranges.append(start..<(feed + 1))
            start = feed + 1
        }
        return ranges
    }
}
