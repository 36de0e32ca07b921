public import CallspoolCore
internal import CampaignFiles
import Synchronization

/// The campaign files that lie in `incoming/` and are not accepted yet: which they are, and what people want of them.
///
/// What is withdrawn goes to `rejected/` with the reason, as what is refused does: it was never accepted, so nobody is
/// owed a record, and the same file may be dropped again.
public struct WaitingFiles: Sendable {
    /// A name that does not stand among so many numbers is looked for no further when files are only listed.
    private static let patience = 2_000

    let layout: SpoolLayout
    let disk: any Disk
    let defaults: CampaignDefaults
    /// The names that were read, for as long as the files stay as they are: a request that waits is looked at again and
    /// again.
    private let known = KnownNames()

    /// Names a spool.
    ///
    /// - Parameters:
    ///   - layout: the spool.
    ///   - disk: where it is.
    ///   - defaults: what campaigns take when they do not say.
    public init(_ layout: SpoolLayout, on disk: any Disk, defaults: CampaignDefaults) {
        self.layout = layout
        self.disk = disk
        self.defaults = defaults
    }

    /// The files, in the order of their names; with the name that each gives its campaign, as far as it stands near the
    /// beginning.
    ///
    /// - Throws: `DiskError`.
    public func all() throws -> [WaitingFile] {
        try entries().map { try file($0, patience: WaitingFiles.patience) }
    }

    /// The files of whom a request asks something.
    ///
    /// - Throws: `DiskError`.
    func meant(by target: ControlTarget) throws -> [WaitingFile] {
        switch target {
        case .all: try entries().map { try file($0) }
        case .campaign(let word), .call(let word): try meant(by: word)
        case .settlements: []
        }
    }

    /// The files that a word means: by their own names, or by those of their campaigns.
    ///
    /// - Throws: `DiskError`.
    public func meant(by word: String) throws -> [WaitingFile] {
        let entries = try entries()
        if word.isCampaignFileName {
            return try entries.filter { $0.name.legibleFileName == word }.map { try file($0) }
        }
        return try entries.map { try file($0) }.filter { $0.campaign == word }
    }

    private func entries() throws(DiskError) -> [DiskEntry] {
        // What is accepted does not wait: a stop is for its campaign.
        let accepted = try TakingNote.accepted(layout, on: disk)
        return try disk.list(layout.incoming).filter { $0.isCampaignFile && !accepted.contains($0.name) }
            .sorted { $0.name < $1.name }
    }

    /// Reads as much of a file as tells which campaign it is.
    private func file(_ entry: DiskEntry, patience: Int = .max) throws -> WaitingFile {
        if let file = known[entry] {
            var file = file
            file.suspendedBy = try suspension(of: file.name, campaign: file.campaign)
            return file
        }
        var file = WaitingFile(entry)
        do {
            let reader = try reader(entry.name)
            while reader.givenName == nil, reader.addTo == nil, reader.numbersRead < patience,
                try !reader.next(512).isEmpty
            {}
            file.campaign = reader.addTo ?? reader.givenName ?? file.campaign
            file.isAddition = reader.addTo != nil
            if reader.numbersRead < patience { known[entry] = file }
        } catch is UnreadableFile {
            // Pickup tells of it; until then it goes by its own name.
        }
        file.suspendedBy = try suspension(of: file.name, campaign: file.campaign)
        return file
    }

    /// A reader of a file, for what it names; what it says of times is not asked.
    func reader(_ name: String) throws -> CampaignFileReader {
        let source = try DroppedFile("\(layout.incoming)/\(name)", keptAt: nil, digest: nil, on: disk)
        return CampaignFileReader(file: name, source: source, defaults: defaults, now: Timestamp(milliseconds: 0))
    }

    /// Withdraws a file: moves it to `rejected/`, with the lists that no other file that waits names.
    ///
    /// - Parameters:
    ///   - file: the file.
    ///   - why: the reason, which is put beside it.
    /// - Returns: whether it still was there.
    /// - Throws: `DiskError`.
    @discardableResult
    public func withdraw(_ file: WaitingFile, because why: String) throws -> Bool {
        let names = try lists(of: file)
        return try disk.exclusively(layout.pickupLock) { () throws(DiskError) in
            guard try disk.entry("\(layout.incoming)/\(file.fileName)") != nil,
                try !TakingNote.accepted(layout, on: disk).contains(file.fileName)
            else { return false }
            let reason = Diagnostic(.error, file: file.name, at: nil, why)
            _ = try RejectedFolder(layout, on: disk).take(file.fileName, reasons: [reason])
            let lists = DroppedLists(layout, on: disk)
            try lists.refused(names)
            try lists.settle()
            return true
        }
    }

    /// The lists that a file names.
    private func lists(of file: WaitingFile) throws -> [String] {
        do {
            let reader = try reader(file.fileName)
            while try !reader.next(4096).isEmpty {}
            var lists = [reader.contacts].compactMap { $0 }
            if case .file(let name) = reader.doNotCall { lists.append(name) }
            return lists.filter { !$0.isCampaignFileName }
        } catch is UnreadableFile {
            return []  // Nobody knows them; they are told of as lists that nobody names.
        }
    }
}

/// A campaign file that waits.
public struct WaitingFile: Equatable, Sendable {
    /// Its name, as a person may read it.
    public let name: String
    /// Its name as the disk has it, which need not be UTF-8.
    public let fileName: String
    /// Its length in bytes.
    public let size: Int
    /// Since when it lies there, on the machine's clock.
    public let since: Timestamp
    /// The campaign that it is to become, or that its numbers are to be added to.
    public internal(set) var campaign: String
    /// Whether its numbers are to be added to a campaign.
    public internal(set) var isAddition = false
    /// Who suspended it; `nil` when nobody did.
    public internal(set) var suspendedBy: String?

    init(_ entry: DiskEntry) {
        (name, fileName) = (entry.name.legibleFileName, entry.name)
        size = entry.size
        since = Timestamp(milliseconds: entry.changed)
        campaign = name.campaignNameOfFile
    }
}

/// What was read of files that wait.
private final class KnownNames: Sendable {
    private let files = Mutex<[String: (entry: DiskEntry, file: WaitingFile)]>([:])

    subscript(entry: DiskEntry) -> WaitingFile? {
        get { files.withLock { $0[entry.name].flatMap { $0.entry == entry ? $0.file : nil } } }
        set {
            files.withLock { files in
                // Those of files that are gone need not be told apart from the rest to be few.
                if files.count > 10_000 { files.removeAll() }
                files[entry.name] = newValue.map { (entry, $0) }
            }
        }
    }
}
