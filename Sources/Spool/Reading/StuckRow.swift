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
    /// - Throws: `DiskError`; `StoreError` when a file of the campaign's is damaged.
    public func stuckCalls(_ place: CampaignPlace) throws -> [StuckRow] {
        let replay = try JournalReplay(place.folder.journal, on: disk)
        guard !replay.queue.stuck.isEmpty else { return [] }
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
        return try replay.queue.stuck.sorted { $0.key < $1.key }
            .map { index, call in
                let job = try jobs.job(index)
                return StuckRow(
                    job: job,
                    call: call,
                    campaign: campaign.name,
                    callerID: campaign.callerID(of: job, attempt: call.attempt),
                    engineID: Attempt.id(spoolTag: tag, callID: job.callID, number: call.attempt),
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
