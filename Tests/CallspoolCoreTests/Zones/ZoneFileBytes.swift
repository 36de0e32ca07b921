/// A zone file made by hand: TZif, RFC 8536.
struct ZoneFileBytes {
    var times: [Int64] = []
    var types: [UInt8] = []
    var offsets: [Int32] = [0]
    var footer = "UTC0"
    var leapCount: UInt32 = 0

    private static func bigEndian(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }

    private func block(version: UInt8, isWide: Bool) -> [UInt8] {
        var bytes = Array("TZif".utf8) + [version] + [UInt8](repeating: 0, count: 15)
        for count in [0, 0, leapCount, UInt32(times.count), UInt32(offsets.count), 4] {
            bytes += ZoneFileBytes.bigEndian(count)
        }
        for time in times {
            bytes += isWide ? ZoneFileBytes.bigEndian(time) : ZoneFileBytes.bigEndian(Int32(truncatingIfNeeded: time))
        }
        bytes += types
        for offset in offsets { bytes += ZoneFileBytes.bigEndian(offset) + [0, 0] }
        return bytes + Array("ABC\0".utf8) + [UInt8](repeating: 0, count: Int(leapCount) * (isWide ? 12 : 8))
    }

    /// Of version 2, whose first block is for old readers.
    var bytes: [UInt8] {
        var old = self
        (old.times, old.types, old.leapCount) = ([], [], 0)
        return old.block(version: 0x32, isWide: false) + block(version: 0x32, isWide: true)
            + Array("\n\(footer)\n".utf8)
    }

    /// Of version 1.
    var oldBytes: [UInt8] { block(version: 0, isWide: false) }
}
