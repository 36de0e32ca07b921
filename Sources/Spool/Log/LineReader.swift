internal import CallspoolCore

/// Reads a file line by line in large blocks, from an offset on.
public struct LineReader: ~Copyable {
    private let file: any OpenFile
    private var block: [UInt8]
    private var filled = 0
    private var taken = 0
    /// Where the next line begins, in bytes.
    public private(set) var offset: Int
    private let limit: Int?

    /// Begins to read; the file stays the caller's to close.
    ///
    /// - Parameters:
    ///   - file: what to read.
    ///   - offset: where a line begins.
    ///   - limit: where to stop, in bytes; `nil` is the end of the file.
    ///   - blockSize: how much to read at once; grows for a longer line.
    public init(_ file: any OpenFile, from offset: Int = 0, upTo limit: Int? = nil, blockSize: Int = 1 << 18) {
        self.file = file
        self.offset = offset
        self.limit = limit
        block = [UInt8](repeating: 0, count: blockSize)
    }

    /// Hands over the next whole line without its line feed.
    ///
    /// - Returns: what the closure returns; `nil` at the end. A last line without a line feed is not whole.
    /// - Throws: `DiskError`, or what the closure throws; a `JSONLineError` says in which file it is.
    public mutating func next<Result>(
        _ body: (_ line: UnsafeRawBufferPointer, _ offset: Int) throws -> Result
    ) throws -> Result? {
        while true {
            if let length = lineLength() {
                let start = taken
                let lineOffset = offset
                taken += length + 1
                offset += length + 1
                do {
                    return try block.withUnsafeBytes { bytes in
                        try body(UnsafeRawBufferPointer(rebasing: bytes[start..<(start + length)]), lineOffset)
                    }
                } catch let error as JSONLineError {
                    throw error.located(in: file.path, at: lineOffset)
                }
            }
            guard try fill() else { return nil }
        }
    }

    /// The length of the line that begins at `taken`, when it is whole in the block.
    private func lineLength() -> Int? {
        block.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress, filled > taken else { return nil }
            guard let feed = findLineFeed(start + taken, filled - taken) else { return nil }
            return feed
        }
    }

    /// Moves what is left to the front and reads more.
    private mutating func fill() throws(DiskError) -> Bool {
        if taken > 0 {
            block.withUnsafeMutableBytes { bytes in
                bytes.copyBytes(from: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[taken..<filled]))
            }
            filled -= taken
            taken = 0
        }
        if filled == block.count {
            block.append(contentsOf: [UInt8](repeating: 0, count: block.count))
        }
        let end = offset + filled
        let room = min(block.count - filled, limit.map { max(0, $0 - end) } ?? Int.max)
        let (file, from) = (file, filled)
        let count = try block.withDiskRoom { bytes throws(DiskError) in
            try file.read(at: end, into: UnsafeMutableRawBufferPointer(rebasing: bytes[from..<(from + room)]))
        }
        filled += count
        return count > 0
    }
}
