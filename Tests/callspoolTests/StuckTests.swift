import Foundation
import Testing

@Suite("Stuck calls")
struct StuckTests {
    private struct Row: Decodable {
        var callID: String
        var phoneNumber: String
        var attempt: Int
        var engineID: String
        var dialedAt: String

        private enum CodingKeys: String, CodingKey {
            case callID = "call_id"
            case phoneNumber = "phone_number"
            case attempt
            case engineID = "engine_id"
            case dialedAt = "dialed_at"
        }
    }

    private var settings: SpoolSettings {
        var settings = SpoolSettings()
        settings.speed = 600
        return settings
    }

    /// A campaign of a call that is answered and one whose end the simulator loses.
    private func stuckSpool(retries: Int = 1) async throws -> (SpoolFixture, Row) {
        let spool = try await SpoolFixture(settings)
        try spool.drop("lost.yaml", "max_retries: \(retries)\nnumbers:\n  - \"+16175550101\"\n  - \"+16175550150\"\n")
        _ = try await spool.run("tick")
        let rows = try jsonLines(try await spool.run("stuck", "--json").output, as: Row.self)
        try #require(rows.count == 1)
        return (spool, rows[0])
    }

    @Test("A call whose end was lost is listed, told as stuck, and has no status record before it is settled")
    func listed() async throws {
        let (spool, row) = try await stuckSpool()
        #expect(row.phoneNumber == "+16175550150" && row.attempt == 1)
        #expect(try await spool.run("stuck").output.contains(row.callID))
        #expect(try await spool.run("stuck", "lost").output.contains(row.callID))
        #expect(try await spool.run("stuck", "lots").code == 64)
        #expect(try spool.statuses("lost").map(\.phoneNumber) == ["+16175550101"])
        #expect(try spool.text("results/lost.calls.jsonl").contains("\"next\":\"stuck\""))
        #expect(spool.has("queue/lost"))
    }

    @Test("Settled as answered it is completed, once, and the campaign is done")
    func answered() async throws {
        let (spool, row) = try await stuckSpool()
        let settle = try await spool.run("stuck", "--settle", "\(row.callID)=answered")
        #expect(settle.code == 0 && settle.output == "\(row.callID): settled as answered\n", "\(settle)")
        let journal = try spool.text("queue/lost/journal.jsonl")
        #expect(journal.contains("\"by\":\"\(NSUserName()), callspool stuck --settle\""), "who settled it is not told")
        #expect(try await spool.run("stuck", "--settle", "\(row.callID)=busy").output.contains("nothing to settle"))
        _ = try await spool.run("tick")
        #expect(spool.has("done/lost"))
        let records = try spool.statuses("lost").filter { $0.callID == row.callID }
        #expect(records.map(\.status) == ["completed"])
    }

    @Test("Settled as busy it goes back to the queue, when attempts are left")
    func busy() async throws {
        let (spool, row) = try await stuckSpool()
        _ = try await spool.run("stuck", "--settle", "\(row.callID)=busy")
        #expect(try await spool.run("stuck").output == "no call is stuck\n")
        #expect(try spool.journal("lost").last { $0.callID == row.callID }?.event == "settled")
        #expect(try await spool.run("status", "--json").output.contains("\"pending\":1"))
    }

    @Test("An outcome that there is not is a usage error")
    func wrong() async throws {
        let (spool, row) = try await stuckSpool()
        #expect(try await spool.run("stuck", "--settle", "\(row.callID)=fine").code == 64)
        #expect(try await spool.run("stuck", "--settle", row.callID).code == 64)
        #expect(try await spool.run("stuck", "--settle", "nobody-x-1=busy").code == 64)
    }

    @Test("Not placed, it goes back to the queue and is dialled again, whatever max_retries says")
    func notPlaced() async throws {
        let (spool, row) = try await stuckSpool(retries: 0)
        #expect(try await spool.run("stuck", "--settle", "\(row.callID)=not_placed").code == 0)
        _ = try await spool.run("tick")
        let dialled = try spool.journal("lost").filter { $0.callID == row.callID && $0.event == "dialing" }
        #expect(dialled.map(\.attempt) == [1, 2])
        let calls = try spool.calls("lost").filter { $0.callID == row.callID }
        #expect(calls.prefix(2).map(\.outcome) == ["unknown", "engine_error"])
        #expect(calls.prefix(2).map(\.next) == ["stuck", "retry"])
        try audit(spool, "lost")
    }

    @Test("Not placed, in a campaign that was stopped meanwhile it is canceled at once")
    func stopped() async throws {
        let (spool, row) = try await stuckSpool()
        _ = try await spool.run("stop", "lost")
        _ = try await spool.run("stuck", "--settle", "\(row.callID)=not_placed")
        #expect(try spool.journal("lost").last { $0.callID == row.callID }?.event == "canceled")
        _ = try await spool.run("tick")
        #expect(spool.has("done/lost"))
        #expect(try spool.statuses("lost").first { $0.callID == row.callID }?.status == "canceled")
    }

    @Test("Several are settled at once while `run` is running, and each is told once")
    func whileRunning() async throws {
        let spool = try await SpoolFixture(settings)
        let numbers = CampaignText.numbers(30, endings: [50])
        try spool.drop("lost.yaml", CampaignText.campaign(numbers: numbers))
        _ = try await spool.run("tick")
        let rows = try jsonLines(try await spool.run("stuck", "--json").output, as: Row.self)
        #expect(rows.count == 30)
        let running = try spool.start("run")
        try await eventually("it is running") { spool.has("queue/.pace") }
        let lines = rows.map { "{\"call_id\":\"\($0.callID)\",\"finding\":\"declined\",\"by\":\"a script\"}\n" }
            .joined()
        try spool.write("control/.many", lines)
        #expect(rename(spool.path("control/.many"), spool.path("control/many.settle")) == 0)
        try await eventually("it was carried out") { !spool.has("control/many.settle") }
        try await eventually("the campaign is done") { spool.has("done/lost") }
        running.signal(SIGTERM)
        _ = try await running.end()
        #expect(try spool.statuses("lost").map(\.outcome) == Array(repeating: "declined", count: 30))
        try audit(spool, "lost")
    }

    @Test("From a call log: what it knows is settled with its duration, what is ambiguous or absent is left")
    func fromCallLog() async throws {
        let spool = try await SpoolFixture(settings)
        // The third number is called twice at about the same time.
        let numbers = ["+16175550150", "+12125550150", "+13125550150", "+17135550150"]
        try spool.drop("lost.yaml", CampaignText.campaign(numbers: numbers))
        _ = try await spool.run("tick")
        let rows = try jsonLines(try await spool.run("stuck", "--json").output, as: Row.self)
        try #require(rows.count == 4)
        func master(_ row: Row, _ id: String, _ disposition: String, talk: Int) throws -> String {
            let start = try Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(row.dialedAt)
            func time(_ after: Double) -> String {
                start.addingTimeInterval(after)
                    .formatted(
                        .verbatim(
                            "\(year: .defaultDigits)-\(month: .twoDigits)-\(day: .twoDigits) \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits):\(second: .twoDigits)",
                            timeZone: .gmt,
                            calendar: Calendar(identifier: .gregorian)
                        )
                    )
            }
            let answer = talk > 0 ? "\"\(time(6))\"" : ""
            return
                "\"\",\"2025550100\",\"s\",\"out\",\"\",\"PJSIP/east-00000001\",\"\",\"AppDial2\",\"(Outgoing Line)\","
                + "\"\(time(0))\",\(answer),\"\(time(Double(6 + talk)))\",\(6 + talk),\(talk),\"\(disposition)\","
                + "\"DOCUMENTATION\",\"\(id)\",\"\"\n"
        }
        let log =
            try master(rows[0], rows[0].engineID, "ANSWERED", talk: 34)
            + master(rows[1], rows[1].engineID, "BUSY", talk: 0)
            + master(rows[2], rows[2].engineID, "BUSY", talk: 0)
            + master(rows[2], rows[2].engineID, "FAILED", talk: 0)
        try spool.write("Master.csv", log)
        let words = ["stuck", "--from-cdr", spool.path("Master.csv"), "--zone", "UTC", "--spool", spool.root]
        let dry = try await spool.callspool(words + ["--dry-run"])
        #expect(dry.output.hasSuffix("2 of 4 would be settled\n"), "\(dry)")
        #expect(try await spool.run("stuck", "--json").output.split(separator: "\n").count == 4)
        let settled = try await spool.callspool(words)
        #expect(settled.output.contains("\(rows[0].callID): answered for 34 s (line 1)"), "\(settled)")
        #expect(settled.output.contains("\(rows[2].callID): left: more than one record could be it (lines 3, 4)"))
        #expect(settled.output.contains("\(rows[3].callID): left: not in Master.csv"))
        #expect(settled.output.hasSuffix("2 of 4 settled\n"))
        _ = try await spool.run("tick")
        let line = try spool.text("results/lost.status.jsonl").split(separator: "\n")
            .first { $0.contains(rows[0].callID) }
        #expect(line?.contains("\"duration\":34,") == true, "\(line ?? "")")
        #expect(try spool.text("queue/lost/journal.jsonl").contains("Master.csv line 1\""))
        try audit(spool, "lost")
        let none = try await spool.callspool(["stuck", "--from-cdr", spool.path("none.csv"), "--spool", spool.root])
        #expect(none.code == 65)
    }

    @Test("Killed with calls in progress: the next process finds them with the engine, live, ended or never placed")
    func killed() async throws {
        var settings = settings
        settings.speed = 60
        settings.concurrentCalls = 20
        let spool = try await SpoolFixture(settings)
        let numbers = CampaignText.numbers(60, endings: [1, 15, 20, 21])
        try spool.drop("live.yaml", CampaignText.campaign(numbers: numbers))
        for _ in 0..<3 {
            let before = try spool.campaigns().isEmpty ? 0 : spool.placed("live")
            let tick = try spool.start("tick")
            try await eventually("calls are placed") {
                // On a slow machine the life before may have placed them all.
                guard tick.isRunning else { return true }
                return try spool.campaigns().contains("live") && spool.placed("live") >= before + 10
            }
            tick.signal(SIGKILL)
            _ = try await tick.end()
        }
        _ = try await spool.run("tick")
        let status = try await spool.run("status").output
        #expect(spool.has("done/live"), "\(status)")
        try audit(spool, "live")
        let completed = try spool.statuses("live").filter { $0.status == "completed" }
        #expect(completed.count == 30, "every answered call was followed to its end")
    }

    @Test("The table says what is known of each, and what to do")
    func table() async throws {
        let (spool, row) = try await stuckSpool()
        let output = try await spool.run("stuck").output
        for word in ["call id", row.engineID, row.phoneNumber, "answered; its end was never reported", "--from-cdr"] {
            #expect(output.contains(word), "\(word): \(output)")
        }
        #expect(row.engineID.hasSuffix("-\(row.callID)-1"))
    }
}
