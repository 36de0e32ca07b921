internal import CallspoolCore

/// Hands a file's bytes to libyaml, and watches over them: encoding, and how much goes by without an event.
///
/// libyaml gathers a scalar whole before it tells of it, so a bound on scalars is kept here, by the bytes that were
/// handed over since the last event; what is read ahead and a block of comments must fit below it as well.
final class YAMLInput {
    /// Why the bytes stop before the file does.
    enum Refusal {
        /// A UTF-16 byte order mark.
        case utf16
        /// More bytes without an event than any file of ours has.
        case endlessText
    }

    /// The bytes that may go by without an event: a text of the greatest length, a long comment, and what is read
    /// ahead.
    static let longestSilence = 1 << 20
    /// The same until the document begins.
    ///
    /// It is smaller because libyaml compares every `%TAG` with every other.
    static let longestPrologue = 1 << 17

    private var source: any ByteSource
    private var isAtStart = true
    private var silence = 0
    private var bound = YAMLInput.longestPrologue
    private var chunk = Chunk()

    /// Whether any byte was read, a byte order mark aside.
    private(set) var isEmpty = true
    /// What the source threw.
    private(set) var failure: (any Error)?
    /// Why the bytes stopped.
    private(set) var refusal: Refusal?

    /// Reads from a source.
    init(source: any ByteSource) {
        self.source = source
    }

    /// Notes that an event came out of what was handed over.
    func eventCame(inDocument: Bool) {
        silence = 0
        if inDocument { bound = Self.longestSilence }
    }

    /// Fills a part of the buffer; 0 at the end of the file, `nil` when reading must stop.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
        guard refusal == nil, failure == nil else { return nil }
        guard silence <= bound else {
            refusal = .endlessText
            return nil
        }
        do {
            let count = isAtStart ? try readStart(into: buffer) : try source.read(into: buffer)
            guard let count else { return nil }
            silence += count
            isEmpty = isEmpty && count == 0
            chunk.advance(to: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            return count
        } catch {
            failure = error
            return nil
        }
    }

    /// The place of a byte, counted from 0 and without the byte order mark; it must be among the last ones read.
    func position(ofByte offset: Int) -> Diagnostic.Position {
        chunk.position(ofByte: offset)
    }

    /// The byte at an offset, when it is among the last ones read.
    func byte(at offset: Int) -> UInt8? {
        chunk.byte(at: offset)
    }

    /// The first bytes: a UTF-8 byte order mark is left out, a UTF-16 one refused.
    private func readStart(into buffer: UnsafeMutableRawBufferPointer) throws -> Int? {
        isAtStart = false
        var count = 0
        while count < 4 {
            let more = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[count...]))
            if more == 0 { break }
            count += more
        }
        let start = buffer.prefix(min(count, 3))
        if start.elementsEqual([0xEF, 0xBB, 0xBF]) {
            buffer.copyBytes(from: Array(buffer[3..<count]))
            return count - 3
        }
        if start.starts(with: [0xFE, 0xFF]) || start.starts(with: [0xFF, 0xFE]) {
            refusal = .utf16
            return nil
        }
        return count
    }
}

/// The bytes last handed over, kept because libyaml tells of a wrong byte by its offset alone.
private struct Chunk {
    private var bytes: [UInt8] = []
    private var offset = 0
    private var line = 1
    private var column = 1

    mutating func advance(to next: UnsafeRawBufferPointer) {
        // The last three stay: a character can begin in them and end in what follows, or not at all.
        let passed = max(bytes.count - 3, 0)
        let end = place(after: passed)
        (line, column) = (end.line, end.column)
        offset += passed
        bytes.removeFirst(passed)
        bytes.append(contentsOf: next)
    }

    func position(ofByte wanted: Int) -> Diagnostic.Position {
        place(after: min(max(wanted - offset, 0), bytes.count))
    }

    func byte(at wanted: Int) -> UInt8? {
        bytes.indices.contains(wanted - offset) ? bytes[wanted - offset] : nil
    }

    private func place(after count: Int) -> Diagnostic.Position {
        bytes.withUnsafeBytes { all in
            let passed = all[..<count]
            var breaks = 0
            for byte in passed where byte == 0x0A { breaks += 1 }
            let lastBreak = breaks == 0 ? nil : passed.lastIndex(of: 0x0A)
            var characters = 0
            for byte in passed[(lastBreak.map { $0 + 1 } ?? 0)...] where byte & 0xC0 != 0x80 { characters += 1 }
            return Diagnostic.Position(line: line + breaks, column: (breaks == 0 ? column : 1) + characters)
        }
    }
}
