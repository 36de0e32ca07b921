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
        var list = DoNotCallList(reserving: size / 8 + 1)
        var reading = ListReading(region: region)
        list.national = reading.national
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: blockSize, alignment: 16)
        defer { room.deallocate() }
        while true {
            let count = try source.read(into: room)
            reading.take(.init(rebasing: room[..<count]), isEnd: count == 0, into: &list)
            if count == 0 { break }
        }
        list.kind = reading.kind
        list.seal()
        return list
    }

    /// The same of the beginning of a list, to see whether it can be read.
    static func sample(_ bytes: [UInt8], isWhole: Bool, region: String) -> DoNotCallList {
        var list = DoNotCallList()
        var reading = ListReading(region: region)
        bytes.withUnsafeBytes { reading.take($0, isEnd: isWhole, into: &list) }
        list.kind = reading.kind
        return list
    }

    /// What is to be told of the lines that are not numbers; `nil` when there are none.
    func warning(about name: String) -> String? {
        guard nonsense > 0 else { return nil }
        let places = firstNonsense.map(String.init).joined(separator: ", ")
        let more = nonsense > firstNonsense.count ? ", …" : ""
        let what =
            nonsense == 1 ? "1 line that is not a telephone number" : "\(nonsense) lines that are not telephone numbers"
        let (lines, them) = nonsense == 1 ? ("line", "it") : ("lines", "them")
        return
            "the do-not-call list `\(name)` has \(what) (\(lines) \(places)\(more)); correct \(them), or put a # before \(them)"
    }
}

/// The reading of a list, block by block.
private struct ListReading {
    private let reader: DoNotCallLine
    private var text = ListText()
    private var pending: [UInt8] = []
    /// The rest of a line that was longer than a block.
    private var isSkipping = false
    private var hasNUL = false
    private static let longestLine = 1 << 18

    init(region: String) {
        reader = DoNotCallLine(region: region)
    }

    var national: DoNotCallList.NationalForm { reader.national }

    /// What the file is instead of a list.
    var kind: String? { text.kind ?? (hasNUL ? "not a text: it has NUL bytes" : nil) }

    /// Takes bytes, and of them the whole lines.
    mutating func take(_ bytes: UnsafeRawBufferPointer, isEnd: Bool, into list: inout DoNotCallList) {
        text.decode(bytes, into: &pending)
        let used = pending.withUnsafeBytes { lines($0, isEnd: isEnd, into: &list) }
        pending.removeSubrange(..<used)
    }

    /// Takes the whole lines, which end with LF, CR LF or CR; returns how many bytes need not be seen again.
    private mutating func lines(_ bytes: UnsafeRawBufferPointer, isEnd: Bool, into list: inout DoNotCallList) -> Int {
        var at = 0
        while at < bytes.count {
            var end = at
            while end < bytes.count, bytes[end] != 0x0A, bytes[end] != 0x0D { end += 1 }
            // A CR at the end may have its LF in the next block.
            let isCut = end == bytes.count || bytes[end] == 0x0D && end + 1 == bytes.count
            if isCut, !isEnd, bytes.count - at < ListReading.longestLine { break }
            if !isSkipping { take(line: .init(rebasing: bytes[at..<end]), into: &list) }
            isSkipping = end == bytes.count
            at = end + 1
            if at < bytes.count, bytes[end] == 0x0D, bytes[at] == 0x0A { at += 1 }
        }
        return min(at, bytes.count)
    }

    private mutating func take(line: UnsafeRawBufferPointer, into list: inout DoNotCallList) {
        list.lines += 1
        let content = reader.read(line)
        if content != .blank { list.noteFilled() }
        switch content {
        case .blank: return
        case .number(let digits): list.append(digits, line: list.lines)
        case .other(let banned):
            for digits in banned.digits { list.append(digits, line: list.lines) }
            guard !banned.isRead else { return }
            list.noteNonsense(line: list.lines)
            if list.filled == 1, !line.contains(where: { $0 >= 0x30 && $0 <= 0x39 }) { list.hasHeading = true }
            if line.contains(0) { hasNUL = true }
        }
    }
}
