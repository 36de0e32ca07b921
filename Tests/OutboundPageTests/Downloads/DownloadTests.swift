import CallspoolCore
import CallspoolTesting
import Foundation
import HTTPTypes
import Spool
import Testing

@testable import OutboundPage

@Suite("Downloads of a campaign")
struct DownloadTests {
    private let text = "campaign: spring\nnumbers: [+16175550101]\n"

    @Test("The files of results/ come byte for byte, up to the last whole line, however long they are")
    func lines() async throws {
        let rig = try PageRig()
        try await rig.take("spring", text)
        let line =
            "{\"n\":1,\"phone_number\":\"+16175550101\",\"message_reference\":\"\(String(repeating: "x", count: 900))\"}\n"
        let whole = String(repeating: line, count: 2000)
        try rig.write("results/spring.calls.jsonl", whole + "{\"n\":2001,\"pho")
        try await rig.test { client in
            let answer = try await client.get("/campaigns/spring/files/calls.jsonl")
            #expect(answer.body == whole)
            #expect(answer.headers[.contentDisposition] == "attachment; filename=\"spring.calls.jsonl\"")
            let table = try await client.get("/campaigns/spring/files/calls.csv")
            #expect(table.body.split(separator: "\r\n").count == 2001)
        }
    }

    @Test("Before the first result there is an empty file, and a table of its head alone")
    func early() async throws {
        let rig = try PageRig()
        try await rig.take("spring", text)
        try await rig.test { client in
            let status = try await client.get("/campaigns/spring/files/status.jsonl")
            #expect(status.status == .ok && status.body.isEmpty)
            let calls = try await client.get("/campaigns/spring/files/calls.csv")
            #expect(calls.body.hasPrefix("n,at,campaign,call_id,"))
            let report = try await client.get("/campaigns/spring/files/report.html")
            #expect(report.body.contains("spring"))
            for path in [
                "/campaigns/spring/files/campaign.yaml", "/campaigns/winter/files/calls.csv",
                "/campaigns/spring/files/..%2fsecret",
            ] {
                let answer = try await client.get(path)
                #expect(answer.status == .notFound, "\(path)")
            }
        }
    }

    @Test("A cell is what the record says, quoted where it must be, and no spreadsheet takes it for a formula")
    func cells() throws {
        let table = RecordTable(
            columns: ["n", "message_reference", "call_parameters", "duration"],
            mask: NumberMask(isOn: false)
        )
        func line(_ record: String) -> String {
            String(decoding: Array(record.utf8).withUnsafeBytes(table.line), as: UTF8.self)
        }
        #expect(
            line(#"{"n":7,"duration":1.5,"message_reference":"a, \"b\"\nc","x":1}"#) == "7,\"a, \"\"b\"\"\nc\",,1.5\r\n"
        )
        #expect(
            line(#"{"n":8,"message_reference":"=HYPERLINK(1)","call_parameters":{"k":"v"}}"#)
                == "8,'=HYPERLINK(1),\"{\"\"k\"\":\"\"v\"\"}\",\r\n"
        )
        #expect(line(#"{"n":10,"message_reference":"+16175550101"}"#) == "10,+16175550101,,\r\n")
        #expect(line(#"{"n":11,"message_reference":"+1+2"}"#) == "11,'+1+2,,\r\n")
        #expect(line(#"{"n":9,"message_reference":null}"#) == "9,,,\r\n")
        #expect(line("{ no record") == "")
        #expect(String(decoding: table.head, as: UTF8.self) == "n,message_reference,call_parameters,duration\r\n")
    }

    @Test("A report is kept until its campaign goes on, and for some seconds more for pages that can wait")
    func cache() async throws {
        let rig = try PageRig()
        try await rig.take("spring", text)
        let (parts, folder) = (rig.server.parts, rig.layout.campaign("spring"))
        let first = try #require(try parts.watch.campaign("spring"))
        let accepted = try await parts.reports.report(of: first, atMost: .zero).latest
        var writer = JSONLineWriter()
        writer.journalLine(
            JournalEntry(n: 2, at: rig.clock.now + .seconds(60), event: .started),
            callIDPrefix: "spring-k3v9q6-"
        )
        let journal = try rig.disk.openAppending(folder.journal)
        try writer.bytes.withUnsafeBytes { try journal.append($0) }
        journal.close()
        try parts.watch.refresh(rig.clock.wall)
        let second = try #require(try parts.watch.campaign("spring"))
        #expect(try await parts.reports.report(of: second, atMost: .seconds(15)).latest == accepted)
        #expect(try await parts.reports.report(of: second, atMost: .zero).latest == accepted + .seconds(60))
    }
}
