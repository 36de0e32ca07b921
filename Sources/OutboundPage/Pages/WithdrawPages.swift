internal import CallspoolCore
internal import Hummingbird
internal import Spool

/// Withdrawing a file that is not picked up yet: a page that asks, and one that says what was done.
///
/// It needs no program running: a file is either accepted or withdrawn, whoever is first.
struct WithdrawPages {
    let parts: PageParts

    func add(to router: Router<PageContext>) {
        router.get("/pending/:file/withdraw") { request, context in try await ask(request, context) }
        router.post("/pending/:file/withdraw") { request, context in try await carryOut(request, context) }
    }

    private var waiting: WaitingFiles { WaitingFiles(parts.layout, on: parts.disk, defaults: parts.settings.defaults) }

    private func ask(_ request: Request, _ context: PageContext) async throws -> Response {
        try context.mustAct()
        let name = try context.parameters.require("file")
        let (frame, mask, waiting) = (Frame(parts, context, at: "/pending"), parts.mask(context), waiting)
        let file = try await parts.threads.run { try waiting.meant(by: name).first { $0.name == name } }
        guard let file else { throw WithdrawPages.isGone(name) }
        return parts.templates.page("act", ActView(frame: frame, withdrawing: file, action: request.uri.path, mask))
    }

    private func carryOut(_ request: Request, _ context: PageContext) async throws -> Response {
        try context.mustAct()
        _ = try await signedForm(request, context, parts)
        let name = try context.parameters.require("file")
        let by = parts.gatekeeper.asksForPassword ? "\(context.session?.name ?? ""), on the page" : "the outbound page"
        let (frame, waiting, now) = (Frame(parts, context, at: "/pending"), waiting, parts.clock.wall)
        let answer = try await parts.threads.run {
            try waiting.carryOut(ControlRequest(.stop, name, by: by), now: now)
        }
        guard let row = answer.rows.first else { throw WithdrawPages.isGone(name) }
        return parts.templates.page("acted", ActedView(frame: frame, withdrawn: row, parts.mask(context)))
    }

    private static func isGone(_ name: String) -> PageFault {
        PageFault(.conflict, "“\(name)” does not wait in incoming/ any more: it was picked up, or withdrawn.")
    }
}

extension ActView {
    /// Before a file is withdrawn.
    fileprivate init(frame: Frame, withdrawing file: WaitingFile, action: String, _ mask: NumberMask) {
        self.init(
            frame: frame,
            label: "Withdraw",
            name: mask.text(file.name),
            act: "withdraw",
            action: action,
            back: "/pending",
            tone: "danger",
            sentences: [
                "The file is moved to rejected/ before it is picked up, and none of its numbers is called. It can be submitted again."
            ],
            canDo: true
        )
    }
}

extension ActedView {
    /// After a file was withdrawn.
    fileprivate init(frame: Frame, withdrawn row: WaitingAnswer.Row, _ mask: NumberMask) {
        self.init(
            frame: frame,
            heading: "Withdrawn",
            sentences: ["\(mask.text(row.file)) is in rejected/; nobody was called."],
            back: "/pending"
        )
    }
}
