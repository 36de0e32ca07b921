internal import CallspoolCore
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import Spool

/// Turns what went wrong with a request into a page that says so, or into a line for a machine.
struct FaultPages: RouterMiddleware {
    typealias Context = PageContext

    let parts: PageParts
    let log: Logger

    @concurrent
    func handle(
        _ request: Request,
        context: PageContext,
        next: @concurrent (Request, PageContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as CancellationError {
            throw error
        } catch {
            return answer(fault(error), request, context)
        }
    }

    private func fault(_ error: any Error) -> PageFault {
        switch error {
        case let fault as PageFault: return fault
        case let error as DiskError:
            log.warning("\(error.message)")
            return PageFault(.serviceUnavailable, "The spool cannot be read: \(error.message)")
        case let error as StoreError:
            log.warning("\(error.message)")
            return PageFault(.serviceUnavailable, "The spool cannot be read: \(error.message)")
        case let error as UnreadablePeople:
            log.warning("\(error.message)")
            return PageFault(.serviceUnavailable, error.sentence)
        case let error as any HTTPResponseError:
            return PageFault(error.status, PageFault.words[error.status.code] ?? error.status.reasonPhrase)
        default:
            log.error("a page could not be made: \(error)")
            return PageFault(.internalServerError, "This page could not be made; the server's log says why.")
        }
    }

    private func answer(_ fault: PageFault, _ request: Request, _ context: PageContext) -> Response {
        var response = answer(fault.status, parts.mask(context).text(fault.message), request, context)
        if let allowed = fault.allowed { response.headers[.allow] = allowed }
        return response
    }

    private func answer(
        _ status: HTTPResponse.Status,
        _ message: String,
        _ request: Request,
        _ context: PageContext
    ) -> Response {
        if request.uri.path.hasPrefix("/api/") || request.uri.path == "/metrics" {
            var writer = JSONLineWriter()
            writer.line { $0.field("error", message) }
            return Response(
                status: status,
                headers: [.contentType: "application/json"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: writer.bytes))
            )
        }
        let frame = Frame(parts, context, at: request.uri.path)
        let view = FaultView(frame: frame, heading: status.reasonPhrase, message: message)
        return parts.templates.page("fault", view, status: status)
    }
}

/// What the page of a fault shows.
struct FaultView: Sendable {
    var frame: Frame
    var heading: String
    var message: String
}

extension PageFault {
    /// What the server itself answers, in words.
    fileprivate static let words: [Int: String] = [
        404: "There is no such page.",
        405: "This page takes no such request.",
        413: "This is more than the page takes.",
    ]

    /// There is no such campaign.
    static func noCampaign(_ name: String) -> PageFault {
        PageFault(
            .notFound,
            "There is no campaign “\(name)” in this spool. It may have been pruned; its results are kept."
        )
    }
}
