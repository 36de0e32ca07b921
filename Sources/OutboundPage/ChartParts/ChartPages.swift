internal import CallspoolCore
internal import Charts
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Spool

/// The charts of a campaign on a page of their own, and how charts look.
struct ChartPages: Sendable {
    let parts: PageParts

    /// Adds the routes.
    func add(to router: Router<PageContext>) {
        router.get("/charts.css") { _, _ in
            var response = Response.bytes(Array(ChartStyle.sheet.description.utf8), "text/css; charset=utf-8")
            response.headers[.cacheControl] = "max-age=86400"
            return response
        }
        router.get("/campaigns/:name/charts") { request, context in try await charts(request, context) }
    }

    private func charts(_ request: Request, _ context: PageContext) async throws -> Response {
        let (name, watch) = (try context.campaignName(), parts.watch)
        guard let campaign = try await parts.threads.run({ try watch.campaign(name) }) else {
            throw PageFault.noCampaign(name)
        }
        let report = try await parts.reports.report(of: campaign, atMost: CampaignCharts.oldest)
        let view = ChartsView(
            frame: Frame(parts, context, at: request.uri.path),
            name: name,
            extras: CampaignExtras(name, report, parts.mask(context))
        )
        return parts.templates.page("charts", view)
    }
}

/// What the page of a campaign's charts shows.
struct ChartsView: Sendable {
    var frame: Frame
    var name: String
    var extras: CampaignExtras
}
