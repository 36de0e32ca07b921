internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import ServiceLifecycle

/// The stream by which open pages learn that something changed (server-sent events).
struct EventsRoute {
    let parts: PageParts

    func add(to router: Router<PageContext>) {
        router.get("/events") { _, context in try events(context.session) }
        // It has no length, and no end that could be waited for.
        router.on("/events", method: .head) { _, _ -> Response in
            var fault = PageFault(.methodNotAllowed, "This stream takes GET only.")
            fault.allowed = "GET"
            throw fault
        }
    }

    private func events(_ session: Session?) throws -> Response {
        let gatekeeper = parts.gatekeeper
        guard let news = parts.feed.listen() else {
            throw PageFault(.serviceUnavailable, "Too many pages are open; this one is not kept up to date for now.")
        }
        let body = ResponseBody { writer in
            // The first words open the stream, also through a proxy that waits for some.
            try await writer.write(ByteBuffer(string: "retry: 3000\n\n"))
            // A server that leaves waits for its connections, this one too.
            for await one in news.cancelOnGracefulShutdown() {
                // Who is signed out meanwhile hears nothing more.
                guard try session.map({ try gatekeeper.current($0) != nil }) ?? true else { break }
                switch one {
                case .changed(let version):
                    try await writer.write(ByteBuffer(string: "event: changed\ndata: \(version)\n\n"))
                case .beat: try await writer.write(ByteBuffer(string: ": \n\n"))
                }
            }
            try await writer.finish(nil)
        }
        var headers: HTTPFields = [.contentType: "text/event-stream"]
        // nginx would collect it otherwise.
        if let name = HTTPField.Name("x-accel-buffering") { headers[name] = "no" }
        return Response(status: .ok, headers: headers, body: body)
    }
}
