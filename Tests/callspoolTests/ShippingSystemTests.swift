import Foundation
import Testing

@Suite("Shipping, seen from outside")
struct ShippingSystemTests {
    /// A line of `shipping.jsonl`.
    struct ShippingRow: Decodable {
        var n: Int
        var at: String
        var event: String
        var tries: Int
        var nextTryAt: String?

        private enum CodingKeys: String, CodingKey {
            case n
            case at
            case event
            case tries
            case nextTryAt = "next_try_at"
        }
    }

    private static let secret = "whsec_" + Data((0..<32).map { UInt8($0 * 7 % 251) }).base64EncodedString()

    private func shipping(_ spool: SpoolFixture, _ campaign: String) throws -> [ShippingRow] {
        let path = "\(spool.campaignFolder(campaign))/shipping.jsonl"
        return spool.has(path) ? try jsonLines(spool.text(path)) : []
    }

    private func campaign(_ url: String, _ keys: String = "", numbers: [String] = CampaignText.numbers(6)) -> String {
        CampaignText.campaign("result_url: \(url)\n\(keys)", numbers: numbers)
    }

    @Test("A receiver that is down at first gets each record once it is up, by the schedule in the program's time")
    func downAtFirst() async throws {
        var settings = SpoolSettings()
        settings.speed = 60
        settings.engine = "ring: [0s, 0s], talk: [0s, 0s]"
        let spool = try await SpoolFixture(settings)
        let port = try Receiver.freePort()
        try spool.drop("shy.yaml", campaign("http://127.0.0.1:\(port)/"))
        let tick = try spool.start("tick")
        try await eventually("the second try has failed") { try shipping(spool, "shy").contains { $0.tries == 2 } }
        // The program's clock would go on while the receiver starts, however long that takes.
        tick.signal(SIGTERM)
        let ended = try await tick.end()
        #expect(ended.code == 0)
        #expect(ended.errors.contains("a delivery to") && ended.errors.contains("is tried again"))
        let receiver = try await Receiver(spool, port: port)
        try await spool.runUntilOver()
        #expect(spool.has("done/shy"))
        let lines = try shipping(spool, "shy")
        let format = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        #expect(lines.contains { $0.event == "retry" && $0.tries == 2 })
        let schedule = [5.0, 300, 1800, 7200, 18_000, 36_000]
        for row in lines where row.event == "retry" {
            let wait = try format.parse(try #require(row.nextTryAt)).timeIntervalSince(try format.parse(row.at))
            let planned = schedule[min(row.tries, schedule.count) - 1]
            #expect((planned * 0.89...planned * 1.11).contains(wait), "try \(row.tries): \(wait) s")
        }
        #expect(Set(try receiver.records().map(\.callID)) == Set(try spool.statuses("shy").map(\.callID)))
        #expect(Set(try receiver.requests().map(\.webhookID)).count == 6)
    }

    @Test("410 ends it: nothing more is sent, and every record is kept in undelivered")
    func gone() async throws {
        let spool = try await SpoolFixture()
        let receiver = try await Receiver(spool, ["--status", "410"])
        let other = try await Receiver(spool)
        try spool.drop("gone.yaml", campaign(receiver.url, numbers: CampaignText.numbers(200)))
        try spool.drop("well.yaml", campaign(other.url, numbers: CampaignText.numbers(20, from: 200)))
        let tick = try await spool.run("tick")
        #expect(tick.code == 0)
        #expect(tick.errors.contains("answered 410, gone"))
        let requests = try receiver.requests()
        // As many as were in progress at once when the first answer came.
        #expect((1...8).contains(requests.count), "\(requests.count) requests")
        #expect(spool.has("done/gone") && spool.has("done/well"))
        let kept: [StatusRow] = try jsonLines(spool.text("results/gone.undelivered.jsonl"))
        #expect(Set(kept.map(\.callID)) == Set(try spool.statuses("gone").map(\.callID)))
        #expect(kept.count == 200)
        #expect(try other.records().count == 20)
        #expect(!spool.has("results/well.undelivered.jsonl"))
    }

    @Test(
        "A receiver that always fails gets a record as often as the schedule says, many no more often; then they are kept",
        arguments: [1, 30]
    )
    func givenUp(count: Int) async throws {
        var settings = SpoolSettings()
        settings.more = "shipping: {schedule: [5s, 10s]}"
        let spool = try await SpoolFixture(settings)
        let receiver = try await Receiver(spool, ["--status", "503"])
        try spool.drop("lost.yaml", campaign(receiver.url, numbers: CampaignText.numbers(count)))
        #expect(try await spool.run("tick").code == 0)
        let requests = try receiver.requests()
        let tries = Dictionary(grouping: requests) { $0.webhookID ?? "" }
        #expect(count > 1 || tries.values.map(\.count) == [3])
        // Five in a row, and then single ones, until all of them have waited as long as one is to be tried.
        #expect(tries.values.allSatisfy { $0.count <= 3 && Set($0.map(\.body)).count == 1 })
        #expect(requests.count < 3 * count || count == 1)
        #expect(try spool.text("results/lost.undelivered.jsonl").split(separator: "\n").count == count)
        #expect(spool.has("done/lost"))
    }

    @Test("`result_format: form` sends the contract's fields, percent-encoded")
    func form() async throws {
        let spool = try await SpoolFixture()
        let receiver = try await Receiver(spool)
        let text = """
            result_url: \(receiver.url)
            result_format: form
            numbers:
              - {phone_number: "+16175550101", message_reference: "a&b=c d é+"}
              - "12"

            """
        try spool.drop("form.yaml", text)
        #expect(try await spool.run("tick").code == 0)
        let requests = try receiver.requests()
        #expect(requests.count == 2)
        var forms: [[String: String]] = []
        for request in requests {
            #expect(request.contentType.hasPrefix("application/x-www-form-urlencoded"))
            var fields: [String: String] = [:]
            for pair in request.body.split(separator: "&") {
                let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                let text = String(parts[1]).replacingOccurrences(of: "+", with: " ")
                let value: String = try #require(text.removingPercentEncoding)
                fields[String(parts[0])] = value
            }
            forms.append(fields)
        }
        let names: Set = [
            "phone_number", "message_reference", "call_id", "result", "callee_type", "attempts",
            "last_attempt_timestamp", "duration",
        ]
        #expect(forms.allSatisfy { Set($0.keys) == names }, "\(forms)")
        let answered = try #require(forms.first { $0["phone_number"] == "+16175550101" })
        #expect(answered["message_reference"] == "a&b=c d é+")
        #expect(answered["result"] == "completed" && answered["callee_type"] == "voice")
        #expect(answered["attempts"] == "1")
        #expect(forms.contains { $0["result"] == "rejected" && $0["attempts"] == "0" })
    }

    @Test("Deliveries are signed so that another program, given the secret, agrees; and one with another does not")
    func signature() async throws {
        var settings = SpoolSettings()
        settings.more = "shipping: {schedule: []}"
        let spool = try await SpoolFixture(settings)
        // Python's hmac is the judge: it answers 401 to what is not signed right.
        let receiver = try await Receiver(spool, ["--secret", Self.secret])
        let other = try await Receiver(spool, ["--secret", "whsec_" + Data(count: 32).base64EncodedString()])
        for (name, url) in [("right", receiver.url), ("wrong", other.url)] {
            try spool.drop("\(name).yaml", "campaign: \(name)\n" + campaign(url, "result_secret: \(Self.secret)\n"))
        }
        #expect(try await spool.run("tick").code == 0)
        #expect(try receiver.requests().map(\.status) == Array(repeating: 200, count: 6))
        #expect(try other.requests().map(\.status) == Array(repeating: 401, count: 6))
        #expect(!spool.has("results/right.undelivered.jsonl"))
        // The secret is in what the user dropped, and in a file for its owner's eyes; nowhere else.
        #expect(!(try spool.text("done/right/journal.jsonl")).contains(Self.secret))
        let mode = try FileManager.default.attributesOfItem(atPath: spool.path("done/right/secret"))[.posixPermissions]
        #expect((try #require(mode as? Int)) & 0o077 == 0)
    }

    @Test("`ship` alone ships what is outstanding and dials nothing")
    func alone() async throws {
        let spool = try await SpoolFixture()
        let receiver = try await Receiver(spool)
        try spool.drop("alone.yaml", campaign(receiver.url, numbers: CampaignText.numbers(50)))
        try spool.drop(
            "later.yaml",
            "start: tomorrow 09:15\n" + campaign(receiver.url, numbers: CampaignText.numbers(5))
        )
        // Somebody else has the right to ship, so the tick does not.
        let lock = open(spool.path("queue/.ship.lock"), O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
        guard lock >= 0, flock(lock, LOCK_EX | LOCK_NB) == 0 else { throw TestTrouble("cannot lock") }
        #expect(try await spool.run("tick").code == 0)
        #expect(try receiver.requests().isEmpty)
        let beside = try await spool.run("ship")
        #expect(beside.code == 0 && beside.output.isEmpty && beside.errors.isEmpty)
        close(lock)
        try spool.drop("incoming.yaml", CampaignText.campaign(numbers: CampaignText.numbers(1)))
        let ship = try await spool.run("ship")
        #expect(ship.code == 0 && ship.output.isEmpty && ship.errors.isEmpty, "\(ship)")
        #expect(try receiver.records().count == 50)
        #expect(spool.has("done/alone"))
        #expect(spool.has("incoming/incoming.yaml") && spool.has("queue/later"))
        #expect(try spool.placed("later") == 0)
        #expect(try await spool.run("ship").code == 0)
        #expect(try receiver.requests().count == 50)
    }

    @Test("SIGTERM while nothing but shipping is left leaves without waiting for the next try, and nothing is lost")
    func interrupted() async throws {
        var settings = SpoolSettings()
        settings.speed = 60
        settings.engine = "ring: [0s, 0s], talk: [0s, 0s]"
        settings.more = "shipping: {schedule: [20m, 20m]}"
        let spool = try await SpoolFixture(settings)
        let port = try Receiver.freePort()
        try spool.drop("shy.yaml", campaign("http://127.0.0.1:\(port)/"))
        let tick = try spool.start("tick")
        try await eventually("the first tries have failed") { try shipping(spool, "shy").count == 6 }
        try await eventually("dialling is over") { try spool.journal("shy").last?.event == "finished" }
        #expect(tick.isRunning)
        tick.signal(SIGTERM)
        let ended = try await tick.end()
        #expect(ended.code == 0 && !ended.isSignaled)
        #expect(try shipping(spool, "shy").map(\.tries) == Array(repeating: 1, count: 6), "it waited for the next try")
        let receiver = try await Receiver(spool, port: port)
        #expect(try await spool.run("tick").code == 0)
        #expect(spool.has("done/shy"))
        #expect(Set(try receiver.records().map(\.callID)) == Set(try spool.statuses("shy").map(\.callID)))
    }

    @Test("A receiver that hangs holds up neither dialling nor records: all is over before it has answered once")
    func hanging() async throws {
        var settings = SpoolSettings()
        settings.speed = 60
        settings.concurrentCalls = 50
        settings.ticks = SpoolSettings.everyMinute
        let spool = try await SpoolFixture(settings)
        let receiver = try await Receiver(spool, ["--hang", "1000000"])
        try spool.drop("load.yaml", campaign(receiver.url, numbers: CampaignText.numbers(600)))
        let running = try spool.start("run")
        try await eventually("all is dialled") { try spool.journal("load", mayBeTorn: true).last?.event == "finished" }
        try await eventually("all is told") { try spool.statuses("load").count == 600 }
        // What was tried and given up waits in the log, if there is one yet; taken is nothing.
        let log = FileManager.default.contents(atPath: spool.path("queue/load/shipping.jsonl")) ?? Data()
        #expect(!String(decoding: log, as: UTF8.self).contains("\"taken\""))
        running.signal(SIGKILL)
        _ = try await running.end()
    }
}
