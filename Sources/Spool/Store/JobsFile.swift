import CallspoolCore

/// The call jobs of a campaign by their position, read from `jobs.jsonl` as they are asked for.
///
/// Where every 128th line begins is remembered; that is a sixteenth of a byte a number. First attempts come in order and
/// find their block at hand, retries cost one read of a block.
///
/// The file may have more lines than the journal vouches for: numbers that are being added, or what a crash left of them,
/// which is cut off again. Nothing past `total` is remembered. It holds no descriptor while nobody asks, unless it is to be
/// read to the end wherever its campaign is moved meanwhile.
final class JobsFile {
    private static let linesInBlock = 128

    private struct Block {
        var number = -1
        var bytes: [UInt8] = []
        var starts: [Int] = []
    }

    private let file: RestingFile
    private let path: String
    private let prefix: String
    private let isHeld: Bool
    /// How many lines will never change: as many as the campaign has numbers, as far as its user knows.
    var total: Int
    /// Where each block begins, as far as the file was scanned; the last one's end is where the scan stands.
    private var blockStarts = [0]
    private var lastUsed = Block()
    private var lastSequential = Block()

    /// Opens the jobs of a campaign.
    init(
        _ path: String,
        callIDPrefix prefix: String,
        total: Int,
        isHeld: Bool = false,
        on disk: some Disk
    ) throws(DiskError) {
        self.isHeld = isHeld
        self.path = path
        self.prefix = prefix
        self.total = total
        file = try RestingFile(reading: path, on: disk)
        rest()
    }

    private func rest() {
        if !isHeld { file.rest() }
    }

    deinit {
        file.close()
    }

    /// The job at a position, from 1.
    func job(_ index: Int) throws -> CallJob {
        total = max(total, index)
        let number = (index - 1) / JobsFile.linesInBlock
        if number == lastUsed.number || number == lastSequential.number {
            return try job(index, in: number == lastUsed.number ? lastUsed : lastSequential)
        }
        let block = try load(number)
        if number == lastSequential.number + 1 { lastSequential = block } else { lastUsed = block }
        return try job(index, in: block)
    }

    private func job(_ index: Int, in block: Block) throws -> CallJob {
        let line = (index - 1) % JobsFile.linesInBlock
        guard line + 1 < block.starts.count else { throw missing(index) }
        return try block.bytes.withUnsafeBytes { bytes in
            let range = block.starts[line]..<(block.starts[line + 1] - 1)
            do {
                return try CallJob(UnsafeRawBufferPointer(rebasing: bytes[range]), callID: "\(prefix)\(index)")
            } catch {
                throw StoreError(.corrupt, "cannot read line \(index) of \(path): it is not a call job")
            }
        }
    }

    private func missing(_ index: Int) -> StoreError {
        StoreError(.corrupt, "cannot read line \(index) of \(path): the file has fewer lines")
    }

    private func load(_ number: Int) throws -> Block {
        defer { rest() }
        guard let end = try end(ofBlock: number) else { return Block(number: -1, bytes: [], starts: [0]) }
        let start = blockStarts[number]
        var bytes = [UInt8](repeating: 0, count: end - start)
        let file = file
        let count = try bytes.withDiskRoom { room throws(DiskError) in try file.read(at: start, into: room) }
        guard count == end - start else { throw missing(number * JobsFile.linesInBlock + 1) }
        // A short last block may grow (numbers are added), so it must be loaded again next time.
        return Block(number: isWhole(number) ? number : -1, bytes: bytes, starts: lineStarts(bytes))
    }

    private func lineStarts(_ bytes: [UInt8]) -> [Int] {
        var starts = [0]
        starts.reserveCapacity(JobsFile.linesInBlock + 1)
        bytes.withUnsafeBytes { bytes in
            while let base = bytes.baseAddress, let last = starts.last, last < bytes.count,
                let feed = findLineFeed(base + last, bytes.count - last)
            {
                starts.append(last + feed + 1)
            }
        }
        return starts
    }

    /// Whether no line of a block will ever change.
    private func isWhole(_ number: Int) -> Bool { (number + 1) * JobsFile.linesInBlock <= total }

    /// Where the line after so many begins, in bytes.
    ///
    /// - Throws: `DiskError`; `StoreError` when there are fewer.
    func end(of lines: Int) throws -> Int {
        defer { rest() }
        total = max(total, lines)
        let number = lines / JobsFile.linesInBlock
        // All whole blocks before it are scanned.
        if number > 0, try end(ofBlock: number - 1) == nil { throw missing(lines) }
        var reader = LineReader(file, from: blockStarts[number])
        for line in number * JobsFile.linesInBlock..<lines {
            guard try reader.next({ _, _ in true }) != nil else { throw missing(line + 1) }
        }
        return reader.offset
    }

    /// Where a block ends, the file scanned so far when it was not before; `nil` when there is no such block.
    private func end(ofBlock number: Int) throws -> Int? {
        guard number + 1 >= blockStarts.count, let from = blockStarts.last else { return blockStarts[number + 1] }
        var reader = LineReader(file, from: from)
        var lines = 0
        while number + 1 >= blockStarts.count {
            guard try reader.next({ _, _ in true }) != nil else {
                return number + 1 == blockStarts.count && lines > 0 ? reader.offset : nil
            }
            lines += 1
            if lines == JobsFile.linesInBlock {
                // Where a block ends that may still change is not remembered.
                guard isWhole(blockStarts.count - 1) else { return reader.offset }
                blockStarts.append(reader.offset)
                lines = 0
            }
        }
        return blockStarts[number + 1]
    }
}
