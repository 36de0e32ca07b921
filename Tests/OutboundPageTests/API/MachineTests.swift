import CallspoolCore
import CallspoolTesting
import Foundation
import HTTPTypes
import Spool
import Testing

@testable import OutboundPage

@Suite("What programs ask the page")
struct MachineTests {
    private static let text = """
        campaign: spring
        start: +2 days
        numbers:
          - {phone_number: +16175550101, message_reference: "call +16175550101"}
          - +16175550102
          - 617 555 01
        """
    private static let paths = [
        "/api/status", "/api/campaigns/spring", "/api/campaigns/spring/calls",
        "/api/campaigns/spring/calls/spring-k3v9q6-1",
        "/api/campaigns/spring/report", "/api/when?subject=spring", "/api/when?subject=%2B16175550101", "/api/stuck",
        "/api/plan",
        "/metrics",
        "/openapi.yaml",
    ]

    private func json(_ text: String) throws -> Any { try JSONSerialization.jsonObject(with: Data(text.utf8)) }

    @Test("Without a session and without the token there is nothing but /healthz, which says nothing")
    func closed() async throws {
        let rig = try PageRig.withPeople { settings, layout in
            settings.page.tokenFile = layout.root + "/token"
            try Data("secret-token-of-machines\n".utf8).write(to: URL(fileURLWithPath: layout.root + "/token"))
        }
        try await rig.take("spring", Self.text)
        try await rig.test { client in
            for path in Self.paths {
                for value in [
                    nil, "Bearer secret", "Bearer", "Basic secret-token-of-machines", "secret-token-of-machines",
                ] {
                    var headers = HTTPFields()
                    headers[.authorization] = value
                    let answer = try await client.get(path, headers: headers)
                    #expect(answer.status == .unauthorized, "\(path)")
                    #expect(!answer.body.contains("spring"))
                }
                let answer = try await client.get(path, headers: [.authorization: "Bearer secret-token-of-machines"])
                #expect(answer.status == .ok, "\(path): \(answer.body)")
                let vera = try await client.person("vera")
                #expect(try await client.get(path, as: vera).status == .ok)
            }
            let health = try await client.get("/healthz")
            #expect(health.status == .ok && health.body == "ok\n")
        }
    }

    @Test("A token file that is not there, or holds what could be guessed, keeps the server from starting")
    func tokenFile() throws {
        for content in [nil, "", "short", "two words of sixteen"] {
            #expect(throws: PageTrouble.self) {
                try PageRig { settings, layout in
                    settings.page.tokenFile = layout.root + "/token"
                    if let content { try Data(content.utf8).write(to: URL(fileURLWithPath: layout.root + "/token")) }
                }
            }
        }
    }

    @Test("A campaign outside its calling hours is held, and why; of another no reason is given")
    func held() async throws {
        let rig = try PageRig()
        // It is 17:46 there.
        let open = Self.text.replacing("start: +2 days\n", with: "")
        let closed = open.replacing("campaign: spring", with: "campaign: closed")
            .replacing("numbers:", with: "calling_hours: {from: \"18:00\", to: \"19:00\", zone: UTC}\nnumbers:")
        try await rig.take("closed", closed)
        try await rig.take("spring", open)
        try await rig.test { client in
            let status = try json(try await client.get("/api/status").body) as? [[String: Any]]
            #expect(status?.map { $0["state"] as? String } == ["held", "queued"])
            let reason = status?.first?["held_by"] as? String
            #expect(reason?.contains("18:00") == true, "\(reason ?? "no reason")")
            #expect(status?.last?["held_by"] is NSNull)
            let one = try json(try await client.get("/api/campaigns/closed").body) as? [String: Any]
            #expect(one?["state"] as? String == "held" && one?["held_by"] as? String == reason)
        }
    }

    @Test("Campaigns, calls, a call's story, a report and a forecast are told as JSON")
    func answers() async throws {
        let rig = try PageRig()
        try await rig.take("spring", Self.text)
        try await rig.test { client in
            let status = try json(try await client.get("/api/status").body) as? [[String: Any]]
            #expect(status?.first?["campaign"] as? String == "spring" && status?.first?["numbers"] as? Int == 3)
            let one = try await client.get("/api/campaigns/spring")
            #expect(try (json(one.body) as? [String: Any])?["rejected"] as? Int == 1)
            let calls = try json(try await client.get("/api/campaigns/spring/calls").body) as? [[String: Any]]
            #expect(calls?.map { $0["status"] as? String } == ["queued", "queued", "rejected"])
            let some = try await client.get("/api/campaigns/spring/calls?status=rejected&pending=0&completed=10")
            #expect(try (json(some.body) as? [Any])?.count == 1)
            let story =
                try json(try await client.get("/api/campaigns/spring/calls/spring-k3v9q6-1").body) as? [String: Any]
            #expect(((story?["held"] as? [String: Any])?["held_by"] as? [Any])?.isEmpty == false)
            #expect((story?["call"] as? [String: Any])?["phone_number"] as? String == "+16175550101")
            let when = try json(try await client.get("/api/when?subject=%2B16175550101").body) as? [[String: Any]]
            #expect(when?.first?["place"] as? Int == 1)
            let report = try json(try await client.get("/api/campaigns/spring/report").body) as? [String: Any]
            #expect((report?["hours"] as? [Any])?.count == 24)
            #expect(try await client.get("/api/stuck").body == "[]\n")
            let plan = try json(try await client.get("/api/plan").body) as? [[String: Any]]
            #expect(plan?.first?["campaign"] as? String == "spring" && plan?.first?["waiting"] as? Int == 0)
            #expect((plan?.first?["numbers"] as? Int, plan?.first?["rejected"] as? Int) == (3, 1))
            #expect(plan?.contains { $0["quarter"] != nil } == true && plan?.last?["runs"] != nil)
        }
    }

    @Test(
        "What is asked wrongly is told so, and is never taken for something else",
        arguments: [
            ("/api/status?all=maybe", 400), ("/api/status?al=true", 400), ("/api/campaigns/spring?x=1", 400),
            ("/api/campaigns/spring/calls?pending=-1", 400), ("/api/campaigns/spring/calls?completed=1001", 400),
            ("/api/campaigns/spring/calls?pending=1&pending=2", 400),
            ("/api/campaigns/spring/calls?status=waiting", 400),
            ("/api/campaigns/spring/calls?number=", 400), ("/api/when", 400), ("/api/when?subject=%0A", 400),
            ("/api/when?subject=nobody", 404), ("/api/campaigns/winter", 404), ("/api/campaigns/winter/calls", 404),
            ("/api/campaigns/..%2f..%2fetc/calls", 404), ("/api/campaigns/spring/calls/spring-k3v9q6-4", 404),
            ("/api/campaigns/spring/calls/%2B16175550101", 404), ("/api/stuck?campaign=winter", 404),
        ]
    )
    func faults(path: String, status: Int) async throws {
        let rig = try PageRig()
        try await rig.take("spring", Self.text)
        try await rig.test { client in
            let answer = try await client.get(path)
            #expect(answer.status.code == status, "\(answer.body)")
            #expect(answer.headers[.contentType] == "application/json")
            #expect(try (json(answer.body) as? [String: Any])?["error"] is String)
        }
    }

    @Test("Only looking is answered: HEAD as GET without a body, any other method with what there is")
    func methods() async throws {
        let rig = try PageRig()
        try await rig.test { client in
            for path in ["/healthz", "/api/status", "/metrics"] {
                let (get, head) = (try await client.get(path), try await client.send(.head, path))
                #expect(head.status == .ok && head.body.isEmpty)
                #expect(head.headers[.contentLength] == String(get.body.utf8.count))
                let person = try await client.person()
                for method in [HTTPRequest.Method.post, .put, .patch, .delete] {
                    let answer = try await client.send(method, path, as: person)
                    #expect(
                        answer.status == .methodNotAllowed && answer.headers[.allow] == "GET, HEAD",
                        "\(method) \(path)"
                    )
                }
            }
        }
    }

    @Test(
        "Where numbers are hidden from viewers, no answer and no table tells one to them, nor can they be searched out"
    )
    func masked() async throws {
        let rig = try PageRig.withPeople { settings, _ in settings.page.masks = true }
        try await rig.take("spring", Self.text)
        let record =
            "{\"n\":1,\"phone_number\":\"+16175550101\",\"message_reference\":\"call +16175550101\",\"reason\":null}\n"
        for file in ["calls", "status"] { try rig.write("results/spring.\(file).jsonl", record) }
        let tables = ["calls.csv", "status.csv", "report.html"].map { "/campaigns/spring/files/\($0)" }
        try await rig.test { client in
            let (vera, otto) = (try await client.person("vera"), try await client.person("otto"))
            for path in Self.paths + tables {
                let answer = try await client.get(path, as: vera)
                #expect(answer.status == .ok, "\(path)")
                #expect(
                    !answer.body.contains("6175550") && !answer.body.contains("617 555 0"),
                    "\(path): \(answer.body)"
                )
            }
            for file in ["calls.jsonl", "status.jsonl"] {
                #expect(try await client.get("/campaigns/spring/files/\(file)", as: vera).status == .forbidden)
                #expect(try await client.get("/campaigns/spring/files/\(file)", as: otto).body == record)
            }
            #expect(try await client.get("/api/campaigns/spring/calls?number=5550101", as: vera).status == .forbidden)
            let calls = try await client.get("/api/campaigns/spring/calls", as: otto)
            #expect(calls.body.contains("+16175550101"))
        }
    }

    @Test("Measurements tell calls by where they are, waits, and whether a program is running")
    func metrics() async throws {
        let rig = try PageRig()
        try await rig.take("spring", Self.text)
        try await rig.take("now", "campaign: now\nnumbers: [+16175550103]\n")
        let counts = #"{"ticks":7,"last_tick":"2026-11-24T12:00:00.000Z","replays":2,"disk_errors":1}"#
        try rig.disk.replace(rig.layout.counts, with: Array(counts.utf8))
        rig.clock.advance(by: .seconds(90))
        try await rig.test { client in
            let answer = try await client.get("/metrics")
            #expect(answer.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
            let lines = answer.body.split(separator: "\n")
            for line in [
                "callspool_calls{campaign=\"spring\",status=\"pending\"} 2", "callspool_queue_depth 3",
                "callspool_calls{campaign=\"spring\",status=\"rejected\"} 1", "callspool_live_calls 0",
                "callspool_oldest_due_seconds{campaign=\"now\"} 90",
                "callspool_oldest_due_seconds{campaign=\"spring\"} 0",
                "callspool_running 0", "callspool_incoming_files 0", "callspool_ticks_total 7",
                "callspool_replays_total 2", "callspool_disk_errors_total 1",
            ] {
                #expect(lines.contains(Substring(line)), "\(line)\n\(answer.body)")
            }
            for line in lines where !line.hasPrefix("#") {
                #expect(
                    line.wholeMatch(of: /[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? -?[0-9.]+/) != nil,
                    "\(line)"
                )
            }
        }
    }
}
