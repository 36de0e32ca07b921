internal import Hummingbird
internal import NIOCore
internal import Spool

/// A file's whole lines as an answer that is sent while it is read: a million of them are never in memory together.
struct LineStream: Sendable {
    /// How much is read and sent at once.
    private static let piece = 256 << 10

    let file: any OpenFile
    /// How long the file is; what is written to it meanwhile is not sent.
    let length: Int
    let threads: DiskThreads
    /// What stands before the first line.
    let head: [UInt8]
    /// What becomes of a line, its line feed included.
    let line: @Sendable (UnsafeRawBufferPointer) -> [UInt8]

    /// The answer's body.
    var body: ResponseBody {
        ResponseBody { writer in
            defer { file.close() }
            if !head.isEmpty { try await writer.write(ByteBuffer(bytes: head)) }
            var offset = 0
            while true {
                let at = offset
                let (bytes, next) = try await threads.run { try piece(from: at) }
                if next == offset { break }
                offset = next
                if !bytes.isEmpty { try await writer.write(ByteBuffer(bytes: bytes)) }
            }
            try await writer.finish(nil)
        }
    }

    /// Some lines from an offset on, and where the next ones begin.
    private func piece(from offset: Int) throws -> (bytes: [UInt8], next: Int) {
        var reader = LineReader(file, from: offset, upTo: length)
        var bytes: [UInt8] = []
        while reader.offset - offset < LineStream.piece, try reader.next({ line, _ in bytes += self.line(line) }) != nil
        {}
        return (bytes, reader.offset)
    }
}
