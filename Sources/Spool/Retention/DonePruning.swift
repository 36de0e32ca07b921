internal import CallspoolCore

/// Removes the folders of campaigns that were reported long ago from `done/`, and never a result.
///
/// A folder is renamed out of sight first, so that none is ever seen in part; what a crash leaves of one is removed at
/// the next look. A name stays taken by the results. Used by the shipping side, which is the one that fills `done/`.
struct DonePruning {
    /// How many folders are removed in one look: others wait for the shipping side meanwhile.
    private static let atOnce = 20
    /// How often it looks when there is nothing more to remove.
    private static let pause = Duration.seconds(3600)
    /// What a folder is called that is being removed.
    private static let prefix = ".pruned-"

    private let layout: SpoolLayout
    private let disk: any Disk
    /// How long a campaign is kept; `nil` is for ever.
    private let age: Duration?
    private var nextLook: Timestamp?

    init(_ layout: SpoolLayout, on disk: any Disk, age: Duration?) {
        self.layout = layout
        self.disk = disk
        self.age = age
    }

    /// Removes some of what is old enough, if it is time to look.
    ///
    /// - Returns: the campaigns of which the folder was removed.
    /// - Throws: `DiskError`; another look goes on.
    mutating func step(now: Timestamp) throws(DiskError) -> [String] {
        guard let age else { return [] }
        // A clock that was set back must not keep it from looking.
        if let nextLook, now < nextLook, nextLook - now <= DonePruning.pause { return [] }
        nextLook = now + DonePruning.pause
        var pruned: [String] = []
        for entry in try disk.list(layout.done).sorted(by: { $0.name < $1.name }) where entry.kind == .folder {
            if entry.name.hasPrefix(DonePruning.prefix) {
                try disk.remove("\(layout.done)/\(entry.name)")
            } else if !entry.name.hasPrefix("."), try isOld(entry.name, before: now - age) {
                guard pruned.count < DonePruning.atOnce else {
                    nextLook = nil
                    return pruned
                }
                try prune(entry.name)
                pruned.append(entry.name)
            }
        }
        return pruned
    }

    /// Whether a campaign was reported before an instant; one that does not say so is kept.
    private func isOld(_ name: String, before instant: Timestamp) throws(DiskError) -> Bool {
        let folder = layout.doneCampaign(name)
        guard try disk.entry(folder.journal) != nil else { return false }
        guard case .reported(_, let at) = try JournalEnd(folder, on: disk) else { return false }
        // What is not reported yet is brought back first.
        guard at < instant else { return false }
        return try DoneCheck(layout, on: disk).isTold(name)
    }

    private func prune(_ name: String) throws(DiskError) {
        let aside = "\(layout.done)/\(DonePruning.prefix)\(name)"
        try disk.rename(layout.doneCampaign(name).path, to: aside)
        try disk.syncFolder(layout.done)
        try disk.remove(aside)
    }
}
