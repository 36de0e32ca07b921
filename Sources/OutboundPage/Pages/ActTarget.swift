internal import CallspoolCore
internal import HTTPTypes
internal import Spool

/// What an act is done to: a campaign, a call of one, or all campaigns in the queue.
struct ActTarget: Sendable {
    /// The campaigns that it concerns.
    let campaigns: [CampaignWatch]
    /// The call, if it is one.
    let call: (id: String, index: Int, number: String)?
    /// Whether it is all campaigns.
    let isAll: Bool

    /// Looks it up.
    ///
    /// Blocks on the disk.
    ///
    /// - Throws: `PageFault` when there is no such campaign or call, or it is over; `DiskError`, `StoreError`.
    init(_ name: String?, call id: String?, _ parts: PageParts) throws {
        try parts.look()
        guard let name else {
            campaigns = try parts.watch.campaigns.filter { !$0.place.isDone }
                .compactMap { try parts.watch.campaign($0.place.folder.name) }
            (call, isAll) = (nil, true)
            return
        }
        isAll = false
        guard let watch = try parts.watch.campaign(name) else { throw PageFault.noCampaign(name) }
        // One of before the word was reserved: its request would be every campaign's.
        guard name != ControlTarget.wordForAll || id != nil else {
            throw PageFault(
                .conflict,
                "“\(name)” means every campaign; one that has this name cannot be stopped or suspended alone."
            )
        }
        guard !watch.place.isDone, !watch.overview.isFinished else {
            throw PageFault(.conflict, "The campaign “\(name)” is over; there is nothing left to do to it.")
        }
        campaigns = [watch]
        call = try id.map { id in
            guard let index = watch.call(id), let tale = try watch.tale(index, parts.watch.reader) else {
                throw PageFault.noCall(id)
            }
            return (id, index, tale.row.job.phoneNumber)
        }
    }

    /// What a request asks it of.
    var asked: ControlTarget {
        if isAll { return .all }
        return call.map { .call($0.id) } ?? .campaign(campaigns.first?.place.folder.name ?? "")
    }

    /// The page that it is shown on.
    var page: String {
        guard !isAll, let name = campaigns.first?.place.folder.name else { return "/" }
        return call.map { "/campaigns/\(name)/calls/\($0.id.inAddress)" } ?? "/campaigns/\(name)"
    }

    /// Calls that wait, and calls that are in progress.
    var counts: (waiting: Int, inProgress: Int) {
        campaigns.reduce((0, 0)) { ($0.0 + $1.overview.counts.pending, $0.1 + $1.overview.counts.dialing) }
    }

    /// Where the call is, if it is one.
    var phase: CallPhase? { call.flatMap { call in campaigns.first.flatMap { $0.phase(call.index) } } }
}
