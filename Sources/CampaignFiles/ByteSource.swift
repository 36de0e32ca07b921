/// Where the bytes of a user's file come from.
///
/// An implementer must make true: bytes come in order and each once; a read may be short; 0 is the end, and stays so. A
/// read may block, and whoever calls is to be where blocking is allowed. A thrown error means that the world failed, and
/// is handed on as it is.
public protocol ByteSource {
    /// Puts the next bytes at the front of the buffer.
    ///
    /// - Returns: how many; 0 at the end.
    /// - Throws: when the bytes could not be read.
    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}

/// Bytes in memory.
public struct ArraySource: ByteSource, Sendable {
    private let bytes: [UInt8]
    private var at = 0

    /// Makes a source of these bytes.
    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Makes a source of a text, as UTF-8.
    public init(_ text: String) {
        self.init(Array(text.utf8))
    }

    /// Copies as much as fits; never fails.
    public mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, bytes.count - at)
        bytes.withUnsafeBytes { all in
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: all[at..<(at + count)]))
        }
        at += count
        return count
    }
}
