extension Disk {
    /// Whether two files hold the same bytes; `false` when one of them is not there.
    ///
    /// - Throws: `DiskError`.
    func isSame(_ one: String, _ other: String) throws(DiskError) -> Bool {
        guard let first = try entry(one), let second = try entry(other), first.size == second.size else { return false }
        let (left, right) = (try openReading(one), try openReading(other))
        defer {
            left.close()
            right.close()
        }
        var offset = 0
        while offset < first.size {
            let (some, same) = (try left.block(at: offset), try right.block(at: offset))
            guard some == same, !some.isEmpty else { return false }
            offset += some.count
        }
        return true
    }
}

extension OpenFile {
    fileprivate func block(at offset: Int) throws(DiskError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = try bytes.withDiskRoom { buffer throws(DiskError) in try read(at: offset, into: buffer) }
        bytes.removeLast(bytes.count - count)
        return bytes
    }
}
