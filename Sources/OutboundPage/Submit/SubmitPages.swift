internal import CallspoolCore
internal import HTTPTypes
internal import Hummingbird
internal import Spool

/// Submitting a campaign: a form for its files, what is found in them, and the word that lets them in.
struct SubmitPages: Sendable {
    let parts: PageParts
    let drafts: DraftStore

    /// Adds the routes.
    func add(to router: Router<PageContext>) {
        router.get("/submit") { request, context in form(request, context) }
        router.post("/submit") { request, context in try await upload(request, context) }
        router.get("/submit/:draft") { request, context in try page(request, context) }
        router.post("/submit/:draft/confirm") { request, context in try await confirm(request, context) }
        router.post("/submit/:draft/discard") { request, context in try await discard(request, context) }
    }

    private func form(_ request: Request, _ context: PageContext) -> Response {
        parts.templates.page("submit", SubmitView(frame: Frame(parts, context, at: "/submit")))
    }

    private func upload(_ request: Request, _ context: PageContext) async throws -> Response {
        let owner = try owner(context)
        let id = parts.random(16).map { String($0, radix: 36) }.joined()
        let (drafts, now) = (drafts, parts.clock.wall)
        let folder = try await parts.threads.run {
            try drafts.sweep(now)
            return try drafts.makeFolder(id)
        }
        do {
            let draft = try await draft(id, owner, folder, request, context)
            let disk = parts.disk
            try await parts.threads.run {
                try drafts.keep(draft)
                // What is shown of a file that is refused is known; the file itself is of no more use here.
                if draft.findings.isRefused { try disk.remove(folder) }
            }
        } catch {
            let disk = parts.disk
            try await parts.threads.run { try disk.remove(folder) }
            throw error
        }
        return .to("/submit/\(id)")
    }

    private func draft(
        _ id: String,
        _ owner: String,
        _ folder: String,
        _ request: Request,
        _ context: PageContext
    ) async throws -> Draft {
        let (gatekeeper, session) = (parts.gatekeeper, context.session)
        var reader = UploadReader(into: folder, on: parts.disk, parts.threads, atMost: parts.settings.page.uploadLimit)
        {
            token in session.map { gatekeeper.isToken(token, of: $0) } ?? false
        }
        let upload = try await reader.receive(request)
        guard let file = upload.campaign else { throw PageFault(.badRequest, "Choose a campaign file.") }
        let parts = parts
        let findings = try await parts.threads.run(steps: {
            do {
                return try await DraftFindings.look(
                    at: "\(folder)/\(file)",
                    with: upload.lists,
                    again: upload.again,
                    parts.forecast(),
                    on: parts.disk
                )
            } catch let error as UnreadableCampaign {
                throw PageFault(.badRequest, "The file cannot be read: \(error.message)")
            }
        })
        return Draft(id: id, owner: owner, made: parts.clock.wall, folder: folder, file: file, findings: findings)
    }

    private func page(_ request: Request, _ context: PageContext) throws -> Response {
        let owner = try owner(context)
        guard let draft = drafts.draft(try context.parameters.require("draft"), of: owner) else {
            throw PageFault(.notFound, "This upload is not here any more. Submit the file again.")
        }
        let frame = Frame(parts, context, at: "/submit")
        if case .gone(let name) = draft.state {
            let tick = TickSchedule(minutes: parts.settings.ticks).next(after: try parts.programNow())
            return parts.templates.page("submitted", SubmittedView(frame: frame, name: name, tick: "\(minute: tick)"))
        }
        return parts.templates.page("checked", CheckedView(frame, draft))
    }

    private func confirm(_ request: Request, _ context: PageContext) async throws -> Response {
        let owner = try owner(context)
        _ = try await signedForm(request, context, parts)
        let id = try context.parameters.require("draft")
        switch drafts.claim(id, of: owner) {
        case .yours(let draft): try await putIn(draft)
        // Of a double click the first one does it.
        case .going, .gone: break
        case .none: throw PageFault(.notFound, "This upload is not here any more. Submit the file again.")
        }
        return .to("/submit/\(id)")
    }

    /// Puts a draft into `incoming/`: promise P1 begins when this returns.
    private func putIn(_ draft: Draft) async throws {
        let (parts, drafts) = (parts, drafts)
        do {
            let drop = Drop(parts.layout, on: parts.disk, now: parts.clock.wall)
            let name = try await parts.threads.run {
                try drop.drop(draft.path, lists: draft.findings.lists, again: draft.findings.again)
            }
            drafts.settle(draft.id, as: name)
        } catch let error as DiskError where error.isTaken {
            drafts.settle(draft.id, as: nil)
            throw PageFault(.conflict, "A file of that name waits to be picked up already; give this one another name.")
        } catch {
            drafts.settle(draft.id, as: nil)
            throw error
        }
        // What is in is nobody's draft any more; left behind it harms nobody, and is swept later.
        try await parts.threads.run { try parts.disk.remove(draft.folder) }
    }

    private func discard(_ request: Request, _ context: PageContext) async throws -> Response {
        let owner = try owner(context)
        _ = try await signedForm(request, context, parts)
        let (drafts, id) = (drafts, try context.parameters.require("draft"))
        try await parts.threads.run { try drafts.discard(id, of: owner) }
        return .to("/submit")
    }

    /// Whose drafts these are: a person's, also from another browser; where nobody signs in, a browser's.
    private func owner(_ context: PageContext) throws(PageFault) -> String {
        try context.mustAct()
        guard let session = context.session else { throw PageFault(.unauthorized, "Sign in first.") }
        return parts.gatekeeper.asksForPassword ? session.name : session.nonce
    }
}
