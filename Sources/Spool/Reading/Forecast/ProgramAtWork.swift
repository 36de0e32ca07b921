import CallspoolCore

/// Whether a program dials for a spool, seen without touching its lock.
///
/// To try the lock would be to hold it for a moment, and a tick that begins in that moment would leave. Linux lists all
/// locks in `/proc/locks`; where there is no such list, or the program is in another container, none is seen.
enum ProgramAtWork {
    /// Whether somebody holds the lock.
    ///
    /// - Throws: `DiskError`.
    static func isSeen(_ lock: String, on disk: any Disk) throws(DiskError) -> Bool {
        guard let inode = try disk.entry(lock)?.inode else { return false }
        return lines(try locks(disk))
            .contains { line in
                let words = line.split(separator: " ")
                guard words.count >= 6, words[1] == "FLOCK" else { return false }
                return words[5].split(separator: ":").last.map { $0 == String(inode) } ?? false
            }
    }

    private static func lines(_ bytes: [UInt8]) -> [Substring] {
        String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    }

    /// Its size is said to be 0: it is read until there is no more.
    private static func locks(_ disk: any Disk) throws(DiskError) -> [UInt8] {
        let file: any OpenFile
        do {
            file = try disk.openReading("/proc/locks")
        } catch {
            if error.isMissing { return [] }
            throw error
        }
        defer { file.close() }
        var all: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let offset = all.count
            let count = try block.withDiskRoom { room throws(DiskError) in try file.read(at: offset, into: room) }
            if count == 0 { return all }
            all += block[..<count]
        }
    }
}

extension SpoolReader {
    /// Whether a program is seen running on the spool.
    ///
    /// - Throws: `DiskError`.
    public func isProgramAtWork() throws(DiskError) -> Bool {
        try ProgramAtWork.isSeen(layout.lock, on: disk)
    }
}
