internal import CallspoolCore

// A status file that somebody moved, cut or edited.
extension CampaignOutbox {
    /// Whether a status file is not what the status side wrote, as far as can be seen without reading it, and can be told
    /// again.
    ///
    /// - Throws: `DiskError`.
    static func isStatusFileChanged(_ folder: CampaignFolder, _ layout: SpoolLayout, _ disk: any Disk) throws(DiskError)
        -> Bool
    {
        let position = try FollowPosition(folder.statusPosition, on: disk)
        guard position.isKnown else { return false }
        let entry = try disk.entry(layout.status(folder.name))
        return !position.status.isWhole || !position.status.fits(entry)
    }

    /// Whether the status file is not what it was, and its records are to be read from a copy.
    ///
    /// - Throws: `DiskError`.
    func mustTurn(_ layout: SpoolLayout) throws(DiskError) -> Bool {
        guard target != nil, copy == nil else { return false }
        if isStatusFileChanged { return true }
        return try CampaignOutbox.isStatusFileChanged(folder, layout, disk)
    }

    /// What a person should know of it.
    var copyRemark: String {
        "results/\(name).status.jsonl was moved, cut or edited: its records are shipped as they are in the journal"
    }

    /// Whether nothing would be lost if it were opened again.
    var isAtRest: Bool { inProgress == 0 && cut == nil && uncommitted == 0 }

    /// What is at a place is not what was there: from the next look on the records come from a copy.
    ///
    /// - Returns: the error to be thrown; `nil` when they cannot be told again, or are already.
    func turning(_ what: String) -> DiskError? {
        guard canRetell, copy == nil else { return nil }
        isStatusFileChanged = true
        return DiskError(code: 0, message: "\(what); the records are read from the journal for shipping")
    }
}

extension FollowPosition {
    /// Whether it says which files it is about: earlier versions did not, and then nothing can be compared.
    var isKnown: Bool { status.inode != 0 }
}
