internal import HTTPTypes
internal import Hummingbird

/// Lets in who signed in, and who brings the token for machines.
///
/// A program has no cookie: it sends `Authorization: Bearer TOKEN`. Whoever has the token may look, and sees numbers
/// whole; nothing that machines can reach here acts.
struct MachineAccess: RouterMiddleware {
    typealias Context = PageContext

    /// The token; `nil` where there is none, and a session is the only way.
    let token: MachineToken?

    /// Whether a path is one that this guards, and no sign-in page is sent for.
    static func guards(_ path: String) -> Bool {
        path.hasPrefix("/api/") || path == "/metrics" || path == "/openapi.yaml"
    }

    /// Answers 401 to all others.
    @concurrent
    func handle(
        _ request: Request,
        context: PageContext,
        next: @concurrent (Request, PageContext) async throws -> Response
    ) async throws -> Response {
        guard context.session != nil || token?.isIn(request.headers[.authorization]) == true else {
            return APIFault(.unauthorized, "sign in first, or send the token: Authorization: Bearer TOKEN").response
        }
        return try await next(request, context)
    }
}
