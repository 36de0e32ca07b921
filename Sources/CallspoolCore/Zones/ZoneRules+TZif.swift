extension ZoneRules {
    /// Reads a zone file: TZif, RFC 8536, of any version.
    ///
    /// `nil` when it is not a valid one, and for one with leap seconds (`right/`), whose seconds are not UNIX time.
    init?(tzif bytes: [UInt8]) {
        var reader = TZifReader(bytes)
        guard let first = reader.header() else { return nil }
        if first.version == 0 {
            self.init(&reader, first, timeSize: 4)
        } else {
            // The first block is for readers of version 1.
            guard reader.skip(first.size(timeSize: 4)), let second = reader.header() else { return nil }
            self.init(&reader, second, timeSize: 8)
            guard let text = reader.footer() else { return nil }
            if text.isEmpty { return }
            guard let rule = YearlyRule(text) else { return nil }
            self.rule = rule
        }
    }

    private init?(_ reader: inout TZifReader, _ header: TZifReader.Header, timeSize: Int) {
        guard header.typeCount > 0, header.leapCount == 0, reader.has(header.size(timeSize: timeSize)) else {
            return nil
        }
        let times = (0..<header.timeCount).map { _ in reader.integer(timeSize) }
        let types = (0..<header.timeCount).map { _ in Int(reader.integer(1) & 0xFF) }
        let offsets = (0..<header.typeCount)
            .map { _ in
                defer { _ = reader.skip(2) }
                return reader.integer(4)
            }
        guard types.allSatisfy({ $0 < offsets.count }), offsets.allSatisfy({ abs($0) < 26 * 3600 }),
            zip(times, times.dropFirst()).allSatisfy(<)
        else { return nil }
        self.init(earliest: offsets[0])
        for (time, type) in zip(times, types) { append(time, offsets[type]) }
        _ = reader.skip(header.characterCount + header.standardCount + header.universalCount)
    }
}

/// Walks the bytes of a zone file; numbers are big-endian.
private struct TZifReader {
    struct Header {
        var version: UInt8
        var universalCount, standardCount, leapCount, timeCount, typeCount, characterCount: Int

        func size(timeSize: Int) -> Int {
            timeCount * (timeSize + 1) + typeCount * 6 + characterCount + leapCount * (timeSize + 4) + standardCount
                + universalCount
        }
    }

    private let bytes: [UInt8]
    private var at = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    func has(_ count: Int) -> Bool { count <= bytes.count - at }

    mutating func skip(_ count: Int) -> Bool {
        guard has(count) else { return false }
        at += count
        return true
    }

    /// A number with its sign; the bytes must be there.
    mutating func integer(_ size: Int) -> Int64 {
        var value: Int64 = bytes[at] & 0x80 == 0 ? 0 : -1
        for byte in bytes[at..<(at + size)] { value = value << 8 | Int64(byte) }
        at += size
        return value
    }

    mutating func header() -> Header? {
        guard has(44), bytes[at..<(at + 4)].elementsEqual("TZif".utf8) else { return nil }
        let version = bytes[at + 4]
        at += 20
        let counts = (0..<6).map { _ in Int(integer(4)) }
        // No file is so large; a number that is made up must not overflow.
        guard counts.allSatisfy({ (0...1 << 20).contains($0) }) else { return nil }
        return Header(
            version: version,
            universalCount: counts[0],
            standardCount: counts[1],
            leapCount: counts[2],
            timeCount: counts[3],
            typeCount: counts[4],
            characterCount: counts[5]
        )
    }

    /// The rule between its two line feeds; `nil` when it is cut off.
    mutating func footer() -> ArraySlice<UInt8>? {
        guard has(2), bytes[at] == 0x0A, let end = bytes[(at + 1)...].firstIndex(of: 0x0A) else { return nil }
        return bytes[(at + 1)..<end]
    }
}
