internal import HTTPTypes
internal import Hummingbird

/// Sends those who have not signed in to where that is done.
struct SignInGate: RouterMiddleware {
    typealias Context = PageContext

    /// What anybody may have.
    static let open: Set<String> = ["/sign-in", "/page.css", "/page.js", "/charts.css", "/icon.svg", "/healthz"]

    @concurrent
    func handle(
        _ request: Request,
        context: PageContext,
        next: @concurrent (Request, PageContext) async throws -> Response
    ) async throws -> Response {
        if context.session != nil || SignInGate.open.contains(request.uri.path)
            || MachineAccess.guards(request.uri.path)
        {
            return try await next(request, context)
        }
        // A page's script, a program and a form get no sign-in page in the place of what they asked for.
        let isPage =
            [.get, .head].contains(request.method) && !request.uri.path.hasPrefix("/api/") && !request.isFromScript
        guard isPage, request.uri.path != "/events", request.uri.path != "/metrics" else {
            throw PageFault(.unauthorized, "Sign in first.")
        }
        return .to("/sign-in?to=" + request.uri.string.inAddress)
    }
}

extension PageContext {
    /// Lets only those go on who may act.
    ///
    /// - Throws: `PageFault`.
    func mustAct() throws(PageFault) {
        guard session?.role == .operator else {
            throw PageFault(.forbidden, "View-only access. Ask somebody who is an operator.")
        }
    }
}

extension Request {
    /// Whether the page's own script asks, for a part of a page.
    var isFromScript: Bool {
        [HTTPField.Name("x-live"), HTTPField.Name("x-fragment")].contains { $0.map { headers[$0] != nil } ?? false }
    }

    /// Whether a part of the page is asked for, to be shown in another.
    var isForFragment: Bool { HTTPField.Name("x-fragment").map { headers[$0] != nil } ?? false }
}

extension Response {
    /// Sends the browser to another page of ours, with GET.
    static func to(_ path: String) -> Response {
        Response(status: .seeOther, headers: [.location: path])
    }
}
