import Foundation
import Testing

@Suite("Notices to campaign_url")
struct NoticeTests {
    private struct Word: Decodable {
        var event: String
        var campaign: String?
        var file: String?
        var reason: String?
        var reasons: [String]?
    }

    private func words(_ receiver: Receiver) throws -> [(id: String, word: Word, body: String)] {
        try receiver.requests()
            .map { request in
                let word = try JSONDecoder().decode(Word.self, from: Data(request.body.utf8))
                return (try #require(request.webhookID), word, request.body)
            }
    }

    @Test("A campaign is told of from its acceptance to its report, in order, signed, each once")
    func life() async throws {
        let spool = try await SpoolFixture()
        let receiver = try await Receiver(spool)
        let keys = "campaign_url: \(receiver.url)\nresult_secret: whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
        let numbers = CampaignText.numbers(5, endings: [1, 20]) + ["12"]
        try spool.drop("spring.yaml", CampaignText.campaign(keys, numbers: numbers))
        _ = try await spool.run("tick")
        #expect(spool.has("done/spring"))
        let told = try words(receiver)
        #expect(told.map(\.word.event) == ["accepted", "started", "finished", "reported"].map { "campaign.\($0)" })
        #expect(try receiver.requests().allSatisfy { $0.signature?.hasPrefix("v1,") == true })
        #expect(Set(told.map(\.id)).count == 4)
        #expect(try spool.names("queue/.notices").isEmpty)
        _ = try await spool.run("tick")
        #expect(try words(receiver).count == 4)
    }

    @Test("A refused file is told to the settings' URL and to its own, with the reasons")
    func refused() async throws {
        var settings = SpoolSettings()
        let spool = try await SpoolFixture(settings)
        let (general, own) = (try await Receiver(spool), try await Receiver(spool))
        settings.more = "campaign_url: \(general.url)"
        try spool.set(settings)
        try spool.drop("bad.yaml", "campaign_url: \(own.url)\nfoo: 1\nnumbers: [\"+16175550101\"]\n")
        try spool.drop("worse.yaml", "numbers: [\n")
        _ = try await spool.run("tick")
        #expect(try words(general).map(\.word.file).sorted { $0 ?? "" < $1 ?? "" } == ["bad.yaml", "worse.yaml"])
        let word = try #require(try words(own).first?.word)
        #expect(word.event == "campaign.refused" && word.reasons?.first?.contains("unknown key `foo`") == true)
    }

    @Test("A campaign that suspends itself is told of with the reason; one that a person suspends is not")
    func suspended() async throws {
        let spool = try await SpoolFixture()
        let receiver = try await Receiver(spool)
        let keys = "campaign_url: \(receiver.url)"
        try spool.drop("auto.yaml", CampaignText.campaign(keys, numbers: CampaignText.numbers(12, endings: [52])))
        _ = try await spool.run("tick")
        let told = try words(receiver).filter { $0.word.event == "campaign.suspended" }
        #expect(told.count == 1 && told.first?.word.reason?.contains("in a row") == true)
        _ = try await spool.run("resume", "auto")
        _ = try await spool.run("suspend", "auto")
        _ = try await spool.run("ship")
        #expect(try words(receiver).filter { $0.word.event == "campaign.suspended" }.count == 1)
    }

    @Test("Killed again and again, with the receiver away for a while: each is told, with one body under one id")
    func killed() async throws {
        // Calls take no time, so that the program's clock is the machine's and tries are due within seconds.
        var settings = SpoolSettings()
        settings.speed = 1
        settings.engine = "ring: [0s, 0s], talk: [0s, 0s]"
        settings.more = "shipping: {schedule: [\(Array(repeating: "1s", count: 50).joined(separator: ", "))]}"
        let spool = try await SpoolFixture(settings)
        let port = try Receiver.freePort()
        var dice = SeededDice(seed: 7)
        let names = (0..<4).map { "c\($0)" }
        for (place, name) in names.enumerated() {
            let keys = "campaign_url: http://127.0.0.1:\(port)/\nmax_retries: 0"
            let numbers = CampaignText.numbers(20, endings: [1, 20], from: place * 20)
            try spool.drop("\(name).yaml", CampaignText.campaign(keys, numbers: numbers))
        }
        for _ in 0..<12 {
            let tick = try spool.start("tick")
            try await linger(beside: tick, looks: Int.random(in: 2...180, using: &dice))
            tick.signal(SIGKILL)
            _ = try await tick.end()
        }
        let receiver = try await Receiver(spool, port: port)
        try await spool.tickUntilOver(settings)
        try await eventually("everything is told") {
            _ = try await spool.run("ship")
            return try spool.names("queue/.notices").isEmpty
        }
        var bodies: [String: String] = [:]
        for (id, _, body) in try words(receiver) {
            #expect(bodies[id] == nil || bodies[id] == body, "two bodies under \(id)")
            bodies[id] = body
        }
        for name in names {
            let told = bodies.values.filter { $0.contains("\"campaign\":\"\(name)\"") }
            #expect(told.count == 4, "\(name): \(told)")
        }
    }
}
