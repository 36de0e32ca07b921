public import CallspoolCore
internal import CampaignFiles

/// What lies in `incoming/` and will never be taken: somebody waits for it for ever.
public struct UntakenFiles: Sendable {
    private let layout: SpoolLayout
    private let disk: any Disk
    private let settle: Duration

    /// Looks into a spool.
    ///
    /// - Parameters:
    ///   - layout: the spool.
    ///   - disk: where it is.
    ///   - settle: how long a file must be unchanged; a list is dropped before its campaign file.
    public init(_ layout: SpoolLayout, on disk: any Disk, settle: Duration) {
        self.layout = layout
        self.disk = disk
        self.settle = settle
    }

    /// A sentence for each, in the order of their names.
    ///
    /// Names that the drop zone's rules leave to whoever writes there (`.…`, `….tmp`, `….part`, `…~`) are not told of, nor
    /// is a list that a waiting campaign file mentions.
    ///
    /// - Throws: `DiskError`.
    public func sentences(_ wall: Timestamp) throws(DiskError) -> [String] {
        let entries = try disk.list(layout.incoming)
        let waiting = entries.filter(\.isCampaignFile)
        var sentences: [String] = []
        for entry in entries.sorted(by: { $0.name < $1.name }) {
            guard !entry.isCampaignFile, !entry.name.isLeftAlone, let why = try why(entry, waiting, wall) else {
                continue
            }
            sentences.append("incoming/\(entry.name.legibleFileName) is not taken: \(why)")
        }
        return sentences
    }

    private func why(_ entry: DiskEntry, _ waiting: [DiskEntry], _ wall: Timestamp) throws(DiskError) -> String? {
        switch entry.kind {
        case .folder: return "it is a folder; drop the files themselves"
        case .other: return "it is a link or another kind of file; drop a regular file"
        case .file:
            let age = wall - Timestamp(milliseconds: entry.modified)
            guard age < .zero || age >= settle else { return nil }
            for file in waiting where try disk.mentions(entry.name, in: "\(layout.incoming)/\(file.name)") {
                return nil
            }
            return "a campaign file's name ends in .yaml or .yml, and none that waits names it as its list"
        }
    }
}

extension String {
    /// Whether the drop zone's rules leave the name to whoever writes there.
    fileprivate var isLeftAlone: Bool {
        hasPrefix(".") || hasSuffix(".tmp") || hasSuffix(".part") || hasSuffix("~")
    }
}
