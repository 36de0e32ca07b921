internal import HTTPTypes
internal import Hummingbird

/// Headers that keep a browser from doing on this page what the page never does.
///
/// Nothing is loaded from elsewhere, no script stands in a page, no page is framed, nothing is kept by caches.
struct ProtectiveHeaders: RouterMiddleware {
    typealias Context = PageContext

    /// A page without inline scripts and styles: what comes from a campaign file can then do nothing even where it were
    /// not escaped.
    private static let policy = [
        "default-src 'none'", "style-src 'self'", "script-src 'self'", "img-src 'self' data:", "connect-src 'self'",
        "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'",
    ]
    .joined(separator: "; ")

    private let headers: [(HTTPField.Name, String)]

    /// Makes the headers; over TLS they also tell the browser to stay with it.
    init(isSecure: Bool) {
        var headers: [(HTTPField.Name, String)] = [
            (.contentSecurityPolicy, ProtectiveHeaders.policy),
            (.xContentTypeOptions, "nosniff"),
        ]
        let more = [
            ("x-frame-options", "DENY"), ("referrer-policy", "same-origin"), ("cache-control", "no-store"),
            ("cross-origin-opener-policy", "same-origin"), ("cross-origin-resource-policy", "same-origin"),
        ]
        for (name, value) in more + (isSecure ? [("strict-transport-security", "max-age=31536000")] : []) {
            if let name = HTTPField.Name(name) { headers.append((name, value)) }
        }
        self.headers = headers
    }

    /// Adds the headers that the answer does not have.
    @concurrent
    func handle(
        _ request: Request,
        context: PageContext,
        next: @concurrent (Request, PageContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        for (name, value) in headers where response.headers[name] == nil { response.headers[name] = value }
        return response
    }
}
