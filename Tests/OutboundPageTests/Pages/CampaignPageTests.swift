import CallspoolCore
import CallspoolTesting
import Foundation
import HTTPTypes
import Spool
import Testing

@testable import OutboundPage

@Suite("The pages of campaigns and calls")
struct CampaignPageTests {
    private let script = "<script>alert(1)</script>"

    /// Six numbers: answered, busy and to be tried again, failed after two, in progress, and two that wait.
    private func rig(masks: Bool = false) async throws -> PageRig {
        let rig = try PageRig.withPeople { settings, _ in settings.page.masks = masks }
        let numbers = (1...6)
            .map { "  - {phone_number: '+1617555010\($0)', message_reference: \"ref \($0) \(script)\"}\n" }
        try await rig.take(
            "spring",
            "campaign: spring\nani: +16175550199\nmax_retries: 1\nnumbers:\n\(numbers.joined())"
        )
        try rig.attempt(1, of: "spring", .answered, .final(.completed))
        try rig.attempt(2, of: "spring", .busy, .retry(at: rig.clock.now + .seconds(3600)))
        let first = try rig.attempt(3, of: "spring", .busy, .retry(at: rig.clock.now + .seconds(60)))
        try rig.attempt(3, 2, of: "spring", .busy, .final(.failed), previous: first)
        try rig.happen("spring", .dialing(index: 4, attempt: 1, callerID: "+16175550199"))
        return rig
    }

    @Test(
        "A campaign's page has its seven counts, its calls with what is known of each, and nothing that came unescaped"
    )
    func campaign() async throws {
        let rig = try await rig()
        let lock = try SpoolLock(rig.layout.lock)
        #expect(lock != nil)
        defer { withExtendedLifetime(lock) {} }
        try rig.server.parts.forecastCache.refresh()
        try await rig.test { client in
            let page = try await client.get("/campaigns/spring", as: client.person("vera")).body
            for (label, count) in [("Pending", 3), ("Dialing", 1), ("Completed", 1), ("Failed", 1), ("Stuck", 0)] {
                let figure = "<data value=\"\(count)\">\(count)</data>"
                #expect(page.contains("<dd data-k=\"fig \(label)\">\(figure)</dd>"), "\(label)")
            }
            #expect(page.contains("4 of 4 open calls; 1 to 2 of 2 final ones"))
            #expect(page.contains("dialling") && page.contains("33 % finished"))
            let row = try page.row(try rig.id(1, of: "spring"))
            for words in ["+16175550101", "+16175550199", "completed", "1 of 2", "voice", "answered, SIP 200, 12.0 s"] {
                #expect(row.contains(words), "\(words)")
            }
            for (call, words) in [(2, "busy, SIP 486, next at <time"), (3, "2 of 2"), (4, "placed at <time")] {
                let row = try page.row(try rig.id(call, of: "spring"))
                #expect(row.contains(words), "\(words)")
            }
            #expect(!page.contains("<script>alert"))
        }
    }

    @Test("The list is filtered by status, outcome and number, ordered, and cut into pages")
    func lists() async throws {
        let rig = try await rig()
        func calls(_ query: String) async throws -> [Int] {
            let prefix = try rig.acceptance(of: "spring").callIDPrefix
            return try await withPage(rig, "/campaigns/spring?\(query)") { page in
                page.components(separatedBy: "data-row=\"\(prefix)").dropFirst()
                    .compactMap { Int($0.prefix { $0 != "\"" }) }
            }
        }
        #expect(try await calls("") == [4, 2, 5, 6, 3, 1])
        #expect(try await calls("status=failed") == [3])
        #expect(try await calls("status=queued") == [2, 5, 6])
        #expect(try await calls("outcome=busy") == [2, 3])
        #expect(try await calls("number=617-555-0105") == [5])
        #expect(try await calls("number=0102&status=queued") == [2])
        #expect(try await calls("sort=file") == [1, 2, 3, 4, 5, 6])
        #expect(try await calls("sort=oldest").prefix(2) == [1, 3])
        #expect(try await calls("sort=attempts").first == 3)
        #expect(try await calls("sort=number") == [1, 2, 3, 4, 5, 6])
        #expect(try await calls("sort=file&page=2") == [])
        #expect(try await calls("status=nonsense&page=x&show=7").count == 6)
    }

    @Test("More calls than a page shows are all on some page, each once")
    func pages() async throws {
        let rig = try PageRig.withPeople()
        let numbers = (0..<60).map { "  - '+1617555\(String(format: "%04d", 100 + $0))'\n" }.joined()
        try await rig.take("spring", "campaign: spring\nnumbers:\n\(numbers)")
        for call in 1...60 { try rig.happen("spring", .canceled(index: call, by: "otto")) }
        var all: [String] = []
        for page in 1...4 {
            let rows = try await withPage(rig, "/campaigns/spring?page=\(page)") { text in
                text.components(separatedBy: "data-row=\"").dropFirst().map { String($0.prefix { $0 != "\"" }) }
            }
            #expect(rows.count == [25, 25, 10, 0][page - 1])
            all += rows
        }
        let newest = try rig.id(60, of: "spring")
        #expect(Set(all).count == 60 && all.first == newest)
        let first = try await withPage(rig, "/campaigns/spring") { $0 }
        #expect(first.contains("id=\"older\" href=\"?page=2\"") && !first.contains("id=\"newer\""))
    }

    @Test(
        "A call's story has each event with its time, the codes in words, and what follows; as a page and as a part of one"
    )
    func story() async throws {
        let rig = try await rig()
        let path = "/campaigns/spring/calls/\(try rig.id(3, of: "spring"))"
        try await rig.test { client in
            let person = try await client.person("otto")
            let page = try await client.get(path, as: person).body
            for words in [
                "accepted", "attempt 1 from +16175550199", "after 2.0 s", "SIP 486 (busy here)", "retry 1 of 1",
                "attempt 2 from +16175550199", "all 2 attempts are made", "ref 3 &lt;script&gt;",
                "not reported yet",
            ] { #expect(page.contains(words), "\(words)") }
            #expect(!page.contains("<script>alert") && !page.contains("id=\"cancel\""))
            let name = try #require(HTTPField.Name("x-fragment"))
            let part = try await client.get(path, as: person, headers: [name: "1"]).body
            #expect(part.hasPrefix("<article") && !part.contains("<html"))
            let waiting = try await client.get("/campaigns/spring/calls/\(try rig.id(5, of: "spring"))", as: person)
                .body
            #expect(waiting.contains("The dialler is not running") && waiting.contains("id=\"cancel\""))
            for id in [
                "spring-k3v9q0-3", "\(try rig.id(3, of: "spring"))x", "\(try rig.id(7, of: "spring"))", "..%2f1",
            ] {
                #expect(try await client.get("/campaigns/spring/calls/\(id)", as: person).status == .notFound, "\(id)")
            }
        }
    }

    @Test("From a viewer numbers are hidden in the list, the story and the answers, with --mask; an operator sees them")
    func masked() async throws {
        let rig = try await rig(masks: true)
        let paths = [
            "/campaigns/spring", "/campaigns/spring/calls/\(try rig.id(3, of: "spring"))",
            "/when?number=%2B16175550103",
        ]
        try await rig.test { client in
            let (vera, otto) = (try await client.person("vera"), try await client.person("otto"))
            for path in paths {
                let page = try await client.get(path, as: vera).body.replacing("value=\"+16175550103\"", with: "")
                #expect(!page.contains("+16175550103") && page.contains("+161••••••03"), "\(path)")
                #expect(try await client.get(path, as: otto).body.contains("+16175550103"), "\(path)")
            }
            #expect(try await client.get("/campaigns/spring?number=0103", as: vera).status == .badRequest)
            let sorted = try await client.get("/campaigns/spring?sort=number", as: vera).body
            #expect(!sorted.contains("value=\"number\""))
        }
    }

    @Test("The list of campaigns says where each is in its life, and what holds it")
    func states() async throws {
        let rig = try PageRig.withPeople()
        for name in ["waits", "starts", "held", "stopped", "finished", "done"] {
            let start = name == "starts" ? "start: '2031-01-01T00:00:00Z'\n" : ""
            try await rig.take(name, "campaign: \(name)\n\(start)numbers: [+16175550101]\n")
        }
        try rig.happen("held", .suspended(by: "otto \(script)"))
        try rig.happen("stopped", .stopped(canceled: 0, inProgress: 0, by: "otto"))
        for name in ["finished", "done"] {
            try rig.attempt(1, of: name, .answered, .final(.completed))
            try rig.happen(name, .finished)
        }
        try rig.happen("done", .reported)
        try FileManager.default.moveItem(
            atPath: rig.layout.campaign("done").path,
            toPath: rig.layout.doneCampaign("done").path
        )
        try rig.server.parts.watch.refresh(rig.clock.wall)
        try rig.server.parts.forecastCache.refresh()
        // Folders of a test are changed now, by the machine's clock, and this spool's clock is far ahead.
        let page = try await withPage(rig, "/?all=1") { $0 }
        for (name, state) in [
            ("waits", "waiting for a tick"), ("starts", "waiting for its start"), ("held", "suspended"),
            ("stopped", "stopped"),
            ("finished", "finished"), ("done", "done"),
        ] { #expect(try page.row(name).contains(">\(state)</span>"), "\(name)") }
        #expect(page.contains("suspended (otto &lt;script&gt;") && !page.contains("<script>alert"))
        #expect(page.contains("Starts at <time datetime=\"2031-01-01T00:00:00Z\">"))
        #expect(try await withPage(rig, "/campaigns/done") { $0.contains("+16175550101") })
    }

    private func withPage<Result: Sendable>(
        _ rig: PageRig,
        _ path: String,
        _ read: @escaping @Sendable (String) -> Result
    ) async throws -> Result {
        let results = Results<Result>()
        try await rig.test { client in
            let answer = try await client.get(path, as: client.person("otto"))
            #expect(answer.status == .ok, "\(path)")
            results.add(read(answer.body))
        }
        return try #require(results.last)
    }
}

extension String {
    /// The row of a table that has a key.
    func row(_ key: String) throws -> String {
        let parts = components(separatedBy: "<tr data-row=\"\(key)\">")
        try #require(parts.count == 2, "no row \(key)")
        return parts[1].components(separatedBy: "</tr>")[0]
    }
}
