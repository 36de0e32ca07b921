internal import CallspoolCore
internal import HTTPTypes
internal import Hummingbird
internal import Spool

/// The campaigns, and one of them with its calls.
struct CampaignPages {
    let parts: PageParts

    func add(to router: Router<PageContext>) {
        router.get("/") { request, context in try await campaigns(request, context) }
        router.get("/campaigns") { _, _ in Response.to("/") }
        router.get("/campaigns/:name") { request, context in try await campaign(request, context) }
    }

    private func campaigns(_ request: Request, _ context: PageContext) async throws -> Response {
        let showsAll = request.query["all"] != nil
        let (parts, mask) = (parts, parts.mask(context))
        let frame = Frame(parts, context, at: "/", isLive: true)
        let view = try await parts.threads.run {
            try parts.look()
            let sight = parts.forecastCache.sight
            let now = try parts.programNow()
            let older = showsAll ? try parts.watch.older() : []
            // Those in the queue first: of them one can still change something.
            let known = parts.watch.campaigns
            let ordered = known.filter { !$0.place.isDone } + known.filter(\.place.isDone) + older
            let all = ordered.map { CampaignFigures($0, sight, now, isRunning: parts.pulse.isRunning, mask) }
            let pace = try PaceWords(parts)
            let files = try FileWords(parts, now, mask)
            return CampaignsView(
                frame: frame,
                pace: pace.sentence,
                hold: (pace.hold ?? sight?.hold).map(mask.text),
                waiting: files.waiting,
                refused: files.refused,
                warnings: parts.watch.warnings.map(mask.text),
                campaigns: all,
                hasCampaigns: !all.isEmpty,
                older: showsAll || parts.watch.olderCount == 0 ? nil : parts.watch.olderCount.counted("campaign")
            )
        }
        return parts.templates.page("campaigns", view)
    }

    private func campaign(_ request: Request, _ context: PageContext) async throws -> Response {
        let name = try context.campaignName()
        let asked = try AskedCalls(request.query, mask: parts.mask(context))
        let (parts, frame, mask) = (
            parts, Frame(parts, context, at: request.uri.path, isLive: true), parts.mask(context)
        )
        var view = try await parts.threads.run {
            try parts.look()
            guard let watch = try parts.watch.campaign(name) else { throw PageFault.noCampaign(name) }
            let page = try watch.calls(asked.query, on: parts.disk)
            return CampaignView(
                frame: frame,
                watch.overview,
                parts.forecastCache.sight,
                try parts.programNow(),
                isRunning: parts.pulse.isRunning,
                asked,
                page,
                mask
            )
        }
        // A page that is kept up to date keeps its charts; they would be summed up again each second.
        if !request.isFromScript { view.extras = try await extras(name, mask) }
        return parts.templates.page("campaign", view)
    }

    /// What stands below the calls.
    private func extras(_ name: String, _ mask: NumberMask) async throws -> CampaignExtras? {
        let watch = parts.watch
        guard let campaign = try await parts.threads.run({ try watch.campaign(name) }) else { return nil }
        let isSmall = campaign.overview.counts.all <= CampaignExtras.fewCalls
        let report = isSmall ? try await parts.reports.report(of: campaign, atMost: CampaignCharts.oldest) : nil
        return CampaignExtras(name, report, mask)
    }
}

extension PageContext {
    /// The campaign that the address names.
    ///
    /// - Throws: `PageFault` when it can be none.
    func campaignName() throws -> String {
        let name = try parameters.require("name")
        // Also what keeps the name a name, wherever it goes.
        let isName = name.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
            default: false
            }
        }
        guard isName, !name.hasPrefix("."), (1...80).contains(name.utf8.count) else { throw PageFault.noCampaign(name) }
        return name
    }
}

/// What the page of all campaigns shows.
struct CampaignsView: Sendable {
    var frame: Frame
    var pace: Sentence
    var hold: String?
    /// What is said of files that wait, and of those that were refused.
    var waiting, refused: Sentence?
    var warnings: [String]
    var campaigns: [CampaignFigures]
    var hasCampaigns: Bool
    var older: String?
}
