public import CallspoolCore
import CampaignFiles

/// A call that somebody asked for.
public struct FoundCall: Sendable {
    /// Where its campaign is.
    public var place: CampaignPlace
    /// Its position in the campaign.
    public var index: Int
    /// Whom, and under which id.
    public var job: CallJob

    /// Names a call.
    public init(place: CampaignPlace, index: Int, job: CallJob) {
        self.place = place
        self.index = index
        self.job = job
    }
}

/// Finds calls by their number, as a person writes it, or by their id.
struct CallSearch {
    private let text: String
    private let wanted: [[UInt8]]

    /// - Parameters:
    ///   - text: what somebody asks for.
    ///   - region: how a number without `+` is read.
    init(_ text: String, region: String) {
        self.text = text
        var numbers = [text]
        if case .dialable(let e164, _, _) = PhoneNumberReader(region: region).read(text) { numbers.insert(e164, at: 0) }
        // A number that cannot be dialled stands there as it was written.
        wanted = numbers.map { number in
            var writer = JSONLineWriter()
            writer.line { $0.field("phone_number", number) }
            return Array(writer.bytes.dropLast(2))
        }
    }

    /// The calls that are meant of a campaign with so many numbers.
    ///
    /// - Throws: `DiskError`; `StoreError` when a file of the campaign's is damaged.
    func calls(
        in place: CampaignPlace,
        _ acceptance: Acceptance,
        total: Int,
        on disk: any Disk
    ) throws -> [FoundCall] {
        let jobs = try JobsFile(
            place.folder.jobs,
            callIDPrefix: acceptance.callIDPrefix,
            total: total,
            isHeld: true,
            on: disk
        )
        if text.hasPrefix(acceptance.callIDPrefix), let index = Int(text.dropFirst(acceptance.callIDPrefix.count)),
            index >= 1, index <= total
        {
            return [FoundCall(place: place, index: index, job: try jobs.job(index))]
        }
        return try indices(in: place.folder.jobs, upTo: total, on: disk)
            .map { FoundCall(place: place, index: $0, job: try jobs.job($0)) }
    }

    /// Every line begins with its number, so the beginnings are compared, and nothing is read of the rest.
    private func indices(in path: String, upTo total: Int, on disk: any Disk) throws -> [Int] {
        let file = try disk.openReading(path)
        defer { file.close() }
        var reader = LineReader(file)
        var indices: [Int] = []
        var index = 0
        while index < total, let isWanted = try reader.next({ line, _ in wanted.contains { line.starts(with: $0) } }) {
            index += 1
            if isWanted { indices.append(index) }
        }
        return indices
    }
}

extension SpoolReader {
    /// The calls of a campaign that somebody means by an id, or by a number in any form in which the campaign reads it.
    ///
    /// - Throws: `DiskError`; `StoreError` when a file of the campaign's is damaged.
    public func calls(_ place: CampaignPlace, meantBy text: String) throws -> [FoundCall] {
        let replay = try JournalReplay(place.folder.journal, on: disk)
        let search = CallSearch(text, region: replay.acceptance.campaign.region)
        return try search.calls(in: place, replay.acceptance, total: replay.queue.total, on: disk)
    }
}
