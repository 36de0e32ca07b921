import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore

/// Somebody who looks at the page: a cookie, and the token of their forms.
struct RigPerson: Sendable {
    var cookie: String
    var token: String
}

/// Sends requests as a browser does.
struct RigClient: Sendable {
    let client: any TestClientProtocol

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
        let buffer = body.map { ByteBuffer(bytes: $0) }
        return try await client.execute(uri: path, method: method, headers: headers, body: buffer) { response in
            Answer(status: response.status, headers: response.headers, body: String(buffer: response.body))
        }
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
        cut: Int = 0
    ) async throws -> Answer {
        var body = "--xx\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n\(token ?? person.token)\r\n"
        for (field, name, text) in [("campaign", name, text)] + lists.map({ ("lists", $0.0, $0.1) }) {
            body += "--xx\r\nContent-Disposition: form-data; name=\"\(field)\"; filename=\"\(name)\"\r\n\r\n\(text)\r\n"
        }
        body += "--xx--\r\n"
        let bytes = Array(body.utf8.dropLast(cut))
        return try await send(.post, "/submit", as: person, type: "multipart/form-data; boundary=xx", body: bytes)
    }
}
