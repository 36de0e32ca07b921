import HTTPTypes
import Testing

@testable import OutboundPage

@Suite("Methods of requests")
struct MethodTests {
    private let paths = [
        "/", "/pending", "/rejected", "/when", "/campaigns", "/campaigns/spring", "/campaigns/none", "/nothing",
        "/page.css",
        "/charts.css", "/submit", "/healthz", "/openapi.yaml", "/api/status", "/api/none",
        "/campaigns/spring/files/calls.csv",
        "/campaigns/spring/files/report.html", "/campaigns/spring/charts",
    ]

    @Test("HEAD is answered as GET is, with the same length and without a body, pages of faults too")
    func head() async throws {
        let rig = try PageRig()
        try await rig.take("spring", "campaign: spring\nnumbers: [+16175550101]\n")
        try rig.write("results/spring.calls.jsonl", #"{"n":4,"phone_number":"+16175550101"}"# + "\n")
        try await rig.test { client in
            let person = try await client.person()
            for path in paths {
                let (get, head) = (
                    try await client.get(path, as: person), try await client.send(.head, path, as: person)
                )
                #expect(head.status == get.status, "\(path)")
                #expect(head.body.isEmpty, "\(path): \(head.body)")
                #expect(head.headers[.contentLength] == String(get.body.utf8.count), "\(path)")
            }
        }
    }

    @Test("HEAD before somebody has signed in has no body either, and an endless stream has no HEAD")
    func outside() async throws {
        let rig = try PageRig.withPeople()
        try await rig.test { client in
            for path in paths {
                let head = try await client.send(.head, path)
                #expect(head.body.isEmpty && head.headers[.contentLength] != nil, "\(path)")
            }
            let otto = try await client.person("otto")
            let stream = try await client.send(.head, "/events", as: otto)
            #expect(stream.status == .methodNotAllowed && stream.body.isEmpty)
        }
    }

    @Test(
        "A method that a page does not take is told so, with those that it takes",
        arguments: [
            ("/", "GET, HEAD"), ("/campaigns/x", "GET, HEAD"), ("/sign-out", "POST"), ("/submit", "GET, HEAD, POST"),
            ("/api/status", "GET, HEAD"), ("/campaigns/x/stop", "GET, HEAD, POST"),
        ]
    )
    func refused(path: String, allowed: String) async throws {
        let rig = try PageRig()
        try await rig.test { client in
            for name in ["PROPFIND", "PUT", "DELETE", "OPTIONS", "TRACE", "QUERY"] {
                let method = try #require(HTTPRequest.Method(name))
                let answer = try await client.send(method, path)
                #expect(answer.status == .methodNotAllowed, "\(name)")
                #expect(answer.headers[.allow] == allowed, "\(name)")
            }
            let method = try #require(HTTPRequest.Method("PROPFIND"))
            #expect(try await client.send(method, "/nothing").status == .notFound)
        }
    }
}
