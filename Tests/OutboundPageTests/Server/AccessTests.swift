import CallspoolCore
import CallspoolTesting
import Foundation
import HTTPTypes
import Spool
import Testing

@testable import OutboundPage

@Suite("Who may")
struct AccessTests {
    private let form = "application/x-www-form-urlencoded"

    @Test("Nobody sees a page before they signed in; a page leads to where that is done, a script and a program do not")
    func gate() async throws {
        let rig = try PageRig.withPeople()
        try await rig.test { client in
            let page = try await client.get("/campaigns/spring?status=failed")
            #expect(page.status == .seeOther)
            #expect(page.headers[.location] == "/sign-in?to=%2Fcampaigns%2Fspring%3Fstatus%3Dfailed")
            for path in ["/events", "/api/status", "/metrics"] {
                #expect(try await client.get(path).status == .unauthorized, "\(path)")
            }
            let name = try #require(HTTPField.Name("x-fragment"))
            #expect(try await client.get("/", headers: [name: "1"]).status == .unauthorized)
            #expect(try await client.send(.post, "/all/suspend", type: form, body: []).status == .unauthorized)
            for path in ["/page.css", "/page.js", "/icon.svg", "/sign-in"] {
                #expect(try await client.get(path).status == .ok, "\(path)")
            }
        }
        #expect(try rig.files("control") == [])
    }

    @Test("A cookie of ours is for this site alone, out of scripts' reach, and over TLS only where there is TLS")
    func flags() async throws {
        for isSecure in [false, true] {
            let rig = try PageRig.withPeople { settings, _ in settings.page.isBehindProxy = isSecure }
            try await rig.test { client in
                let body = Array("name=otto&password=password+of+otto&to=/when".utf8)
                let answer = try await client.send(.post, "/sign-in", type: form, body: body)
                #expect(answer.status == .seeOther && answer.headers[.location] == "/when")
                let cookie = try #require(answer.headers[.setCookie])
                #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"))
                #expect(cookie.contains("Secure") == isSecure)
            }
        }
    }

    @Test("A cookie that we did not make, or not for this, lets nobody in")
    func forged() async throws {
        let rig = try PageRig.withPeople()
        try await rig.test { client in
            let vera = try await client.person("vera")
            #expect(try await client.get("/", as: vera).status == .ok)
            let parts = vera.cookie.split(separator: ".").map(String.init)
            let said = try #require(Data(base64Encoded: parts[0].padded))
            let other = String(decoding: said, as: UTF8.self).replacing("viewer", with: "operator")
            let raised = Data(other.utf8).base64EncodedString().filter { $0 != "=" }
            let own = SessionSigner(key: Array(repeating: 7, count: 32))
            let session = Session(name: "otto", role: .operator, expires: rig.clock.now + .seconds(900), nonce: "x")
            var forged = [
                "", "x.y", parts[0], "\(parts[0]).", "\(raised).\(parts[1])", "\(vera.cookie)x",
                own.cookie(of: session),
            ]
            forged.append("\(parts[0]).\(String(repeating: "A", count: 43))")
            // A form's token is signed with the same key, for something else.
            forged.append("\(parts[0]).\(rig.server.parts.gatekeeper.formToken(of: session))")
            for cookie in forged {
                let answer = try await client.get("/", as: RigPerson(cookie: cookie, token: ""))
                #expect(answer.status == .seeOther, "\(cookie)")
            }
        }
    }

    @Test(
        "A session ends after twelve hours, with the person's removal from the file, and its role with the role there"
    )
    func ends() async throws {
        let rig = try PageRig.withPeople()
        try await rig.test { client in
            let otto = try await client.person("otto")
            #expect(try await client.get("/all/suspend", as: otto).status == .ok)
            let file = try String(contentsOfFile: rig.layout.root + "/people", encoding: .utf8)
            try rig.write("people", file.replacing("otto:operator", with: "otto:viewer"))
            #expect(try await client.get("/all/suspend", as: otto).status == .forbidden)
            try rig.write(
                "people",
                file.split(separator: "\n").filter { !$0.hasPrefix("otto") }.joined(separator: "\n")
            )
            #expect(try await client.get("/", as: otto).status == .seeOther)
            try rig.write("people", file)
            #expect(try await client.get("/", as: otto).status == .ok)
            rig.clock.move(to: rig.clock.now + .seconds(12 * 3600))
            #expect(try await client.get("/", as: otto).status == .seeOther)
        }
    }

    @Test("A password file that is damaged lets nobody in")
    func damaged() async throws {
        let rig = try PageRig.withPeople()
        try await rig.test { client in
            let otto = try await client.person("otto")
            try rig.write("people", "otto:operator\n")
            #expect(try await client.get("/", as: otto).status == .serviceUnavailable)
        }
    }

    @Test("The sixth wrong password is not looked at, nor is the right one then; after the wait it is")
    func limited() async throws {
        let rig = try PageRig.withPeople()
        try await rig.test { client in
            func enter(_ password: String) async throws -> RigClient.Answer {
                let body = Array("name=vera&password=\(password)".utf8)
                return try await client.send(.post, "/sign-in", type: form, body: body)
            }
            for _ in 0..<5 { #expect(try await enter("wrong").status == .unauthorized) }
            let refused = try await enter("password+of+vera")
            #expect(refused.status == .tooManyRequests && refused.headers[.retryAfter] == "1")
            rig.clock.move(to: rig.clock.now + .seconds(1))
            #expect(try await enter("password+of+vera").status == .seeOther)
        }
    }

    @Test("A viewer sees no control, and gets none by its address or its form; nothing is written")
    func viewer() async throws {
        let rig = try PageRig.withPeople()
        try await rig.take("spring", "campaign: spring\nnumbers: [+16175550101]\n")
        let id = try rig.id(1, of: "spring")
        try await rig.test { client in
            let vera = try await client.person("vera")
            let page = try await client.get("/campaigns/spring", as: vera).body
            #expect(!page.contains("/campaigns/spring/stop") && !page.contains("/submit"))
            #expect(!(try await client.get("/campaigns/spring/calls/\(id)", as: vera).body.contains("/cancel")))
            let paths = [
                "/campaigns/spring/stop", "/campaigns/spring/suspend", "/campaigns/spring/resume", "/all/suspend",
            ]
            for path in paths + ["/campaigns/spring/calls/\(id)/cancel"] {
                #expect(try await client.get(path, as: vera).status == .forbidden, "\(path)")
                #expect(try await client.post(path, as: vera).status == .forbidden, "\(path)")
            }
        }
        #expect(try rig.files("control") == [])
    }

    @Test("A form that is not of this session, or comes from another site, does nothing", arguments: [true, false])
    func forgedForm(hasPeople: Bool) async throws {
        let rig = try hasPeople ? PageRig.withPeople() : PageRig()
        try await rig.take("spring", "campaign: spring\nnumbers: [+16175550101]\n")
        try await rig.test { client in
            let person = try await client.person(hasPeople ? "otto" : nil)
            let other = try await client.person(hasPeople ? "olga" : nil)
            #expect(!person.token.isEmpty && person.token != other.token)
            for token in ["", "x", other.token] {
                let answer = try await client.post("/campaigns/spring/stop", as: person, token: token)
                #expect(answer.status == .forbidden, "\(token)")
            }
            let site = try #require(HTTPField.Name("sec-fetch-site"))
            for headers: HTTPFields in [
                [site: "cross-site"], [site: "same-site"], [.origin: "https://elsewhere.example"],
            ] {
                let body = Array("token=\(person.token)".utf8)
                let answer = try await client.send(
                    .post,
                    "/campaigns/spring/stop",
                    as: person,
                    type: form,
                    headers: headers,
                    body: body
                )
                #expect(answer.status == .forbidden, "\(headers)")
            }
            let bare = try await client.send(.post, "/campaigns/spring/stop", as: person, type: "text/plain", body: [])
            #expect(bare.status == .unsupportedMediaType)
            #expect(try rig.files("control") == [])
            #expect(try await client.post("/campaigns/spring/stop", as: person).status == .ok)
        }
        #expect(try rig.files("control") == ["spring.stop"])
    }

    @Test("Signing out takes a form too, and takes the cookie away")
    func out() async throws {
        let rig = try PageRig.withPeople()
        try await rig.test { client in
            let otto = try await client.person("otto")
            #expect(try await client.post("/sign-out", as: otto, token: "x").status == .forbidden)
            let answer = try await client.post("/sign-out", as: otto)
            #expect(answer.headers[.location] == "/sign-in")
            #expect(answer.headers[.setCookie]?.contains("Max-Age=0") == true)
        }
    }

    @Test("After signing in nobody is sent to another site")
    func redirects() {
        for path in [
            "//elsewhere.example", "https://elsewhere.example", "/\\elsewhere.example", "", "x", "/a\r\nb", "/sign-out",
        ] {
            #expect(SignInPages.own(path) == "/", "\(path)")
        }
        #expect(SignInPages.own("/when?number=1") == "/when?number=1")
    }

    @Test("A body larger than any form is refused before it is read, and one that says nothing of its size when it is")
    func large() async throws {
        let rig = try PageRig.withPeople()
        try await rig.test { client in
            for length in [20_000, 99] {
                let body = Array("name=\(String(repeating: "x", count: length))".utf8)
                let answer = try await client.send(.post, "/sign-in", type: form, body: body)
                #expect(answer.status == .contentTooLarge)
            }
        }
    }

    @Test("Every answer carries the policy that forbids scripts and frames, faults too")
    func headers() async throws {
        let rig = try PageRig()
        try await rig.test { client in
            for path in ["/", "/nothing", "/campaigns/none", "/page.js", "/sign-in", "/all/suspend"] {
                let headers = try await client.get(path).headers
                let policy = headers[.contentSecurityPolicy] ?? ""
                #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "\(path)")
                #expect(!policy.contains("unsafe"), "\(path)")
                #expect(HTTPField.Name("x-frame-options").flatMap { headers[$0] } == "DENY", "\(path)")
                #expect(headers[.xContentTypeOptions] == "nosniff", "\(path)")
            }
        }
    }

    @Test("On an address that can be reached from elsewhere it is not served without a password file and TLS")
    func refusals() throws {
        func refusal(_ change: (inout PageSettings) -> Void) -> String? {
            var page = PageSettings()
            change(&page)
            return page.refusal
        }
        #expect(refusal { _ in } == nil)
        #expect(refusal { $0.host = "0.0.0.0" }?.contains("users") == true)
        #expect(refusal { ($0.host, $0.users) = ("0.0.0.0", "f") }?.contains("tls_certificate") == true)
        #expect(refusal { ($0.host, $0.users, $0.isBehindProxy) = ("::", "f", true) } == nil)
        #expect(refusal { $0.isBehindProxy = true }?.contains("users") == true)
        #expect(refusal { ($0.users, $0.isBehindProxy) = ("f", true) } == nil)
        #expect(refusal { ($0.host, $0.users, $0.certificate, $0.key) = ("10.0.0.1", "f", "c", "k") } == nil)
        #expect(refusal { ($0.host, $0.certificate, $0.key) = ("10.0.0.1", "c", "k") } != nil)
        #expect(refusal { $0.certificate = "c" }?.contains("both") == true)
        #expect(refusal { $0.host = "127.0.0.1.elsewhere.example" } != nil)
    }
}

extension String {
    fileprivate var padded: String { self + String(repeating: "=", count: (4 - utf8.count % 4) % 4) }
}
