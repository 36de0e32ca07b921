import CallspoolCore
import CampaignFiles

/// Monday, 2026-11-23 10:00 UTC.
let monday = Timestamp(Timestamp.Civil(year: 2026, month: 11, day: 23, hour: 10))

/// A campaign file read to its end.
struct WholeFile {
    var reader: CampaignFileReader
    var numbers: [NumberEntry] = []

    init(
        _ text: String,
        file: String = "spring.yaml",
        defaults: CampaignDefaults = CampaignDefaults(),
        begins: Timestamp? = nil
    ) throws {
        try self.init(source: ArraySource(text), file: file, defaults: defaults, begins: begins)
    }

    init(
        source: any ByteSource,
        file: String = "spring.yaml",
        defaults: CampaignDefaults = CampaignDefaults(),
        begins: Timestamp? = nil
    ) throws {
        reader = CampaignFileReader(file: file, source: source, defaults: defaults, now: monday, begins: begins)
        while true {
            let some = try reader.next(3)
            if some.isEmpty { break }
            numbers += some
        }
    }

    /// The errors, without the file's name.
    var errors: [String] {
        reader.diagnostics.filter { $0.severity == .error }.map(\.mark)
    }

    /// The warnings, without the file's name.
    var warnings: [String] {
        reader.diagnostics.filter { $0.severity == .warning }.map(\.mark)
    }
}

/// Some bytes, then others again and again, made as they are read: no file of that size is needed.
struct Endless: ByteSource {
    var first: [UInt8]
    var again: [UInt8]
    var left: Int
    private(set) var read = 0

    init(_ first: String = "", again: String, total: Int) {
        self.first = Array(first.utf8)
        self.again = Array(again.utf8)
        left = total
    }

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, left)
        for index in 0..<count {
            let place = read + index
            buffer[index] = place < first.count ? first[place] : again[(place - first.count) % again.count]
        }
        read += count
        left -= count
        return count
    }
}
