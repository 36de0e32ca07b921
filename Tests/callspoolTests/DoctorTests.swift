import CallspoolTesting
import Foundation
import Testing

@Suite("callspool doctor")
struct DoctorTests {
    private func spool(_ port: Int) async throws -> SpoolFixture {
        let spool = try await SpoolFixture()
        try spool.write(
            "callspool.yaml",
            """
            engine: {kind: asterisk, port: \(port), username: callspool, secret: s3cret, channel: "SIP/{number}@trunk"}
            ani: "+16175550100"

            """
        )
        return spool
    }

    @Test("A spool that is well, with the simulator, has no fault; the simulator is told")
    func well() async throws {
        let spool = try await SpoolFixture()
        let ended = try await spool.run("doctor")
        #expect(ended.code == 0 && ended.errors.isEmpty, "\(ended)")
        #expect(ended.output.contains("no telephone rings"))
        #expect(ended.output.contains("time zones are those of tzdata 20"))
        #expect(ended.output.contains("numbering plans are those of phonenumbers "))
        #expect(ended.output.split(separator: "\n").allSatisfy { $0.hasPrefix("ok ") || $0.hasPrefix("warning ") })
        let rows = try await spool.run("doctor", "--json").output.split(separator: "\n")
        #expect(rows.count >= 5 && rows.allSatisfy { $0.hasPrefix(#"{"status":""#) })
    }

    @Test("An engine that cannot be reached is a fault, and exit code 69")
    func unreachable() async throws {
        let server = try await FakeManager { _ in .ignored }
        let spool = try await spool(server.port)
        try await server.stop()
        let ended = try await spool.run("doctor")
        #expect(ended.code == 69 && ended.output.contains("nothing listens there"), "\(ended)")
    }

    @Test("A full do-not-call list that is missing holds all calls, and is a fault of the spool")
    func list() async throws {
        let spool = try await SpoolFixture()
        try spool.write("callspool.yaml", "do_not_call: missing.txt\n")
        let ended = try await spool.run("doctor")
        #expect(ended.code == 74 && ended.output.contains("missing.txt"), "\(ended)")
    }

    @Test(
        "A campaign that was closed before it was told in full is a fault, and the next tick tells and ships the rest"
    )
    func closedTooEarly() async throws {
        let spool = try await SpoolFixture()
        let receiver = try await Receiver(spool)
        let keys = "result_url: \(receiver.url)"
        try spool.drop("spring.yaml", CampaignText.campaign(keys, numbers: CampaignText.numbers(2)))
        try await spool.tickUntilOver(SpoolSettings())
        // As an earlier version left it: a number was added, could not be dialled, and the status side had not come to it.
        let journal = try spool.text("done/spring/journal.jsonl").split(separator: "\n").dropLast()
        let call = try #require(try spool.statuses("spring").first?.callID)
        let prefix = call.prefix(through: try #require(call.lastIndex(of: "-")))
        let events = [
            #""event":"added","tag":"m4k2x9","count":1,"digest":"00","file":"more.yaml","inode":18"#,
            #""event":"rejected","call_id":"\#(prefix)3","reason":"It is not a number.""#,
            #""event":"finished""#, #""event":"reported""#,
        ]
        let added = events.enumerated()
            .map { #"{"n":\#(journal.count + 1 + $0.offset),"at":"2026-11-23T12:29:58.000Z",\#($0.element)}"# }
        try spool.write("done/spring/journal.jsonl", (journal.map(String.init) + added).joined(separator: "\n") + "\n")
        let jobs = try spool.text("done/spring/jobs.jsonl")
        try spool.write("done/spring/jobs.jsonl", jobs + #"{"phone_number":"12"}"# + "\n")

        let doctor = try await spool.run("doctor")
        #expect(doctor.code == 74 && doctor.output.contains("1 record of campaign spring"), "\(doctor)")
        let tick = try await spool.run("tick")
        #expect(tick.code == 0 && tick.errors.contains("1 record of campaign spring"), "\(tick)")
        #expect(try spool.statuses("spring").map(\.callID).contains("\(prefix)3"))
        #expect(Set(try receiver.records().map(\.callID)).count == 3 && spool.has("done/spring"))
        #expect(try await spool.run("doctor").code == 0)
        #expect(try await spool.run("tick").errors.isEmpty)
    }

    @Test("No test call is placed to a number on the do-not-call list")
    func listed() async throws {
        let server = try await FakeManager { _ in .plays(.busy) }
        let spool = try await spool(server.port)
        _ = try await spool.run("dnc", "add", "+16175550101")
        let ended = try await spool.run("doctor", "--call", "617 555 0101")
        #expect(ended.code == 1 && ended.errors.contains("is on the do-not-call list"), "\(ended)")
        #expect(server.orders.isEmpty)
        try await server.stop()
    }

    @Test("A test call tells its story, is in no campaign, and exits by whether it was answered")
    func call() async throws {
        let server = try await FakeManager { order in
            order.number.hasSuffix("1")
                ? .plays(.answered(ring: .milliseconds(50), detection: ("HUMAN", "HUMAN-1-1"))) : .plays(.busy)
        }
        let spool = try await spool(server.port)
        let answered = try await spool.run("doctor", "--call", "(617) 555-0101")
        #expect(answered.code == 0, "\(answered)")
        for part in ["dialling +16175550101", "it rings", "answered", "over: answered, voice"] {
            #expect(answered.output.contains(part), "\(part) in \(answered.output)")
        }
        let busy = try await spool.run("doctor", "--call", "+16175550102")
        #expect(busy.code == 1 && busy.output.contains("over: busy, busy (SIP 486, cause 17, User busy)"), "\(busy)")
        #expect(try spool.campaigns().isEmpty && server.placed.count == 2)
        #expect(try await spool.run("doctor", "--call", "12").code == 64)
        try await server.stop()
    }
}
