internal import CallspoolCore
internal import Foundation
internal import Hummingbird
internal import Spool

/// *When is my call going out?*: the judgement of `callspool when`, for a number that somebody types.
struct WhenPage {
    /// The most calls to one number that are told.
    private static let most = 20

    /// How long an answer is good for while nothing changes: the minutes go on meanwhile.
    private static let age = Duration.seconds(10)

    private struct Question: Hashable {
        var asked: String
        var isMasked: Bool
    }

    let parts: PageParts
    private let cache = Cache<Question, Answers>(most: 64)

    init(parts: PageParts) {
        self.parts = parts
    }

    func add(to router: Router<PageContext>) {
        router.get("/when") { request, context in try await when(request, context) }
    }

    private func when(_ request: Request, _ context: PageContext) async throws -> Response {
        let asked = request.query["number"].map { String($0.prefix(128)) }
        let (parts, frame, mask) = (parts, Frame(parts, context, at: "/when"), parts.mask(context))
        var view = WhenView(frame: frame, asked: asked ?? "")
        if let asked { (view.answers, view.nothing) = try await answers(asked, mask) }
        return parts.templates.page("when", view)
    }

    private typealias Answers = (calls: [CallAnswerView], nothing: String?)

    private func answers(_ asked: String, _ mask: NumberMask) async throws -> Answers {
        let parts = parts
        try await parts.threads.run { try parts.look() }
        let (version, now) = (parts.watch.version, parts.clock.wall)
        let question = Question(asked: asked, isMasked: mask.isOn)
        return try await cache.value(question, .init(version: version, made: now)) {
            $0.version == version && now - $0.made < WhenPage.age
        } work: {
            try await parts.threads.runLong { try WhenPage.work(out: asked, parts, mask) }
        }
    }

    /// What is in no campaign yet.
    private static func files(_ asked: String, _ parts: PageParts, _ now: Timestamp, _ mask: NumberMask) throws
        -> String
    {
        let files = WaitingFiles(parts.layout, on: parts.disk, defaults: parts.settings.defaults)
        let found = try files.meant(by: asked) + files.holding(asked)
        guard let file = found.first else { return "No call in this spool is to that number, or has that id." }
        let tick = TickSchedule(minutes: parts.settings.ticks).next(after: now)
        return
            "It is in \(mask.text(file.name)), which waits to be picked up at the next tick, \(tick.iso8601.prefix(16))Z."
    }

    private static func work(out asked: String, _ parts: PageParts, _ mask: NumberMask) throws -> Answers {
        let now = try parts.programNow()
        let forecast = try parts.watch.forecast(parts.settings, now: now, wall: parts.clock.wall)
        // Why somebody was not reached is asked here as well.
        let calls = try forecast.find(asked, alsoIn: parts.watch.campaigns)
        let answers = try calls.prefix(WhenPage.most)
            .compactMap { call -> CallAnswerView? in
                guard let watch = try parts.watch.campaign(call.place.folder.name),
                    let tale = try watch.tale(call.index, parts.watch.reader)
                else { return nil }
                return try CallAnswerView(call, tale, forecast, mask)
            }
        let more = calls.count > WhenPage.most ? "There are \((calls.count - WhenPage.most).grouped) more." : nil
        return (answers, answers.isEmpty ? try WhenPage.files(asked, parts, now, mask) : more)
    }
}

/// What the page shows.
struct WhenView: Sendable {
    var frame: Frame
    var asked: String
    var answers: [CallAnswerView] = []
    var nothing: String?
}
