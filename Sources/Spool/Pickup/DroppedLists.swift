import CallspoolCore
import Foundation

/// The contact and do-not-call lists of the files of one pass: they are put away when all of these are through.
///
/// Several campaigns may name one list, and each takes its own copy. While a campaign file still waits that mentions a
/// list, it stays. Used from one thread.
final class DroppedLists {
    private let layout: SpoolLayout
    private let disk: any Disk
    /// By their names' bytes: two names that are the same text in other Unicode forms are two files.
    private var lists: [[UInt8]: (path: String, isRefused: Bool)] = [:]

    init(_ layout: SpoolLayout, on disk: any Disk) {
        self.layout = layout
        self.disk = disk
    }

    /// A file that named these lists was taken.
    func taken(_ names: [String]) throws(DiskError) { try note(names, isRefused: false) }

    /// A file that named these lists was refused: they go to `rejected/` with it.
    func refused(_ names: [String]) throws(DiskError) { try note(names, isRefused: true) }

    private func note(_ names: [String], isRefused: Bool) throws(DiskError) {
        for name in names {
            let path = try disk.path(of: name, in: layout.incoming)
            let before = lists[Array(path.utf8)]?.isRefused ?? false
            lists[Array(path.utf8)] = (path, before || isRefused)
        }
    }

    /// Puts the lists away that no file that still waits mentions.
    ///
    /// - Throws: `DiskError`; the lists that are left then are nobody's, and are told of as such.
    func settle() throws(DiskError) {
        defer { lists = [:] }
        guard !lists.isEmpty else { return }
        let waiting = try disk.list(layout.incoming).filter(\.isCampaignFile)
        for list in lists.values.sorted(by: { $0.path < $1.path }) {
            guard let entry = try disk.entry(list.path), entry.kind == .file else { continue }
            if try isWanted(entry.name, by: waiting) { continue }
            if list.isRefused {
                try disk.rename(
                    list.path,
                    to: "\(layout.rejected)/\(try layout.freeNameOfRejected(entry.name, on: disk))"
                )
            } else {
                try disk.remove(list.path)
            }
        }
        try disk.syncFolder(layout.rejected)
        try disk.syncFolder(layout.incoming)
    }

    private func isWanted(_ name: String, by waiting: [DiskEntry]) throws(DiskError) -> Bool {
        for file in waiting where try disk.mentions(name, in: "\(layout.incoming)/\(file.name)") { return true }
        return false
    }
}

extension Disk {
    /// Whether a file has a name somewhere in it, in either Unicode form; one that cannot be read has everything.
    func mentions(_ name: String, in path: String) throws(DiskError) -> Bool {
        let forms = [name, name.precomposedStringWithCanonicalMapping, name.decomposedStringWithCanonicalMapping]
        let file: any OpenFile
        do {
            file = try openReading(path)
        } catch {
            return !error.isMissing
        }
        defer { file.close() }
        let overlap = forms.map(\.utf8.count).max() ?? 0
        var block = [UInt8](repeating: 0, count: 1 << 20)
        var offset = 0
        while true {
            let at = offset
            let count: Int
            do throws(DiskError) {
                count = try block.withDiskRoom { room throws(DiskError) in try file.read(at: at, into: room) }
            } catch {
                return true
            }
            if forms.contains(where: { block[..<count].contains(bytesOf: $0) }) { return true }
            if count < block.count { return false }
            offset += count - overlap
        }
    }
}

extension ArraySlice<UInt8> {
    fileprivate func contains(bytesOf text: String) -> Bool {
        let wanted = Array(text.utf8)
        guard let first = wanted.first else { return true }
        var rest = self
        while let found = rest.firstIndex(of: first) {
            if rest[found...].starts(with: wanted) { return true }
            rest = rest[(found + 1)...]
        }
        return false
    }
}

extension SpoolLayout {
    /// A name that nothing in `rejected/` has: nothing is ever thrown away.
    func freeNameOfRejected(_ name: String, on disk: any Disk) throws(DiskError) -> String {
        var beginning = ""
        var number = 1
        while true {
            let candidate = String(FileName.made(beginning, from: name, ".why").dropLast(4))
            if try disk.entry("\(rejected)/\(candidate)") == nil { return candidate }
            number += 1
            beginning = "\(number)."
        }
    }
}
