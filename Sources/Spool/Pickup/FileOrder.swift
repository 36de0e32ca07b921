import CallspoolCore

/// Files that are to be accepted one after the other, those that wait already first: of two that pickup would not take
/// both, the later one is told.
public struct FileOrder {
    private struct Before {
        var file: String
        var name: String
        var digest: String?
    }

    private var before: [Before]
    private let incoming: DiskEntry?
    private let disk: any Disk
    private let layout: SpoolLayout

    /// Begins with the files that wait in a spool.
    ///
    /// - Throws: `DiskError`.
    public init(_ waiting: WaitingFiles) throws {
        (layout, disk) = (waiting.layout, waiting.disk)
        incoming = try disk.entry(layout.incoming)
        before = try waiting.all().filter { !$0.isAddition }
            .map { Before(file: "\(waiting.layout.incoming)/\($0.name)", name: $0.campaign) }
    }

    /// Judges the next file by those before it.
    ///
    /// - Parameters:
    ///   - findings: what was found of it so far.
    ///   - file: its path.
    /// - Throws: `DiskError`.
    public mutating func judge(_ findings: inout CampaignReading.Findings, file: String) throws {
        guard let campaign = findings.campaign, !findings.isRefused, findings.addTo == nil else { return }
        let own = try disk.entry(file)
        for other in before {
            let path = other.file
            // The file itself, checked where it waits.
            if try disk.entry(path)?.inode == own?.inode, folder(of: path) == layout.incoming, try isIncoming(file) {
                continue
            }
            let isSameList = other.digest == findings.digest && !findings.again
            guard isSameList || other.name == campaign.name && findings.name == campaign.name else { continue }
            let words =
                isSameList
                ? "is the same file as `\(path)`; only the first is accepted: leave one out"
                : "`\(path)`, which is accepted before, is campaign `\(other.name)` too, and only one of them can be; "
                    + "give this one another name, or withdraw that one"
            return findings.refuse(file, words)
        }
        before.append(Before(file: file, name: campaign.name, digest: findings.digest))
    }

    private func isIncoming(_ file: String) throws(DiskError) -> Bool {
        try disk.entry(folder(of: file))?.inode == incoming?.inode
    }
}
