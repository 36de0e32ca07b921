import CallspoolCore

/// `queue/.taking`: what pickup is just taking in, and what it could not finish.
///
/// Several files may stand there: the lists of all that a pass takes are put away at its end, and a file that cannot be
/// removed from `incoming/` stays noted until it can. Used from one thread.
final class TakingNotes {
    /// What was done about the notes of a program that ended.
    struct Repair {
        /// Files that were removed from `incoming/`, a sentence each.
        var removed: [String] = []
        /// What could not be done.
        var failures: [String] = []
    }

    private let layout: SpoolLayout
    private let disk: any Disk
    private var notes: [TakingNote] = []

    init(_ layout: SpoolLayout, on disk: any Disk) {
        self.layout = layout
        self.disk = disk
    }

    /// Whether a file is accepted and could not be removed yet.
    func names(_ file: String) -> Bool { notes.contains { $0.file == file } }

    /// A file is about to be accepted.
    func begin(_ note: TakingNote) throws(DiskError) {
        notes.append(note)
        do throws(DiskError) {
            try write()
        } catch {
            // It is not accepted: another file may become what this one would have.
            notes.removeLast()
            throw error
        }
    }

    /// What was begun with a file has failed; if nothing has appeared, the file waits on.
    func fail(_ file: String) throws(DiskError) {
        guard let place = notes.lastIndex(where: { $0.file == file }),
            try notes[place].folder(layout, on: disk) == nil
        else { return }
        notes.remove(at: place)
        try write()
    }

    /// A file is accepted and removed from `incoming/`, durably, or nothing has appeared.
    func end(_ file: String, hasAppeared: Bool) throws(DiskError) {
        guard let place = notes.lastIndex(where: { $0.file == file }) else { return }
        notes[place].file = nil
        if !hasAppeared || notes[place].lists.isEmpty { notes.remove(at: place) }
        try write()
    }

    /// The lists of what was accepted are put away.
    func settle() throws(DiskError) {
        guard notes.contains(where: { $0.file == nil }) else { return }
        notes.removeAll { $0.file == nil }
        try write()
    }

    /// Finishes what a program that died had begun: what was accepted is removed from `incoming/`, and the lists that no
    /// file which waits there mentions.
    ///
    /// A file that cannot be removed holds up no other; it stays noted.
    ///
    /// - Throws: `DiskError` when the notes cannot be read or written, or there is no room.
    func finish() throws(DiskError) -> Repair {
        var repair = Repair()
        guard let bytes = try disk.contents(layout.taking) else { return repair }
        let lists = DroppedLists(layout, on: disk)
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            guard let note = TakingNote(line) else { continue }
            do throws(DiskError) {
                if let words = try finish(note, lists) { repair.removed.append(words) }
            } catch {
                if error.isFull { throw error }
                notes.append(note)
                repair.failures.append("\(note.file ?? note.place): \(error.message)")
            }
        }
        do throws(DiskError) {
            try lists.settle()
        } catch {
            if error.isFull { throw error }
            repair.failures.append("the lists of campaigns that were accepted: \(error.message)")
        }
        try write()
        return repair
    }

    /// Removes what is the same, byte for byte, as what was kept; nothing when the campaign did not appear.
    private func finish(_ note: TakingNote, _ lists: DroppedLists) throws(DiskError) -> String? {
        guard let kept = try note.folder(layout, on: disk) else { return nil }
        // It may have appeared and not be durable yet: what is removed now must be there after a loss of power.
        try disk.syncFolder(folder(of: kept.path))
        var words: String?
        if let file = note.file, try disk.isKept("\(layout.incoming)/\(file)", kept.file) {
            try disk.remove("\(layout.incoming)/\(file)")
            try disk.syncFolder(layout.incoming)
            words =
                "\(file) was accepted as campaign `\(note.campaign)` by a program that ended before it could remove it; "
                + "it is removed now"
        }
        for list in note.lists {
            let path = try disk.path(of: list, in: layout.incoming)
            for copy in [kept.contacts(list), kept.doNotCall(.file(list))] where try disk.isKept(path, copy) {
                try lists.taken([list])
                break
            }
        }
        return words
    }

    private func write() throws(DiskError) {
        if notes.isEmpty {
            try disk.remove(layout.taking)
            try disk.syncFolder(layout.queue)
        } else {
            try TakingNote.write(notes, layout, on: disk)
        }
    }
}
