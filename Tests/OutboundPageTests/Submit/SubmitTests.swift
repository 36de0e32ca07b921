import CallspoolCore
import CallspoolTesting
import Foundation
import HTTPTypes
import Spool
import Testing

@testable import OutboundPage

@Suite("Submitting a campaign")
struct SubmitTests {
    private let good = """
        campaign: spring
        ani: +1 617 555 0100
        contacts: people.csv
        """
    private let people = "destination,message_reference\r\n+16175550101,a\r\n+16175550102,b\r\nnobody,c\r\n"

    @Test("A faulty file is shown with each fault below its own line, escaped; nothing is queued and nothing is kept")
    func faulty() async throws {
        let rig = try PageRig()
        try await rig.test { client in
            let person = try await client.person()
            let text = "campaign: <script>alert(1)</script>\nnumbers: [+16175550101]\nprioirty: 3\n"
            let sent = try await client.upload("spring.yaml", text, as: person)
            #expect(sent.status == .seeOther)
            let page = try await client.get(sent.headers[.location] ?? "", as: person)
            #expect(page.body.contains("would be refused: 2 faults"))
            #expect(!page.body.contains("<script>alert"))
            let line = try #require(page.body.range(of: "<span class=\"no\">3</span><code>prioirty: 3</code>"))
            let fault = try #require(page.body.range(of: "did you mean `priority`?"))
            #expect(line.upperBound < fault.lowerBound)
            #expect(!page.body.contains("Queue it"))
            let confirmed = try await client.post("\(sent.headers[.location] ?? "")/confirm", as: person)
            #expect(confirmed.status == .notFound)
        }
        #expect(try rig.files("incoming") == [])
        #expect(try rig.files("queue/.drafts") == [])
    }

    @Test("A good file is shown with its plan, and goes in with its list on confirmation, once for two clicks")
    func good() async throws {
        let rig = try PageRig()
        try await rig.test { client in
            let person = try await client.person()
            let sent = try await client.upload("spring.yaml", good, lists: [("people.csv", people)], as: person)
            let address = try #require(sent.headers[.location])
            let page = try await client.get(address, as: person)
            #expect(page.body.contains("Campaign spring, 3 numbers. Nothing is queued yet."))
            #expect(page.body.contains("<dt>Calls expected</dt><dd>2</dd>") && page.body.contains("1 not dialled"))
            #expect(page.body.contains("Expected end") && page.body.contains("<svg"))
            #expect(!page.body.contains(" style="))
            #expect(try rig.files("incoming") == [])
            async let first = client.post("\(address)/confirm", as: person)
            async let second = client.post("\(address)/confirm", as: person)
            let statuses = try await [
                first.status, second.status, client.post("\(address)/confirm", as: person).status,
            ]
            #expect(statuses == [.seeOther, .seeOther, .seeOther])
            #expect(try await client.get(address, as: person).body.contains("spring.yaml is submitted"))
        }
        #expect(try rig.files("incoming") == ["people.csv", "spring.yaml"])
        #expect(try rig.files("queue/.drafts") == [])
        let intake = SpoolIntake(rig.layout, on: rig.disk, settings: rig.settings, makeTag: { "k3v9qd" })
        let report = try await intake.step(rig.clock.now, wall: rig.clock.wall)
        #expect(report.accepted.map(\.total) == [3] && report.refused.isEmpty)
    }

    @Test("The same file as that of a campaign is refused, unless the box is ticked, which sets the key in the file")
    func again() async throws {
        let rig = try PageRig()
        let text = "campaign: spring\nnumbers: [+16175550101]\n"
        try await rig.take("spring", text)
        try FileManager.default.moveItem(
            atPath: "\(rig.layout.root)/queue/spring",
            toPath: "\(rig.layout.root)/done/spring"
        )
        try await rig.test { client in
            let person = try await client.person()
            let refused = try await client.upload("spring.yaml", text, as: person)
            let page = try await client.get(refused.headers[.location] ?? "", as: person)
            #expect(page.body.contains("is the same file as that of campaign `spring`"))
            #expect(!page.body.contains("Queue it"))
            #expect(try await client.get("/submit", as: person).body.contains("name=\"again\""))
            let taken = try await client.upload("spring.yaml", text, as: person, again: true)
            let address = try #require(taken.headers[.location])
            let preview = try await client.get(address, as: person)
            #expect(preview.body.contains("Queue it") && preview.body.contains("is the same file as that of campaign"))
            #expect(try await client.post("\(address)/confirm", as: person).status == .seeOther)
            // The file says it itself: nothing else tells pickup.
            let contrary = try await client.upload("no.yaml", "again: false\n" + text, as: person, again: true)
            #expect(try await client.get(contrary.headers[.location] ?? "", as: person).body.contains("the contrary"))
        }
        #expect(try rig.text("incoming/spring.yaml") == "again: true\n" + text)
    }

    @Test("A list that is missing, or is not named, is told before anything is queued")
    func lists() async throws {
        let rig = try PageRig()
        try await rig.test { client in
            let person = try await client.person()
            var sent = try await client.upload("spring.yaml", good, as: person)
            var page = try await client.get(sent.headers[.location] ?? "", as: person)
            #expect(page.body.contains("the contact list `people.csv` is not beside the campaign file"))
            let lists = [("people.csv", people), ("others.csv", people)]
            sent = try await client.upload("spring.yaml", good, lists: lists, as: person)
            page = try await client.get(sent.headers[.location] ?? "", as: person)
            #expect(
                page.body.contains("`others.csv` was uploaded and is named in the file neither")
                    && page.body.contains("Queue it")
            )
        }
    }

    @Test("A name that a campaign in the queue has is told before anything is queued")
    func taken() async throws {
        let rig = try PageRig()
        try await rig.take("spring", "campaign: spring\nnumbers: [+16175550101]\n")
        try await rig.test { client in
            let person = try await client.person()
            let sent = try await client.upload("new.yaml", good, lists: [("people.csv", people)], as: person)
            let page = try await client.get(sent.headers[.location] ?? "", as: person)
            #expect(page.body.contains("the name `spring` is in use by a campaign that is queued"))
            #expect(!page.body.contains("Queue it"))
        }
    }

    @Test("A file of a name that waits in incoming/ is not replaced, and the draft stays")
    func collision() async throws {
        let rig = try PageRig()
        let other = "campaign: other\nnumbers: [1]\n"
        try rig.write("incoming/spring.yaml", other)
        try await rig.test { client in
            let person = try await client.person()
            let sent = try await client.upload("spring.yaml", good, lists: [("people.csv", people)], as: person)
            let address = try #require(sent.headers[.location])
            #expect(try await client.post("\(address)/confirm", as: person).status == .conflict)
            #expect(try await client.get(address, as: person).body.contains("Queue it"))
        }
        #expect(try rig.files("incoming") == ["spring.yaml"])
        #expect(try String(contentsOfFile: rig.layout.incoming + "/spring.yaml", encoding: .utf8) == other)
    }

    @Test("A draft is its owner's: nobody else sees it, lets it in or discards it")
    func owners() async throws {
        let rig = try PageRig.withPeople()
        try await rig.test { client in
            let (otto, olga) = (try await client.person("otto"), try await client.person("olga"))
            let sent = try await client.upload("spring.yaml", good, lists: [("people.csv", people)], as: otto)
            let address = try #require(sent.headers[.location])
            #expect(try await client.get(address, as: olga).status == .notFound)
            #expect(try await client.post("\(address)/confirm", as: olga).status == .notFound)
            _ = try await client.post("\(address)/discard", as: olga)
            #expect(try await client.get(address, as: otto).body.contains("Queue it"))
            _ = try await client.post("\(address)/discard", as: otto)
            #expect(try await client.get(address, as: otto).status == .notFound)
        }
        #expect(try rig.files("incoming") == [])
        #expect(try rig.files("queue/.drafts") == [])
    }

    @Test("A viewer, a forged form and somebody who has not signed in write nothing")
    func forged() async throws {
        let rig = try PageRig.withPeople()
        try await rig.test { client in
            let (otto, vera) = (try await client.person("otto"), try await client.person("vera"))
            let nobody = RigPerson(cookie: "", token: otto.token)
            #expect(try await client.upload("spring.yaml", good, as: vera, token: otto.token).status == .forbidden)
            #expect(try await client.upload("spring.yaml", good, as: otto, token: "forged").status == .forbidden)
            #expect(try await client.upload("spring.yaml", good, as: otto, token: "").status == .forbidden)
            let refused = try await client.upload("spring.yaml", good, as: nobody)
            #expect(refused.headers[.location]?.hasPrefix("/submit/") != true)
            let bare =
                "--xx\r\nContent-Disposition: form-data; name=\"campaign\"; filename=\"b.yaml\"\r\n\r\n\(good)\r\n--xx--"
            let type = "multipart/form-data; boundary=xx"
            let unsigned = try await client.send(.post, "/submit", as: otto, type: type, body: Array(bare.utf8))
            #expect(unsigned.status == .forbidden)
            let sent = try await client.upload("a.yaml", good, lists: [("people.csv", people)], as: otto)
            let address = try #require(sent.headers[.location])
            #expect(try await client.post("\(address)/confirm", as: otto, token: "forged").status == .forbidden)
            #expect(try await client.post("\(address)/confirm", as: vera, token: otto.token).status == .forbidden)
        }
        #expect(try rig.files("incoming") == [])
        #expect(try rig.files("queue/.drafts").allSatisfy { $0.hasSuffix("/a.yaml") || $0.hasSuffix("/people.csv") })
    }

    @Test("An upload that breaks off, is too large, or is not a form leaves nothing behind", arguments: [1, 8, 60])
    func broken(cut: Int) async throws {
        let rig = try PageRig { settings, _ in settings.page.uploadLimit = 20_000 }
        try await rig.test { client in
            let person = try await client.person()
            #expect(try await client.upload("spring.yaml", good, as: person, cut: cut + 3).status == .badRequest)
            let large = good + String(repeating: "#", count: 30_000)
            #expect(try await client.upload("spring.yaml", large, as: person).status == .contentTooLarge)
            let text = try await client.send(.post, "/submit", as: person, type: "text/plain", body: Array(good.utf8))
            #expect(text.status == .unsupportedMediaType)
        }
        #expect(try rig.files("queue/.drafts") == [])
        #expect(try rig.files("incoming") == [])
    }

    @Test(
        "A file's name never leads out of the draft",
        arguments: ["../../../incoming/x.yaml", "/etc/cron.d/x.yaml", "..\\..\\x.yaml", "a/../../x"]
    )
    func paths(name: String) async throws {
        let rig = try PageRig()
        try await rig.test { client in
            let person = try await client.person()
            let text = "campaign: spring\nani: +16175550100\nnumbers: [+16175550101]\n"
            #expect(try await client.upload(name, text, as: person).status == .seeOther)
            for hidden in ["..", ".x.yaml", "x.yaml.part", "x.tmp"] {
                #expect(try await client.upload(hidden, text, as: person).status == .badRequest, "\(hidden)")
            }
        }
        #expect(try rig.files("incoming") == [])
        #expect(try rig.files("queue/.drafts").map { $0.split(separator: "/").last } == ["x.yaml"])
    }

    @Test(
        "Old drafts go: the fourth of one person's drops the first, and after an hour all do, those of a dead process too"
    )
    func old() async throws {
        let rig = try PageRig()
        let left = rig.layout.drafts + "/left"
        try FileManager.default.createDirectory(atPath: left, withIntermediateDirectories: true)
        try await rig.test { client in
            let person = try await client.person()
            let text = "campaign: spring\nani: +16175550100\nnumbers: [+16175550101]\n"
            var addresses: [String] = []
            for name in ["a", "b", "c", "d"] {
                rig.clock.advance(by: .seconds(1))
                addresses.append(try await client.upload("\(name).yaml", text, as: person).headers[.location] ?? "")
            }
            #expect(
                try rig.files("queue/.drafts").map { $0.suffix(6) }.sorted()
                    == ["b.yaml", "c.yaml", "d.yaml"].map { $0.suffix(6) }
            )
            #expect(try await client.get(addresses[0], as: person).status == .notFound)
            // The machine's files are older than the rig's clock by years, so what was left is swept at once.
            #expect(!FileManager.default.fileExists(atPath: left))
            rig.clock.advance(by: .seconds(3601))
            _ = try await client.upload("e.yaml", text, as: person)
        }
        #expect(try rig.files("queue/.drafts").count == 1)
    }
}
