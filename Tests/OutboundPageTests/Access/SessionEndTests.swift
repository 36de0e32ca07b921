import CallspoolCore
import CallspoolTesting
import Foundation
import HTTPTypes
import Spool
import Testing

@testable import OutboundPage

@Suite("A session")
struct SessionEndTests {
    @Test("is over with the sign-out, whoever has kept its cookie; another of the same person goes on")
    func signOut() async throws {
        let rig = try PageRig.withPeople()
        try await rig.test { client in
            let (otto, other) = (try await client.person("otto"), try await client.person("otto"))
            #expect(try await client.post("/sign-out", as: otto).status == .seeOther)
            #expect(try await client.get("/", as: otto).status == .seeOther)
            #expect(try await client.get("/api/status", as: otto).status == .unauthorized)
            #expect(try await client.post("/all/suspend", as: otto).status == .unauthorized)
            #expect(try await client.get("/", as: other).status == .ok)
        }
        #expect(try rig.files("control") == [])
    }

    @Test("is over when its password is another, also one with the same role and a file of the same length")
    func password() async throws {
        let rig = try PageRig.withPeople()
        try await rig.test { client in
            let (otto, vera) = (try await client.person("otto"), try await client.person("vera"))
            var file = try PasswordFile(String(contentsOfFile: rig.layout.root + "/people", encoding: .utf8))
            try file.add("otto", role: .operator, password: "another one", salt: Array(repeating: 7, count: 20))
            try rig.disk.replace(rig.layout.root + "/people", with: Array(file.text.utf8))
            #expect(try await client.get("/", as: otto).status == .seeOther)
            #expect(try await client.get("/", as: vera).status == .ok)
        }
    }

    @Test("ends its stream of news, too")
    func news() async throws {
        let rig = try PageRig.withPeople()
        let gatekeeper = rig.server.parts.gatekeeper
        guard case .welcome(let session) = try gatekeeper.signIn("otto", password: "password of otto", address: "x")
        else {
            Issue.record("otto is not let in")
            return
        }
        #expect(try gatekeeper.current(session) == session)
        gatekeeper.end(session)
        #expect(try gatekeeper.current(session) == nil)
    }

    @Test(
        "A password file that cannot be read is said to be that, in plain words, and lets nobody in",
        arguments: [
            "otto:operator\n", "otto:boss:x\n", "\u{0}\u{1}", nil,
        ]
    )
    func damaged(text: String?) async throws {
        let rig = try PageRig.withPeople()
        try await rig.test { client in
            let otto = try await client.person("otto")
            if let text {
                try rig.write("people", text)
            } else {
                try FileManager.default.removeItem(atPath: rig.layout.root + "/people")
            }
            let body = Array("name=otto&password=password+of+otto".utf8)
            let form = "application/x-www-form-urlencoded"
            for answer in [
                try await client.get("/", as: otto), try await client.get("/api/status", as: otto),
                try await client.send(.post, "/sign-in", type: form, body: body),
            ] {
                #expect(answer.status == .serviceUnavailable)
                #expect(answer.body.contains("password file is damaged or cannot be read"))
            }
            #expect(try await client.get("/sign-in").status == .ok)
        }
    }
}
