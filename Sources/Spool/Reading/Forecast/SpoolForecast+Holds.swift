public import CallspoolCore

extension SpoolForecast {
    /// What holds a call now, the strongest first; empty when the call does not wait for an attempt.
    public func holds(on call: FoundCall) -> [CallHold] {
        guard let campaign = campaigns.first(where: { $0.name == call.place.folder.name }),
            campaign.queue.phaseName(call.index) == "queued"
        else { return [] }
        var windows = campaign.windows
        var holds = campaign.heldBy.map { [CallHold.all($0)] } ?? []
        holds += CallHold.all(
            on: call.job,
            call.index,
            in: campaign.queue,
            gate: gate,
            windows: &windows,
            listing: lists.listing(of: call.job.phoneNumber, campaign: campaign.name),
            now
        )
        if !isRunning { holds.append(.noProgram(next: begins)) }
        return holds.count > 1 ? holds.filter { $0 != .turn } : holds
    }

    /// The calls to a number, or of an id: those in the queue; where there are none, those that are over.
    ///
    /// - Parameters:
    ///   - text: the number or the id.
    ///   - others: campaigns whose calls are to be found besides those in the queue.
    /// - Returns: the calls, those in the queue first.
    /// - Throws: `DiskError`; `StoreError` when a file of a campaign's is damaged.
    public func find(_ text: String, alsoIn others: [CampaignOverview] = []) throws -> [FoundCall] {
        let search = CallSearch(text, region: settings.defaults.region)
        let queued = try campaigns.flatMap {
            try search.calls(in: $0.place, $0.acceptance, total: $0.queue.total, on: disk)
        }
        let known = Set(campaigns.map(\.name))
        let besides = try others.filter { !known.contains($0.place.folder.name) }
            .flatMap { try search.calls(in: $0.place, $0.acceptance, total: $0.counts.all, on: disk) }
        if !queued.isEmpty || !besides.isEmpty { return queued + besides }
        return try SpoolReader(layout, on: disk).campaigns().filter { $0.isDone || !known.contains($0.folder.name) }
            .flatMap { place in
                let replay = try JournalReplay(place.folder.journal, on: disk)
                return try search.calls(in: place, replay.acceptance, total: replay.queue.total, on: disk)
            }
    }

    /// What holds all calls of a campaign now, the strongest first; empty when nothing does.
    public func holds(on campaign: QueuedCampaign) -> [CallHold] {
        var holds = campaign.heldBy.map { [CallHold.all($0)] } ?? []
        holds += campaign.queue.holds(now)
        let terms = campaign.acceptance.campaign
        var windows = campaign.windows
        if !windows.isAlwaysOpen, windows.isTheSameForAll {
            let zones = CalleeZones(zones: [terms.timezone], origin: .campaign)
            if case .closed(let window) = windows.state(of: zones, now) {
                holds.append(window.opens == nil ? .neverOpen(window) : .obstacle(.hours(window)))
            }
        }
        if !isRunning { holds.append(.noProgram(next: begins)) }
        return holds
    }

    /// What the waiting calls of a campaign wait for, one by one.
    ///
    /// - Throws: `DiskError`; `StoreError` when the campaign's jobs are damaged.
    public func waiting(of campaign: QueuedCampaign) throws -> WaitingCalls {
        let needs = try needs(of: campaign.name, campaign.acceptance.campaign)
        return try campaign.forecast(needs, on: disk).waiting(gate.history, now)
    }
}
