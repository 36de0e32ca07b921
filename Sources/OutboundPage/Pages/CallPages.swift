internal import CallspoolCore
internal import HTTPTypes
internal import Hummingbird
internal import Presentation
internal import Spool

/// One call's story: a page of its own, and the same as a part of another page.
struct CallPages {
    let parts: PageParts

    func add(to router: Router<PageContext>) {
        router.get("/campaigns/:name/calls/:id") { request, context in try await call(request, context) }
    }

    private func call(_ request: Request, _ context: PageContext) async throws -> Response {
        let (name, id) = (try context.campaignName(), try context.parameters.require("id"))
        let (parts, mask) = (parts, parts.mask(context))
        let frame = Frame(parts, context, at: request.uri.path, isLive: true)
        let view = try await parts.threads.run {
            try parts.look()
            let (watch, call) = try parts.call(id, of: name)
            guard let tale = try watch.tale(call, parts.watch.reader) else { throw PageFault.noCall(id) }
            let holds = try parts.holds(on: tale, call, watch)
            return CallView(frame: frame, tale, holds, isDone: watch.place.isDone, mask)
        }
        return parts.templates.page(request.isForFragment ? "call-story" : "call", view)
    }
}

extension PageParts {
    /// A campaign and one of its calls.
    ///
    /// Blocks on the disk.
    ///
    /// - Throws: `PageFault` when there is none; `DiskError`, `StoreError`.
    func call(_ id: String, of campaign: String) throws -> (CampaignWatch, Int) {
        guard let watch = try watch.campaign(campaign) else { throw PageFault.noCampaign(campaign) }
        guard let call = watch.call(id) else { throw PageFault.noCall(id) }
        return (watch, call)
    }

    /// What holds a call that waits.
    fileprivate func holds(on tale: CallHistory, _ call: Int, _ watch: CampaignWatch) throws -> [CallHold] {
        guard tale.row.phase == CallPhase.queued.rawValue, !watch.place.isDone else { return [] }
        let forecast = try self.watch.forecast(settings, now: programNow(), wall: clock.wall)
        return forecast.holds(on: FoundCall(place: watch.place, index: call, job: tale.row.job))
    }
}

extension PageFault {
    /// There is no such call.
    static func noCall(_ id: String) -> PageFault {
        PageFault(.notFound, "The campaign has no call “\(id)”.")
    }
}

/// What the page of a call shows.
struct CallView: Sendable {
    /// A parameter of the call.
    struct Parameter: Sendable {
        var key: String
        var value: String
    }

    /// Something that happened to the call.
    struct Event: Sendable {
        var at: Sentence
        var name: String
        var tone: String
        var words: [Sentence]

        init(_ event: CallTimeline.Event) {
            (at, name, tone) = ("\(event.at)", "\(event.name)", event.tone.rawValue)
            words = event.words.map { Sentence($0) }
        }
    }

    var frame: Frame
    var row: RowWords
    var events: [Event]
    /// When it is attempted next.
    var next: Sentence
    var holds: [Sentence]
    /// Where the call's status record is, and how it was sent.
    var record: Sentence
    var shipping: [Sentence]
    var parameters: [Parameter]
    var canCancel: Bool

    init(frame: Frame, _ whole: CallHistory, _ holds: [CallHold], isDone: Bool, _ mask: NumberMask) {
        self.frame = frame
        let tale = whole.masked(mask)
        let record = RecordTimeline(tale)
        row = RowWords(shown: tale.row, of: tale.acceptance.campaign.name)
        events = CallTimeline(tale).events.map(Event.init)
        self.record = record.place.map { Sentence($0) } ?? "none before the call is over"
        shipping = record.shipping.map { Sentence($0) }
        next = tale.row.nextAttempt.map { "not before \($0)" } ?? ""
        self.holds = holds.map { $0 == .turn ? "It waits for its turn." : Sentence($0, mask) }
        parameters = tale.row.job.parameters.map { Parameter(key: $0.key, value: "\($0.value)") }
        canCancel = frame.canAct && !isDone && tale.row.phase == CallPhase.queued.rawValue
    }
}
