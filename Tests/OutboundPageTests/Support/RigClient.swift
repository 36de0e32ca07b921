import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOEmbedded
import Synchronization

@testable import OutboundPage

/// Somebody who looks at the page: a cookie, and the token of their forms.
struct RigPerson: Sendable {
    var cookie: String
    var token: String
}

/// Sends requests as a browser does.
struct RigClient: Sendable {
    let responder: any HTTPResponder<PageContext>

    /// An answer.
    struct Answer: Sendable {
        var status: HTTPResponse.Status
        var headers: HTTPFields
        var body: String
    }

    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        as person: RigPerson? = nil,
        type: String? = nil,
        headers more: HTTPFields = [:],
        body: [UInt8]? = nil
    ) async throws -> Answer {
        var headers = more
        if let person { headers[.cookie] = "callspool_session=\(person.cookie)" }
        if let type { headers[.contentType] = type }
        if let body { headers[.contentLength] = String(body.count) }
        let request = Request(
            head: HTTPRequest(
                method: method,
                scheme: "http",
                authority: "localhost",
                path: path,
                headerFields: headers
            ),
            body: RequestBody(buffer: ByteBuffer(bytes: body ?? []))
        )
        let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let context = PageContext(source: .init(channel: NIOAsyncTestingChannel(), logger: log))
        let response = try await responder.respond(to: request, context: context)
        let sink = Sink()
        try await response.body.write(BodyWriter(sink: sink))
        return Answer(status: response.status, headers: response.headers, body: String(buffer: sink.bytes))
    }

    /// What an answer's body was so far.
    private final class Sink: Sendable {
        private let kept = Mutex(ByteBuffer())
        var bytes: ByteBuffer { kept.withLock { $0 } }
        func take(_ part: ByteBuffer) { kept.withLock { _ = $0.writeImmutableBuffer(part) } }
    }

    private struct BodyWriter: ResponseBodyWriter {
        let sink: Sink
        func write(_ buffer: ByteBuffer) async throws { sink.take(buffer) }
        func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }

    func get(_ path: String, as person: RigPerson? = nil, headers: HTTPFields = [:]) async throws -> Answer {
        try await send(.get, path, as: person, headers: headers)
    }

    /// Sends a form with somebody's token.
    func post(_ path: String, as person: RigPerson, token: String? = nil) async throws -> Answer {
        let body = Array("token=\(token ?? person.token)".utf8)
        return try await send(.post, path, as: person, type: "application/x-www-form-urlencoded", body: body)
    }

    /// Signs in, or just looks where nobody need sign in.
    func person(_ name: String? = nil) async throws -> RigPerson {
        var answer: Answer
        if let name {
            let body = Array("name=\(name)&password=password+of+\(name)".utf8)
            answer = try await send(.post, "/sign-in", type: "application/x-www-form-urlencoded", body: body)
        } else {
            answer = try await get("/submit")
        }
        let words = answer.headers[.setCookie]?.split(separator: ";").first?.split(separator: "=", maxSplits: 1) ?? []
        var person = RigPerson(cookie: words.count == 2 ? String(words[1]) : "", token: "")
        answer = try await get("/submit", as: person)
        let parts = answer.body.split(separator: "name=\"token\" value=\"")
        if parts.count > 1 { person.token = String(parts[1].prefix { $0 != "\"" }) }
        return person
    }

    /// Uploads a campaign file, with lists.
    func upload(
        _ name: String,
        _ text: String,
        lists: [(String, String)] = [],
        as person: RigPerson,
        token: String? = nil,
        again: Bool = false,
        cut: Int = 0
    ) async throws -> Answer {
        var body = "--xx\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n\(token ?? person.token)\r\n"
        for (field, name, text) in [("campaign", name, text)] + lists.map({ ("lists", $0.0, $0.1) }) {
            body += "--xx\r\nContent-Disposition: form-data; name=\"\(field)\"; filename=\"\(name)\"\r\n\r\n\(text)\r\n"
        }
        if again { body += "--xx\r\nContent-Disposition: form-data; name=\"again\"\r\n\r\ntrue\r\n" }
        body += "--xx--\r\n"
        let bytes = Array(body.utf8.dropLast(cut))
        return try await send(.post, "/submit", as: person, type: "multipart/form-data; boundary=xx", body: bytes)
    }
}
