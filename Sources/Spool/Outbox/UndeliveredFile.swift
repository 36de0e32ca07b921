internal import CallspoolCore

/// A campaign's undelivered file, for those who send its records again: which are in it, and their lines.
final class UndeliveredFile {
    private let file: RestingFile
    /// Where each record's line begins, by its number.
    private let places: [(n: Int, offset: Int)]

    /// Looks at what is in the file; `nil` when there is none.
    ///
    /// - Throws: `DiskError`.
    init?(_ path: String, on disk: any Disk) throws(DiskError) {
        guard try disk.entry(path) != nil else { return nil }
        let file = try RestingFile(reading: path, on: disk)
        defer { file.rest() }
        self.file = file
        var places: [(n: Int, offset: Int)] = []
        var reader = LineReader(file)
        do {
            while let found = try reader.next({ line, offset in (n: recordNumber(line), offset: offset) }) {
                if let n = found.n { places.append((n, found.offset)) }
            }
        } catch let error as DiskError {
            throw error
        } catch {
            // The closure throws nothing, so that only the disk can.
            throw DiskError(code: 0, message: "cannot read \(path): \(error)")
        }
        // Of a record that is there twice, the first.
        self.places = places.sorted { ($0.n, $0.offset) < ($1.n, $1.offset) }
    }

    deinit {
        file.close()
    }

    /// Whether no record is in it.
    var isEmpty: Bool { places.isEmpty }

    /// The lines of a batch, each but the last with its line feed, and when the last was written; `nil` when they are not
    /// all there.
    func lines(of batch: Batch) throws(DiskError) -> (lines: [UInt8], at: Timestamp)? {
        defer { file.rest() }
        var lines: [UInt8] = []
        var (found, before, at) = (0, Int.min, Timestamp(milliseconds: 0))
        var place = firstPlace(of: batch.n)
        while place < places.count, places[place].n <= batch.last {
            defer { place += 1 }
            guard places[place].n > before else { continue }
            guard let line = try line(at: places[place].offset) else { return nil }
            if found > 0 { lines.append(UInt8(ascii: "\n")) }
            lines += line
            (found, before) = (found + 1, places[place].n)
            at = line.withUnsafeBytes { recordInstant($0) }?.at ?? at
        }
        return found == batch.count && before == batch.last ? (lines, at) : nil
    }

    private func firstPlace(of n: Int) -> Int {
        var (low, high) = (0, places.count)
        while low < high {
            let middle = (low + high) / 2
            if places[middle].n < n { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func line(at offset: Int) throws(DiskError) -> [UInt8]? {
        var room = 4096
        while true {
            var block = [UInt8](repeating: 0, count: room)
            let count = try block.withDiskRoom { room throws(DiskError) in try file.read(at: offset, into: room) }
            if let feed = block[..<count].firstIndex(of: UInt8(ascii: "\n")) { return Array(block[..<feed]) }
            if count < room { return nil }
            room *= 8
        }
    }
}
