public import CallspoolCore

/// A call whose outcome was lost, and everything that is known of it.
public struct StuckRow: Sendable {
    /// Whom, and under which id.
    public var job: CallJob
    /// What is known.
    public var call: StuckCall
    /// Its campaign.
    public var campaign: String
    /// The caller id that it showed.
    public var callerID: String?
    /// The id that the engine was given for the attempt.
    public var engineID: String
    /// Whether it was in progress when the program ended, and nobody has asked what became of it yet.
    public var isUnasked = false
    /// When it will be reported failed, in a campaign that wants that.
    public var givenUpAt: Timestamp?

    /// As it is looked for in an engine's call log.
    public var sought: SoughtCall {
        SoughtCall(
            callID: job.callID,
            attempt: call.attempt,
            engineID: engineID,
            phoneNumber: job.phoneNumber,
            dialedAt: call.result.dialedAt
        )
    }
}

extension SpoolReader {
    /// The calls of a campaign whose outcome was lost, in file order.
    ///
    /// - Parameters:
    ///   - place: the campaign.
    ///   - isRunning: whether a program is running; where none is, what is in progress by the journal is nobody's any more,
    ///     and belongs to these.
    /// - Returns: a row a call.
    /// - Throws: `DiskError`; `StoreError` when a file of the campaign's is damaged.
    public func stuckCalls(_ place: CampaignPlace, isRunning: Bool = true) throws -> [StuckRow] {
        let replay = try JournalReplay(place.folder.journal, on: disk)
        let unasked = isRunning ? [:] : replay.queue.inProgress
        let interrupted = unasked.mapValues { StuckCall($0, at: replay.latest) }
        let all = replay.queue.stuck.merging(interrupted) { stuck, _ in stuck }
        guard !all.isEmpty else { return [] }
        let campaign = replay.acceptance.campaign
        let prefix = replay.acceptance.callIDPrefix
        let jobs = try JobsFile(
            place.folder.jobs,
            callIDPrefix: prefix,
            total: replay.queue.total,
            isHeld: true,
            on: disk
        )
        let tag = try spoolTag()
        return try all.sorted { $0.key < $1.key }
            .map { index, call in
                let job = try jobs.job(index)
                return StuckRow(
                    job: job,
                    call: call,
                    campaign: campaign.name,
                    callerID: call.result.callerID,
                    engineID: Attempt.id(spoolTag: tag, callID: job.callID, number: call.attempt),
                    isUnasked: unasked[index] != nil,
                    givenUpAt: campaign.onLost == .fail ? call.result.endedAt + LostPolicy.patience : nil
                )
            }
    }

    /// What the ids begin with that engines are given by this spool, without the dash.
    ///
    /// - Throws: `DiskError`.
    public func spoolTag() throws(DiskError) -> String {
        guard let bytes = try disk.contents(layout.tag) else { return "" }
        return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }
}
