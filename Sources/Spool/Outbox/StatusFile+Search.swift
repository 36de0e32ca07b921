internal import CallspoolCore

extension StatusFile {
    /// The lines of a batch as one body, each but the last with its line feed; `nil` when they are not where they were.
    func lines(of batch: Batch) throws(DiskError) -> [UInt8]? {
        guard let file, batch.offset >= 0 else { return nil }
        var room = max(4096, batch.count * 1024)
        while true {
            var block = [UInt8](repeating: 0, count: room)
            let count = try block.withDiskRoom { room throws(DiskError) in
                try file.read(at: batch.offset, into: room)
            }
            switch block.withUnsafeBytes({ gather(batch, from: UnsafeRawBufferPointer(rebasing: $0[..<count])) }) {
            case .whole(let lines): return lines
            case .other: return nil
            case .cut: if count < room { return nil }
            }
            room *= 4
        }
    }

    private enum Gathering {
        case whole([UInt8])
        /// There is another record than there was.
        case other
        /// The bytes end before the batch does.
        case cut
    }

    /// What is not a record, or no new one, was passed over when the batch was made, and is now.
    private func gather(_ batch: Batch, from bytes: UnsafeRawBufferPointer) -> Gathering {
        var lines: [UInt8] = []
        var (found, before, start) = (0, batch.n - 1, 0)
        while start < bytes.count, let base = bytes.baseAddress,
            let length = findLineFeed(base + start, bytes.count - start)
        {
            let line = UnsafeRawBufferPointer(rebasing: bytes[start..<(start + length)])
            start += length + 1
            guard let n = recordNumber(line), n > before else {
                if found == 0 { return .other }
                continue
            }
            if found == 0, n != batch.n { return .other }
            if found > 0 { lines.append(UInt8(ascii: "\n")) }
            lines.append(contentsOf: line)
            (found, before) = (found + 1, n)
            if found == batch.count { return n == batch.last ? .whole(lines) : .other }
        }
        return .cut
    }

    /// The highest number of a record that was written up to an instant; 0 when there is none.
    ///
    /// Instants rise with the numbers but where a clock was set back, and there it is some number near it.
    func lastNumber(writtenBy instant: Timestamp) throws(DiskError) -> Int {
        guard let file else { return 0 }
        var (low, high) = (0, limit)
        while high - low > 1 << 16 {
            let middle = low + (high - low) / 2
            guard let found = try firstRecord(in: file, from: middle, upTo: high) else { break }
            if found.at <= instant { low = found.offset } else { high = middle }
        }
        var last = 0
        var isOver = false
        try walk(file, from: low) { line, _ in
            guard let record = recordInstant(line) else { return true }
            isOver = record.at > instant
            if !isOver { last = record.n }
            return !isOver
        }
        return last
    }

    /// How many records there are to be read above a number.
    func countUnread(above frontier: Int) throws(DiskError) -> Int {
        guard let file, unread > 0 else { return 0 }
        var count = 0
        try walk(file, from: offset) { line, _ in
            if let n = recordNumber(line), n > frontier { count += 1 }
            return true
        }
        return count
    }

    /// The first record that begins after an offset in the middle of a line.
    private func firstRecord(
        in file: any OpenFile,
        from start: Int,
        upTo end: Int
    ) throws(DiskError) -> (at: Timestamp, offset: Int)? {
        var found: (at: Timestamp, offset: Int)?
        var isFirst = true
        try walk(file, from: start) { line, offset in
            defer { isFirst = false }
            guard offset < end else { return false }
            guard !isFirst, let record = recordInstant(line) else { return true }
            found = (record.at, offset)
            return false
        }
        return found
    }

    private func walk(
        _ file: any OpenFile,
        from start: Int,
        _ body: (UnsafeRawBufferPointer, Int) -> Bool
    ) throws(DiskError) {
        var reader = LineReader(file, from: start, upTo: limit, blockSize: 1 << 14)
        do {
            while let goesOn = try reader.next(body) {
                if !goesOn { return }
            }
        } catch let error as DiskError {
            throw error
        } catch {
            // The closure throws nothing, so that only the disk can.
            throw DiskError(code: 0, message: "cannot read \(path): \(error)")
        }
    }
}

/// The number of a status record and when it was written; `nil` when the line is not ours.
func recordInstant(_ line: UnsafeRawBufferPointer) -> (n: Int, at: Timestamp)? {
    var n: Int?
    var fields = JSONFields(line)
    do {
        while let field = try fields.next() {
            if field.isNamed("n") {
                n = field.value.int
            } else if field.isNamed("at"), let n, let at = field.value.timestamp {
                return (n, at)
            }
        }
    } catch {
        return nil
    }
    return nil
}
