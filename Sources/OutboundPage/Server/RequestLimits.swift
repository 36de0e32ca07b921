internal import HTTPTypes
internal import Hummingbird

/// Refuses what no page of ours sends: bodies that nobody asked for, and forms of other sites.
struct RequestLimits: RouterMiddleware {
    typealias Context = PageContext

    /// The largest upload, in bytes.
    let uploads: Int
    /// Whether the name in `Host` is the browser's: a proxy may have put its own there.
    let isHostKnown: Bool

    @concurrent
    func handle(
        _ request: Request,
        context: PageContext,
        next: @concurrent (Request, PageContext) async throws -> Response
    ) async throws -> Response {
        let most = request.uri.path == "/submit" ? uploads : FormFields.longest
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > most {
            throw PageFault(.contentTooLarge, "This is more than the page takes, which is \(most >> 10) KiB.")
        }
        if request.method != .get, request.method != .head, isFromElsewhere(request) {
            throw PageFault(.forbidden, "This form was not sent from this page. Open the page and send it from there.")
        }
        return try await next(request, context)
    }

    /// Browsers say where a form was sent from, in `Sec-Fetch-Site` or, older ones, in `Origin`.
    private func isFromElsewhere(_ request: Request) -> Bool {
        if let name = HTTPField.Name("sec-fetch-site"), let site = request.headers[name] {
            return site != "same-origin" && site != "none"
        }
        guard isHostKnown, let origin = request.headers[.origin], let host = request.head.authority else {
            return false
        }
        return origin != "http://\(host)" && origin != "https://\(host)"
    }
}
