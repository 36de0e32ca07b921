import CallspoolCore

/// The last whole line of a file, read backwards from its end: in a result file it says how far the reporting has come,
/// whatever somebody did with the lines before it.
struct LastLine {
    /// Its bytes, without the line feed; empty when there is no whole line.
    private(set) var bytes: [UInt8] = []

    /// Reads the last line of a file.
    init(_ path: String, on disk: any Disk) throws(DiskError) {
        let file = try disk.openReading(path)
        defer { file.close() }
        let size = try file.size()
        var length = 1 << 14
        while true {
            let start = max(0, size - length)
            var block = [UInt8](repeating: 0, count: size - start)
            let count = try block.withDiskRoom { room throws(DiskError) in try file.read(at: start, into: room) }
            if let line = LastLine.find(in: block[..<count], isWhole: start == 0) {
                bytes = line
                return
            }
            if start == 0 { return }
            length *= 4
        }
    }

    /// The last line that ends with a line feed and whose beginning is there.
    private static func find(in block: ArraySlice<UInt8>, isWhole: Bool) -> [UInt8]? {
        let feed = UInt8(ascii: "\n")
        guard let end = block.lastIndex(of: feed) else { return nil }
        if let before = block[..<end].lastIndex(of: feed) { return Array(block[(before + 1)..<end]) }
        return isWhole ? Array(block[..<end]) : nil
    }

    /// The line's `n`; `nil` when it has none.
    var number: Int? {
        bytes.withUnsafeBytes { bytes in
            var fields = JSONFields(bytes)
            do {
                while let field = try fields.next() {
                    if field.isNamed("n") { return field.value.int }
                }
            } catch {
                return nil  // A person wrote it; what the hint says stands.
            }
            return nil
        }
    }
}
