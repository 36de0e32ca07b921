import CallspoolCore
import CampaignFiles

extension WaitingFiles {
    /// The files that hold a number, in themselves or in their contact lists.
    ///
    /// - Parameter text: the number, in any form that a campaign file may have it.
    /// - Returns: the files.
    /// - Throws: `DiskError`, and what reading a list throws.
    public func holding(_ text: String) throws -> [WaitingFile] {
        let files = try all()
        guard !files.isEmpty, case .dialable = PhoneNumberReader(region: defaults.region).read(text) else {
            return []
        }
        return try files.filter { file in
            do {
                return try holds(file.fileName, text)
            } catch is UnreadableFile {
                return false  // Pickup tells of it.
            }
        }
    }

    private func holds(_ file: String, _ text: String) throws -> Bool {
        let reader = try reader(file)
        var numbers: [NumberEntry] = []
        while true {
            let some = try reader.next(4096)
            if some.isEmpty { break }
            numbers += some
        }
        let region = PhoneNumberReader(region: reader.campaign?.region ?? defaults.region)
        guard case .dialable(let wanted, _, _) = region.read(text) else { return false }
        func isWanted(_ entry: NumberEntry) -> Bool {
            if case .dialable(let number, _, _) = region.read(entry.text) { number == wanted } else { false }
        }
        if numbers.contains(where: isWanted) { return true }
        guard let list = reader.contacts, !list.isCampaignFileName,
            try disk.entry(disk.path(of: list, in: layout.incoming))?.kind == .file
        else { return false }
        let source = try DroppedFile(disk.path(of: list, in: layout.incoming), keptAt: nil, digest: nil, on: disk)
        var contacts = ContactListReader(file: list, source: source)
        while true {
            let some = try contacts.next(4096)
            if some.isEmpty { return false }
            if some.contains(where: isWanted) { return true }
        }
    }
}
