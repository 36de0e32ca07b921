import CallspoolCore
import CampaignFiles

extension DoNotCallList {
    /// How much of a file is in memory at once; a line may be longer, its number stands at its beginning.
    private static let blockSize = 1 << 18

    /// Reads a list as a stream.
    ///
    /// - Parameters:
    ///   - source: its bytes.
    ///   - size: how many there will be, about.
    ///   - region: of numbers without `+`.
    /// - Returns: the list, in order.
    /// - Throws: what the source throws.
    static func read(_ source: inout some ByteSource, size: Int, region: String) throws -> DoNotCallList {
        // The shortest line with a number has 8 bytes.
        var list = DoNotCallList(reserving: size / 8 + 1)
        let reader = DoNotCallLine(region: region)
        var block = [UInt8](repeating: 0, count: blockSize)
        var filled = 0
        // The rest of a line that was longer than the block.
        var isSkipping = false
        while true {
            let from = filled
            let count = try block.withUnsafeMutableBytes { bytes in
                try source.read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[from...]))
            }
            filled += count
            let used = block.withUnsafeBytes { bytes in
                list.take(.init(rebasing: bytes[..<filled]), isEnd: count == 0, isSkipping: &isSkipping, reader)
            }
            if count == 0 { break }
            block.withUnsafeMutableBytes { bytes in
                bytes.copyBytes(from: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[used..<filled]))
            }
            filled -= used
        }
        list.seal()
        return list
    }

    /// Takes the whole lines of a block; returns how many bytes need not be seen again.
    private mutating func take(
        _ bytes: UnsafeRawBufferPointer,
        isEnd: Bool,
        isSkipping: inout Bool,
        _ reader: DoNotCallLine
    ) -> Int {
        guard let start = bytes.baseAddress else { return 0 }
        var at = 0
        while at < bytes.count {
            let feed = findLineFeed(start + at, bytes.count - at)
            if feed == nil, !isEnd, at > 0 || bytes.count < DoNotCallList.blockSize { break }
            let length = feed ?? bytes.count - at
            if !isSkipping { take(line: .init(rebasing: bytes[at..<(at + length)]), reader) }
            isSkipping = feed == nil
            at += length + (feed == nil ? 0 : 1)
        }
        return at
    }

    private mutating func take(line: UnsafeRawBufferPointer, _ reader: DoNotCallLine) {
        lines += 1
        let hasMark = lines == 1 && line.starts(with: [0xEF, 0xBB, 0xBF])
        switch reader.read(hasMark ? .init(rebasing: line.dropFirst(3)) : line) {
        case .blank: return
        case .number(let digits): append(digits, line: lines)
        case .nonsense: noteNonsense(line: lines)
        }
    }

    /// What is to be told of the lines that are no numbers; `nil` when there are none.
    func complaint(about name: String) -> String? {
        guard nonsense > 0 else { return nil }
        let places = firstNonsense.map(String.init).joined(separator: ", ")
        let more = nonsense > firstNonsense.count ? ", …" : ""
        let what =
            nonsense == 1 ? "1 line that is no telephone number" : "\(nonsense) lines that are no telephone numbers"
        let (lines, them) = nonsense == 1 ? ("line", "it") : ("lines", "them")
        return
            "the do-not-call list `\(name)` has \(what) (\(lines) \(places)\(more)); correct \(them), or put a # before \(them)"
    }
}
