import CallspoolCore

/// A line of `queue/.taking`: a file that pickup is just taking in, from before its campaign appears until it and its lists
/// are gone from `incoming/`, durably.
///
/// By it a file that a crash left behind is told from one that is dropped again. Nothing of the file itself can tell
/// them apart: people call lists again, and file systems hand out inodes again.
struct TakingNote: Equatable {
    /// The file's name in `incoming/`; `nil` when it is gone from there and its lists may not be.
    var file: String?
    /// Its lists there.
    var lists: [String]
    /// The folder that is to appear, `CAMPAIGN` or `CAMPAIGN/added-TAG`.
    var place: String

    /// Writes the note as the only one, durably.
    ///
    /// - Throws: `DiskError`.
    func write(_ layout: SpoolLayout, on disk: some Disk) throws(DiskError) {
        try TakingNote.write([self], layout, on: disk)
    }

    /// Writes notes, durably.
    ///
    /// - Throws: `DiskError`.
    static func write(_ notes: [TakingNote], _ layout: SpoolLayout, on disk: some Disk) throws(DiskError) {
        var writer = JSONLineWriter()
        for note in notes {
            writer.line { line in
                if let file = note.file { line.field("file", file) }
                line.field("lists", note.lists)
                line.field("place", note.place)
            }
        }
        try disk.replace(layout.taking, with: writer.bytes)
    }

    /// Reads a line; `nil` when it is none.
    init?(_ bytes: ArraySlice<UInt8>) {
        var file, place: String?
        var lists: [String] = []
        let isRead = bytes.withUnsafeBytes { bytes in
            var fields = JSONFields(bytes)
            do throws(JSONLineError) {
                while let field = try fields.next() {
                    if field.isNamed("file") { file = field.value.string }
                    if field.isNamed("place") { place = field.value.string }
                    if field.isNamed("lists") { lists = (field.value.elements ?? []).compactMap(\.string) }
                }
                return true
            } catch {
                return false
            }
        }
        guard isRead, let place else { return nil }
        self.init(file: file, lists: lists, place: place)
    }

    /// Makes a note.
    init(file: String?, lists: [String], place: String) {
        (self.file, self.lists, self.place) = (file, lists, place)
    }

    /// The folder that has appeared; `nil` when it did not, or is gone.
    func folder(_ layout: SpoolLayout, on disk: some Disk) throws(DiskError) -> CampaignFolder? {
        for parent in [layout.queue, layout.done] {
            let kept = CampaignFolder(path: "\(parent)/\(place)", name: campaign)
            if try disk.entry(kept.file) != nil { return kept }
        }
        return nil
    }

    /// The files in `incoming/` that are accepted already: they were not removed yet by a program that ended, or are about
    /// to be by the one that accepts them.
    ///
    /// - Throws: `DiskError`.
    static func accepted(_ layout: SpoolLayout, on disk: some Disk) throws(DiskError) -> Set<String> {
        guard let bytes = try disk.contents(layout.taking) else { return [] }
        var accepted: Set<String> = []
        for note in bytes.split(separator: UInt8(ascii: "\n")).compactMap(TakingNote.init) {
            guard let file = note.file, let kept = try note.folder(layout, on: disk) else { continue }
            if try disk.isKept("\(layout.incoming)/\(file)", kept.file) { accepted.insert(file) }
        }
        return accepted
    }

    /// The campaign that has the numbers.
    var campaign: String { String(place.prefix { $0 != "/" }) }
}

extension Disk {
    /// Whether a file is the same, byte for byte, as one that was kept of it.
    func isKept(_ path: String, _ kept: String) throws(DiskError) -> Bool {
        guard try entry(path)?.kind == .file, try entry(kept) != nil else { return false }
        return try isSame(path, kept)
    }
}
