import CallspoolCore
import CampaignFiles
import Testing

@Suite("callspool.yaml becomes settings")
struct SettingsFileTests {
    private func read(_ text: String) -> (Settings, [Diagnostic]) {
        SettingsFile.read(file: "callspool.yaml", bytes: Array(text.utf8))
    }

    @Test("a file that says nothing gives the defaults", arguments: ["", "# nothing\n", "---\n", "{}\n"])
    func defaults(text: String) {
        let (settings, found) = read(text)
        #expect(settings == Settings())
        #expect(found.isEmpty)
    }

    @Test("every key that is in effect reaches the settings")
    func everyKey() {
        let (settings, found) = read(
            """
            engine:
              kind: simulator
              speed: 60
              seed: 18446744073709551615
              odds: {answered: 0.9, busy: 0.1}
              machines: 0
              ring: [1s, 2s]
              talk: {from: 0, to: 1m}
            limits: {concurrent_calls: 5}
            ticks: [30, 0]
            settle: 1m
            timezone: Europe/Berlin
            region: de
            ani: 030 23125 100
            check_urls: off
            result_secret: whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz
            trunk_retry: {first: 1m, longest: 2m, times: 7}
            shipping: {schedule: [1, 2m], per_host: 2, timeout: 5}
            top_of_hour: warn
            """
        )
        #expect(found.isEmpty)
        var expected = Settings()
        var simulator = SimulatorSettings()
        simulator.speed = 60
        simulator.seed = .max
        simulator.odds = [.answered: 0.9, .busy: 0.1]
        simulator.machines = 0
        simulator.ring = .init(from: .seconds(1), to: .seconds(2))
        simulator.talk = .init(from: .zero, to: .seconds(60))
        expected.engine = .simulator(simulator)
        expected.limits = PaceLimits(callsPerSecond: 10, concurrentCalls: 5)
        expected.ticks = [0, 30]
        expected.settle = .seconds(60)
        expected.defaults.timezone = "Europe/Berlin"
        expected.defaults.region = "DE"
        expected.defaults.callerIDs = ["+493023125100"]
        expected.defaults.checkURLs = .off
        expected.defaults.resultSecret = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"
        expected.trunkRetry.first = .seconds(60)
        expected.trunkRetry.longest = .seconds(120)
        expected.trunkRetry.times = 7
        expected.shipping.schedule = [.seconds(1), .seconds(120)]
        expected.shipping.perHost = 2
        expected.shipping.timeout = .seconds(5)
        #expect(settings == expected)
    }

    @Test("a list of keys, a second document and a file that breaks off are told")
    func wrongFiles() {
        #expect(read("- a\n").1.map(\.mark).first?.hasPrefix("1:1: error: the file must be a map of keys") == true)
        #expect(
            read("{}\n---\n{}\n").1.map(\.mark) == ["2:1: error: a second document begins here; make a file of each"]
        )
        #expect(read("limits: {").1.count == 1)
    }
}
