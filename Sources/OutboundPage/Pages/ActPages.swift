internal import CallspoolCore
internal import Hummingbird
internal import Spool

/// Stop, suspend, resume, cancel: a page beforehand that says what it will do, and one afterwards that says what it did.
///
/// All that is written is a file in `control/`; whoever dials carries it out.
struct ActPages {
    let parts: PageParts

    func add(to router: Router<PageContext>) {
        for act in [Act.stop, .suspend, .resume] {
            router.get("/campaigns/:name/\(act.rawValue)") { request, context in try await ask(act, request, context) }
            router.post("/campaigns/:name/\(act.rawValue)") { request, context in
                try await carryOut(act, request, context)
            }
        }
        router.get("/campaigns/:name/calls/:id/cancel") { request, context in try await ask(.cancel, request, context) }
        router.post("/campaigns/:name/calls/:id/cancel") { request, context in
            try await carryOut(.cancel, request, context)
        }
        for act in [Act.suspend, .resume] {
            router.get("/all/\(act.rawValue)") { request, context in try await ask(act, request, context) }
            router.post("/all/\(act.rawValue)") { request, context in try await carryOut(act, request, context) }
        }
    }

    private func ask(_ act: Act, _ request: Request, _ context: PageContext) async throws -> Response {
        try context.mustAct()
        let (parts, frame, mask) = (parts, Frame(parts, context, at: request.uri.path), parts.mask(context))
        let (name, id) = try ActPages.names(context)
        let path = request.uri.path
        let view = try await parts.threads.run {
            let target = try ActTarget(name, call: id, parts)
            return ActView(
                frame: frame,
                act,
                target,
                action: path,
                mask,
                isRunning: try parts.watch.reader.isProgramAtWork()
            )
        }
        return parts.templates.page("act", view)
    }

    private func carryOut(_ act: Act, _ request: Request, _ context: PageContext) async throws -> Response {
        try context.mustAct()
        _ = try await signedForm(request, context, parts)
        let (name, id) = try ActPages.names(context)
        let (parts, frame) = (parts, Frame(parts, context, at: request.uri.path))
        let by = parts.gatekeeper.asksForPassword ? "\(context.session?.name ?? ""), on the page" : "the outbound page"
        let target = try await parts.threads.run { try ActTarget(name, call: id, parts) }
        let task = ControlTask(ControlRequest(act.action, target.asked, by: by), target, parts)
        let view = ActedView(frame: frame, act, target, try await task.run())
        return parts.templates.page("acted", view)
    }

    /// The campaign and the call that an address names; no campaign is all of them.
    private static func names(_ context: PageContext) throws -> (String?, String?) {
        (context.parameters.get("name") == nil ? nil : try context.campaignName(), context.parameters.get("id"))
    }
}

/// What can be done to a campaign or a call.
enum Act: String, Sendable {
    case stop, suspend, resume, cancel

    /// The request by which it is done.
    var action: ControlRequest.Action {
        switch self {
        case .stop: .stop
        case .suspend: .suspend
        case .resume: .resume
        case .cancel: .cancel
        }
    }

    /// On a button.
    var label: String {
        switch self {
        case .stop: "Stop"
        case .suspend: "Suspend"
        case .resume: "Resume"
        case .cancel: "Cancel"
        }
    }

    /// How the button looks.
    var tone: String {
        switch self {
        case .stop, .cancel: "danger"
        case .suspend, .resume: "primary"
        }
    }
}

extension ActPages {
    /// A link to what can be done.
    struct Offer: Sendable {
        var href: String
        var label: String
        var tone: String
        var id: String
    }

    /// What can be done to a campaign as it stands.
    static func offers(_ campaign: CampaignOverview) -> [Offer] {
        guard !campaign.place.isDone, !campaign.isFinished else { return [] }
        let acts: [Act] =
            switch campaign.hold {
            case .stopped: []
            case .suspended: [.resume, .stop]
            case nil: [.suspend, .stop]
            }
        return acts.map { act in
            let href = "/campaigns/\(campaign.place.folder.name)/\(act.rawValue)"
            return Offer(href: href, label: act.label, tone: act == .stop ? "danger" : "", id: act.rawValue)
        }
    }
}
