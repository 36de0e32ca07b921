import CallspoolCore
import CallspoolTesting
import Spool

/// A small campaign for tests, written as pickup would leave it, and the network that its calls go out to.
struct PaperCampaign {
    static let at = Timestamp(seconds: 1_795_000_000)
    static let layout = SpoolLayout(root: "/spool")

    var campaign: Campaign
    var numbers: Int
    var rejected: [Int] = []
    var tag = "k3v9qd"
    /// The number at a position.
    var number: @Sendable (Int) -> String = { "+1617555\(1000 + $0)" }

    init(_ name: String = "spring", numbers: Int = 12) {
        campaign = Campaign(name: name)
        campaign.callerIDs = ["+16175550190", "+16175550191"]
        campaign.retry.maxRetries = 2
        campaign.retry.interval = .seconds(60)
        self.numbers = numbers
    }

    var acceptance: Acceptance {
        Acceptance(
            campaign: campaign,
            tag: tag,
            total: numbers,
            digest: "0123",
            file: "\(campaign.name).yaml",
            inode: 7
        )
    }

    /// Puts it into the queue, durably.
    func put(on disk: MemoryDisk, _ layout: SpoolLayout = PaperCampaign.layout) throws {
        for folder in layout.folders { try disk.makeFolder(folder) }
        let folder = layout.campaign(campaign.name)
        try disk.put(folder.jobs, String(decoding: jobs, as: UTF8.self))
        try disk.put(folder.journal, String(decoding: journal, as: UTF8.self))
        disk.settle()
    }

    var jobs: [UInt8] {
        var writer = JSONLineWriter()
        for index in 1...max(1, numbers) {
            writer.jobLine(
                phoneNumber: number(index),
                callerID: nil,
                messageReference: index.isMultiple(of: 3) ? "reference \"\(index)\"" : nil,
                parameters: [],
                timezone: nil,
                postDial: nil
            )
        }
        return writer.bytes
    }

    var journal: [UInt8] {
        var writer = JSONLineWriter()
        let prefix = acceptance.callIDPrefix
        writer.journalLine(
            JournalEntry(n: 1, at: PaperCampaign.at, event: .accepted(acceptance)),
            callIDPrefix: prefix
        )
        for (place, index) in rejected.enumerated() {
            let event = JournalEvent.rejected(index: index, reason: "It is not a number.")
            writer.journalLine(JournalEntry(n: place + 2, at: PaperCampaign.at, event: event), callIDPrefix: prefix)
        }
        return writer.bytes
    }
}

/// Telephones that do as they are told, and remember who called: what survives every crash of ours.
struct PaperNetwork {
    /// What an attempt was met with, and when.
    private struct Meeting {
        var end: AttemptEnd
        var at: Timestamp
    }

    private var met: [String: Meeting] = [:]
    /// Attempts that were placed more than once.
    private(set) var doubled: [String] = []
    /// Whether it can tell what became of an attempt.
    var hasRecords = true

    var placed: Int { met.count }

    mutating func place(_ attempt: Attempt, _ now: Timestamp) -> AttemptReport {
        if met[attempt.id] != nil { doubled.append(attempt.id) }
        let outcomes: [Outcome] = [.answered, .busy, .noAnswer, .congestion, .declined, .busy, .invalidNumber]
        let end = AttemptEnd(outcome: outcomes[(Int(attempt.key.index) + attempt.number * 2) % outcomes.count])
        met[attempt.id] = Meeting(end: end, at: now + .seconds(9))
        return AttemptReport(key: attempt.key, attempt: attempt.number, at: now + .seconds(9), event: .ended(end))
    }

    func inquire(_ attempt: Attempt) -> Inquiry {
        guard hasRecords else { return .unknown }
        return met[attempt.id].map { .ended($0.end, at: $0.at) } ?? .neverPlaced
    }
}
