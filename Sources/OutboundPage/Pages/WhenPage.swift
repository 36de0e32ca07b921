internal import CallspoolCore
internal import Foundation
internal import Hummingbird
internal import Spool

/// *When is my call going out?*: the judgement of `callspool when`, for a number that somebody types.
struct WhenPage {
    /// The most calls to one number that are told.
    private static let most = 20

    let parts: PageParts

    func add(to router: Router<PageContext>) {
        router.get("/when") { request, context in try await when(request, context) }
    }

    private func when(_ request: Request, _ context: PageContext) async throws -> Response {
        let asked = request.query["number"].map { String($0.prefix(128)) }
        let (parts, frame, mask) = (parts, Frame(parts, context, at: "/when"), parts.mask(context))
        var view = WhenView(frame: frame, asked: asked ?? "")
        if let asked { (view.answers, view.nothing) = try await parts.threads.run { try answers(asked, parts, mask) } }
        return parts.templates.page("when", view)
    }

    private func answers(_ asked: String, _ parts: PageParts, _ mask: NumberMask) throws -> ([CallAnswer], String?) {
        try parts.look()
        let now = try parts.programNow()
        let forecast = try parts.watch.forecast(parts.settings, now: now, wall: parts.clock.wall)
        let calls = try forecast.find(asked)
        let answers = try calls.prefix(WhenPage.most)
            .compactMap { call -> CallAnswer? in
                guard let watch = try parts.watch.campaign(call.place.folder.name),
                    let tale = try watch.tale(call.index, parts.watch.reader)
                else { return nil }
                return try CallAnswer(call, tale, forecast, mask)
            }
        let more = calls.count > WhenPage.most ? "There are \((calls.count - WhenPage.most).grouped) more." : nil
        return (answers, answers.isEmpty ? "No call in this spool is to that number, or has that id." : more)
    }
}

/// What the page shows.
struct WhenView: Sendable {
    var frame: Frame
    var asked: String
    var answers: [CallAnswer] = []
    var nothing: String?
}
