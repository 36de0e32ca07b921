internal import CallspoolCore
internal import Hummingbird
internal import Presentation
internal import Spool

/// What the API tells of campaigns and their calls: the JSON of `status`, `view` and `report`, with whole numbers;
/// ``MachineRoutes`` hides them where they are to be hidden.
struct CampaignAPI: Sendable {
    /// How many calls are listed at most.
    static let mostCalls = 1000

    let parts: PageParts

    /// `status --json`: the campaigns that are queued, and those done in the last day, or all.
    func status(_ request: Request) async throws -> [UInt8] {
        let isAll = try APIQuery(request, "all").flag("all")
        let (watch, now, pulse) = (parts.watch, parts.clock.wall, parts.pulse)
        let all = try await parts.threads.run {
            try pulse.refresh(watch, now)
            let older = isAll ? try watch.older() : []
            return (watch.campaigns + older).sorted { $0.place.folder.name < $1.place.folder.name }
        }
        let held = try await held(all)
        return JSONLines(
            all.flatMap { campaign in
                let heldBy = held.why(campaign.acceptance.campaign.name)
                return campaign.jsonLine(now, isRunning: pulse.isRunning, heldBy: heldBy)
            }
        )
        .list
    }

    /// `status --json CAMPAIGN`.
    func campaign(_ request: Request, _ context: PageContext) async throws -> [UInt8] {
        _ = try APIQuery(request)
        let overview = try await watch(context).overview
        let heldBy = try await held([overview]).why(overview.acceptance.campaign.name)
        return overview.jsonLine(parts.clock.wall, isRunning: parts.pulse.isRunning, heldBy: heldBy)
    }

    /// Which of some campaigns are held now.
    private func held(_ campaigns: [CampaignOverview]) async throws -> HeldCampaigns {
        guard campaigns.contains(where: \.mayBeHeld) else { return HeldCampaigns([]) { _ in nil } }
        let (watch, settings, programNow, clock) = (parts.watch, parts.settings, parts.programNow, parts.clock)
        return try await parts.threads.runLong {
            let forecast = try watch.forecast(settings, now: programNow(), wall: clock.wall)
            return try HeldCampaigns(campaigns) { try forecast.holds(onCampaign: $0) }
        }
    }

    /// `report --json CAMPAIGN`.
    func report(_ request: Request, _ context: PageContext) async throws -> [UInt8] {
        _ = try APIQuery(request)
        return try await parts.reports.report(of: watch(context), atMost: .zero).jsonLine
    }

    /// `view --json CAMPAIGN`.
    func calls(_ request: Request, _ context: PageContext, _ mask: NumberMask) async throws -> [UInt8] {
        let query = try APIQuery(request, "pending", "completed", "status", "outcome", "number")
        var picked = CallSelection()
        picked.pending = try query.number("pending", in: 0...CampaignAPI.mostCalls, usually: picked.pending)
        picked.final = try query.number("completed", in: 0...CampaignAPI.mostCalls, usually: picked.final)
        picked.filter.phases = try query.words("status")
        picked.filter.outcomes = try query.words("outcome")
        picked.filter.number = try query.text("number")
        guard mask.admits(picked.filter.number) else {
            throw APIFault(.forbidden, "numbers are hidden from viewers: ask for a whole number, not for some digits")
        }
        let (place, selection, disk) = (try await watch(context).place, picked, parts.disk)
        return try await parts.threads.runLong {
            let list = try CallList(place, selection, on: disk)
            return JSONLines((list.pending + list.final).flatMap(\.jsonLine)).list
        }
    }

    /// `view --json CAMPAIGN --call ID`, in one object.
    func call(_ request: Request, _ context: PageContext) async throws -> [UInt8] {
        _ = try APIQuery(request)
        let id = try context.parameters.require("id")
        let (place, parts) = (try await watch(context).place, parts)
        return try await parts.threads.runLong {
            let found = try parts.watch.reader.calls(place, meantBy: id).filter { $0.job.callID == id }
            guard let call = found.first, let tale = try parts.watch.reader.tales(place, of: [call.index]).first else {
                throw APIFault(.notFound, "campaign `\(place.folder.name)` has no call `\(id)`")
            }
            let holds = tale.row.phase == CallPhase.queued.rawValue ? try parts.forecast().holds(on: call) : []
            return story(tale, holds)
        }
    }

    private func story(_ tale: CallHistory, _ holds: [CallHold]) -> [UInt8] {
        var events = JSONLineWriter()
        for entry in tale.entries { events.journalLine(entry, callIDPrefix: tale.acceptance.callIDPrefix) }
        var held = JSONLineWriter()
        held.line { $0.holds(holds) }
        return JSONLines.object([
            ("call", JSONLines(tale.row.jsonLine).first), ("events", JSONLines(events.bytes).list),
            ("record", JSONLines(tale.recordLine).first), ("held", JSONLines(held.bytes).first),
        ])
    }

    /// The campaign that the address names.
    private func watch(_ context: PageContext) async throws -> CampaignWatch {
        let (name, watch) = (try context.parameters.require("name"), parts.watch)
        guard let found = try await parts.threads.run({ try watch.campaign(name) }) else {
            throw APIFault(.notFound, "there is no campaign `\(name)`")
        }
        return found
    }
}
