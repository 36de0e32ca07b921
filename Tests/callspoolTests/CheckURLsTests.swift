import Foundation
import Testing

@Suite("URLs are asked at pickup, seen from outside")
struct CheckURLsTests {
    private func campaign(_ url: String, _ keys: String = "") -> String {
        CampaignText.campaign("result_url: \(url)\n\(keys)", numbers: CampaignText.numbers(3))
    }

    @Test("A receiver that answers says nothing in a tick; one that does not is told, and the campaign is dialled")
    func warn() async throws {
        var settings = SpoolSettings()
        settings.more = "shipping: {schedule: []}"
        let spool = try await SpoolFixture(settings)
        let receiver = try await Receiver(spool)
        try spool.drop("well.yaml", campaign(receiver.url))
        let well = try await spool.run("tick")
        #expect(well.code == 0 && well.errors.isEmpty && well.output.isEmpty, "\(well)")
        let port = try Receiver.freePort()
        try spool.drop("lost.yaml", campaign("http://127.0.0.1:\(port)/"))
        let lost = try await spool.run("tick")
        #expect(lost.code == 0)
        #expect(
            lost.errors.contains(
                "lost.yaml:1:1: warning: `result_url` cannot be reached: the connection was refused; "
                    + "correct it, or set `check_urls` to `off`"
            ),
            "\(lost.errors)"
        )
        #expect(try spool.statuses("lost").count == 3)
    }

    @Test("With `check_urls: require` the file is refused and its reason kept; in the settings it holds for every file")
    func require() async throws {
        var settings = SpoolSettings()
        settings.more = "check_urls: require"
        let spool = try await SpoolFixture(settings)
        let port = try Receiver.freePort()
        try spool.drop("lost.yaml", campaign("http://127.0.0.1:\(port)/"))
        try spool.drop("calm.yaml", campaign("http://127.0.0.1:\(port)/", "campaign: calm\ncheck_urls: off\n"))
        let tick = try spool.start("tick")
        try await eventually("lost.yaml is refused") { spool.has("rejected/lost.yaml") }
        let why = try spool.text("rejected/lost.yaml.why")
        #expect(why.contains("lost.yaml:1:1: error: `result_url` cannot be reached: the connection was refused"))
        #expect(!spool.has("queue/lost"))
        try await eventually("calm is taken") { spool.has("queue/calm") }
        tick.signal(SIGTERM)
        #expect(try await tick.end().errors.contains("refused lost.yaml"))
    }

    @Test("`check` and `submit` ask when they are told to")
    func commands() async throws {
        let spool = try await SpoolFixture()
        let port = try Receiver.freePort()
        try spool.write("warned.yaml", campaign("http://127.0.0.1:\(port)/"))
        try spool.write("required.yaml", campaign("http://127.0.0.1:\(port)/", "check_urls: require\n"))
        let (warned, required) = (spool.path("warned.yaml"), spool.path("required.yaml"))
        #expect(try await spool.run("check", warned, required).code == 0)
        let first = try await spool.run("check", "--check-urls", warned)
        #expect(first.code == 0 && first.output.contains("warning: `result_url` cannot be reached"), "\(first)")
        let second = try await spool.run("check", "--check-urls", required)
        #expect(second.code == 65 && second.output.contains(":1:1: error: `result_url` cannot be reached"), "\(second)")
        let submit = try await spool.run("submit", "--check-urls", required)
        #expect(submit.code == 65 && submit.output.isEmpty, "\(submit)")
        #expect(try spool.names("incoming") == [])
    }

    @Test("Settings that name a file of certificates that is not there are 78, with the file's name")
    func certificates() async throws {
        var settings = SpoolSettings()
        settings.more = "shipping: {ca_file: nowhere.pem}"
        let spool = try await SpoolFixture(settings)
        try spool.drop("a.yaml", campaign("https://127.0.0.1:9/"))
        for command in ["tick", "ship"] {
            let ended = try await spool.run(command)
            #expect(ended.code == 78 && ended.errors.contains("\(spool.root)/nowhere.pem"), "\(command): \(ended)")
        }
        #expect(spool.has("incoming/a.yaml"))
    }
}
