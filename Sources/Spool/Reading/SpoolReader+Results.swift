internal import CallspoolCore

extension SpoolReader {
    /// What somebody did to a campaign's result files, as far as can be seen without reading them; a sentence each.
    ///
    /// Between a file's exchange and the next line that is told it is seen by comparing; after that by what the status side
    /// has kept of it.
    ///
    /// - Throws: `DiskError`.
    public func resultRemarks(_ place: CampaignPlace) throws(DiskError) -> [String] {
        let name = place.folder.name
        let position = try FollowPosition(place.folder.statusPosition, on: disk)
        var warnings: [String] = []
        for (path, file, kept) in [
            (layout.calls(name), "\(name).calls.jsonl", position.calls),
            (layout.status(name), "\(name).status.jsonl", position.status),
        ] {
            let entry = try disk.entry(path)
            let what: String? =
                if entry == nil, kept.length > 0 || !kept.isWhole {
                    "is not there any more"
                } else if !kept.isWhole || !kept.fits(entry) {
                    "was moved, cut or edited, and is not whole"
                } else {
                    nil
                }
            guard let what else { continue }
            warnings.append("results/\(file) \(what); to have it whole again: callspool results rebuild \(name)")
        }
        return warnings
    }
}
