internal import HTTPTypes
internal import Hummingbird

/// Finds out whose a request is, and keeps out what comes by a name that is not ours.
struct SessionReader: RouterMiddleware {
    typealias Context = PageContext

    /// The cookie's name.
    static let cookie = "callspool_session"

    let gatekeeper: Gatekeeper
    /// Whether the cookie is only sent over TLS.
    let isSecure: Bool
    /// Whether only this machine's own names are taken: without passwords, a page of another site whose name was turned
    /// to this address (DNS rebinding) would otherwise act as the person who looks at it.
    let isLocal: Bool
    /// Whether a proxy tells where requests come from.
    let isBehindProxy: Bool

    @concurrent
    func handle(
        _ request: Request,
        context: PageContext,
        next: @concurrent (Request, PageContext) async throws -> Response
    ) async throws -> Response {
        if isLocal, !hasLocalName(request) {
            throw PageFault(
                .misdirectedRequest,
                "This page answers on this machine's own name only, such as 127.0.0.1."
            )
        }
        var context = context
        // The last address is the one that our proxy has seen; those before it anybody may write.
        if isBehindProxy, let name = HTTPField.Name("x-forwarded-for"),
            let last = request.headers[name]?.split(separator: ",").last
        {
            context.address = String(last.filter { $0 != " " }.prefix(64))
        }
        context.session = try gatekeeper.session(cookie: request.cookies[SessionReader.cookie]?.value)
        guard context.session == nil, let new = gatekeeper.openSession() else {
            return try await next(request, context)
        }
        context.session = new
        var response = try await next(request, context)
        response.setCookie(try SessionReader.cookie(gatekeeper.cookie(of: new), maxAge: nil, isSecure: isSecure))
        return response
    }

    /// The session's cookie: no script sees it, and other sites' requests do not carry it, but for a link that one
    /// follows from there: a page's address can be sent to somebody who is signed in, and no GET acts.
    static func cookie(_ value: String, maxAge: Int?, isSecure: Bool) throws -> Cookie {
        try Cookie.validated(
            name: SessionReader.cookie,
            value: value,
            maxAge: maxAge,
            path: "/",
            secure: isSecure,
            httpOnly: true,
            sameSite: .lax
        )
    }

    private func hasLocalName(_ request: Request) -> Bool {
        guard let authority = request.head.authority else { return false }
        let name =
            authority.hasPrefix("[") ? authority.prefix { $0 != "]" }.dropFirst() : authority.prefix { $0 != ":" }
        return name == "localhost" || name == "::1"
            || (name.hasPrefix("127.") && name.allSatisfy { $0.isNumber || $0 == "." })
    }
}
