internal import CallspoolCore
internal import HTTPTypes
internal import Hummingbird

/// Signing in and out.
struct SignInPages {
    let parts: PageParts

    func add(to router: Router<PageContext>) {
        router.get("/sign-in") { request, context in
            guard context.session == nil else { return Response.to("/") }
            return page(request, context, to: request.query["to"])
        }
        router.post("/sign-in") { request, context in try await signIn(request, context) }
        router.post("/sign-out") { request, context in
            _ = try await signedForm(request, context, parts)
            if let session = context.session { parts.gatekeeper.end(session) }
            var response = Response.to("/sign-in")
            response.setCookie(try cookie("", maxAge: 0))
            return response
        }
    }

    private func page(
        _ request: Request,
        _ context: PageContext,
        to path: String?,
        name: String = "",
        fault: String? = nil
    ) -> Response {
        let view = SignInView(
            frame: Frame(parts, context, at: "/sign-in"),
            to: SignInPages.own(path),
            name: name,
            fault: fault
        )
        return parts.templates.page("sign-in", view, status: fault == nil ? .ok : .unauthorized)
    }

    private func signIn(_ request: Request, _ context: PageContext) async throws -> Response {
        guard parts.gatekeeper.asksForPassword else { return .to("/") }
        let form = try await request.form()
        let (name, password, address) = (form["name"] ?? "", form.whole("password"), context.address)
        guard name.utf8.count <= 64, password.utf8.count <= 1024 else {
            throw PageFault(.contentTooLarge, "No name or password is that long.")
        }
        let gatekeeper = parts.gatekeeper
        switch try await parts.threads.run({ try gatekeeper.signIn(name, password: password, address: address) }) {
        case .welcome(let session):
            var response = Response.to(SignInPages.own(form["to"]))
            response.setCookie(try cookie(gatekeeper.cookie(of: session), maxAge: nil))
            return response
        case .refused:
            return page(request, context, to: form["to"], name: name, fault: "Name and password do not fit.")
        case .wait(let until):
            let seconds = max(1, (until - parts.clock.wall).milliseconds / 1000)
            var response = page(
                request,
                context,
                to: form["to"],
                name: name,
                fault: "Too many tries. Wait \(seconds) s before the next."
            )
            response.status = .tooManyRequests
            response.headers[.retryAfter] = String(seconds)
            return response
        }
    }

    private func cookie(_ value: String, maxAge: Int?) throws -> Cookie {
        let page = parts.settings.page
        return try SessionReader.cookie(value, maxAge: maxAge, isSecure: page.certificate != nil || page.isBehindProxy)
    }

    /// A path of this page's: nobody is sent to another site from here.
    static func own(_ path: String?) -> String {
        guard let path, path.hasPrefix("/"), !path.hasPrefix("//"), !path.contains("\\"),
            path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !path.hasPrefix("/sign-")
        else { return "/" }
        return path
    }
}

/// What the sign-in page shows.
struct SignInView: Sendable {
    var frame: Frame
    var to: String
    var name: String
    var fault: String?
}

/// A form of ours: it carries the token of the session that it was made for.
///
/// - Throws: `PageFault` when it does not.
func signedForm(_ request: Request, _ context: PageContext, _ parts: PageParts) async throws -> FormFields {
    let form = try await request.form()
    guard let session = context.session, parts.gatekeeper.isToken(form.whole("token"), of: session) else {
        throw PageFault(.forbidden, "This form is not of this session any more. Open the page again and send it again.")
    }
    return form
}
