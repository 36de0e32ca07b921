import CallspoolCore

/// The campaign that numbers are to be added to, as pickup finds it.
struct AdditionTarget {
    /// What was found.
    enum Search {
        /// It takes numbers.
        case open(AdditionTarget)
        /// It does not: why, and what to do.
        case closed(String)
        /// There is none of that name, yet perhaps.
        case missing(String)
    }

    /// Its folder.
    let folder: CampaignFolder
    /// What governs its calls.
    let campaign: Campaign

    /// Looks for a campaign that numbers may be added to.
    ///
    /// - Throws: `DiskError`.
    static func find(
        _ name: String,
        in layout: SpoolLayout,
        on disk: some Disk,
        now: Timestamp
    ) throws -> Search {
        let folder = layout.campaign(name)
        guard try disk.entry(folder.journal) != nil else {
            let own = "remove `add_to`, and the numbers become a campaign of their own"
            guard try disk.entry(layout.doneCampaign(name).path) != nil else {
                return .missing("there is no campaign `\(name)` in the queue to add to; drop it first, or \(own)")
            }
            return .missing("campaign `\(name)` is done, and takes no more numbers; \(own)")
        }
        guard let acceptance = try KnownCampaigns.acceptance(folder, on: disk) else {
            return .closed("the journal of campaign `\(name)` cannot be read; see: callspool status \(name)")
        }
        if let why = try refusal(acceptance.campaign, folder, on: disk, now: now) {
            return .closed("campaign `\(name)` \(why), and takes no more numbers; remove `add_to`")
        }
        return .open(AdditionTarget(folder: folder, campaign: acceptance.campaign))
    }

    private static func refusal(
        _ campaign: Campaign,
        _ folder: CampaignFolder,
        on disk: some Disk,
        now: Timestamp
    ) throws -> String? {
        if let expires = campaign.expires, expires <= now { return "expired at \(expires.iso8601)" }
        if try JournalEnd(folder, on: disk).isReported { return "is reported" }
        if try isStopped(folder.journal, on: disk) { return "was stopped" }
        return nil
    }

    /// Whether a stop is in a journal.
    ///
    /// The bytes are looked through and not replayed: nothing else has to be known, and a text that a user wrote cannot
    /// hold them, since its quotes are escaped.
    private static func isStopped(_ path: String, on disk: some Disk) throws(DiskError) -> Bool {
        let file = try disk.openReading(path)
        defer { file.close() }
        let overlap = 64
        var block = [UInt8](repeating: 0, count: 1 << 20)
        var offset = 0
        while true {
            let at = offset
            let count = try block.withDiskRoom { room throws(DiskError) in try file.read(at: at, into: room) }
            let isFound = block.withUnsafeBytes { bytes in
                contains(UnsafeRawBufferPointer(rebasing: bytes[..<count]), "\"event\":\"stopped\"", rare: 12)
            }
            if isFound || count < block.count { return isFound }
            offset += count - overlap
        }
    }

    /// Tells of every number that the campaign has already, or is about to have.
    ///
    /// Those that are in progress into it come first: the dialling side may write them into its jobs meanwhile.
    ///
    /// - Parameters:
    ///   - disk: where it is.
    ///   - each: given the digits, and the number's position; `nil` for one in progress.
    /// - Throws: `DiskError`, and what the closure throws.
    func numbers(on disk: some Disk, _ each: (_ digits: UInt64, _ position: Int?) throws -> Void) throws {
        for pending in try AdditionFolder.pending(in: folder, on: disk) {
            do {
                try Self.numbers(in: pending.folder.jobs, on: disk) { digits, _ in try each(digits, nil) }
            } catch let error as DiskError where error.isMissing {
                continue  // It is in the campaign's jobs by now.
            }
        }
        try Self.numbers(in: folder.jobs, on: disk) { try each($0, $1) }
    }

    private static func numbers(
        in path: String,
        on disk: some Disk,
        _ each: (_ digits: UInt64, _ position: Int) throws -> Void
    ) throws {
        let file = try disk.openReading(path)
        defer { file.close() }
        var reader = LineReader(file)
        var position = 0
        while let digits = try reader.next({ line, _ in digits(ofJob: line) }) {
            position += 1
            if digits > 0 { try each(digits, position) }
        }
    }

    /// The digits of a line of `jobs.jsonl`, which begins with its number; 0 for one that cannot be dialled.
    private static func digits(ofJob line: UnsafeRawBufferPointer) -> UInt64 {
        let beginning: StaticString = "{\"phone_number\":\"+"
        var digits: UInt64 = 0
        for byte in line.dropFirst(beginning.utf8CodeUnitCount) {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { break }
            digits = digits &* 10 &+ UInt64(byte & 0x0F)
        }
        let isDialable = beginning.withUTF8Buffer { line.starts(with: $0) }
        return isDialable ? digits : 0
    }
}
