internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Synchronization

/// Answers HEAD as GET, without a body (RFC 9110, section 9.3.2).
///
/// It stands before everything else, so that pages, faults and refusals are all cut here: a body after a HEAD is read as
/// the beginning of the next answer, and puts a kept connection out of step.
struct HeadAnswers: RouterMiddleware {
    typealias Context = PageContext

    @concurrent
    func handle(
        _ request: Request,
        context: PageContext,
        next: @concurrent (Request, PageContext) async throws -> Response
    ) async throws -> Response {
        let response = try await next(request, context)
        guard request.method == .head else { return response }
        var headers = response.headers
        if headers[.contentLength] == nil {
            // An answer without a length is sent in chunks, and their end would be a body as well.
            headers[.contentLength] = String(try await length(of: response.body))
        }
        return Response(status: response.status, headers: headers)
    }

    /// How much a GET would have sent.
    private func length(of body: ResponseBody) async throws -> Int {
        let sum = Sum()
        try await body.write(CountingWriter(sum: sum))
        return sum.bytes.withLock { $0 }
    }

    /// What a body comes to.
    private final class Sum: Sendable {
        let bytes = Mutex(0)
    }

    private struct CountingWriter: ResponseBodyWriter {
        let sum: Sum

        func write(_ buffer: ByteBuffer) async throws {
            sum.bytes.withLock { $0 += buffer.readableBytes }
        }

        consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }
}
