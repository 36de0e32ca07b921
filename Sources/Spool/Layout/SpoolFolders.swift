/// Makes a spool's folders, and gives it the name by which engines know its calls.
public struct SpoolFolders: Sendable {
    private let layout: SpoolLayout
    private let disk: any Disk

    /// Names a spool.
    public init(_ layout: SpoolLayout, on disk: any Disk) {
        self.layout = layout
        self.disk = disk
    }

    /// Whether the folder is a spool: has a queue and a drop zone.
    ///
    /// - Throws: `DiskError`.
    public func exist() throws(DiskError) -> Bool {
        for folder in [layout.queue, layout.incoming] {
            guard let entry = try disk.entry(folder), entry.kind == .folder else { return false }
        }
        return true
    }

    /// Makes what is missing.
    ///
    /// - Throws: `DiskError`.
    public func make() throws(DiskError) {
        for folder in layout.folders { try disk.makeFolder(folder) }
    }

    /// The spool's own name, made the first time it is asked for.
    ///
    /// - Parameter word: makes a word at random.
    /// - Returns: the name, the same for ever.
    /// - Throws: `DiskError`.
    public func tag(_ word: () -> String) throws(DiskError) -> String {
        if let bytes = try disk.contents(layout.tag), !bytes.isEmpty {
            return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        }
        let tag = word()
        try disk.replace(layout.tag, with: Array((tag + "\n").utf8))
        return tag
    }
}
