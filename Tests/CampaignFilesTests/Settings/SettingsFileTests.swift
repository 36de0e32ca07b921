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
              records: false
            limits: {concurrent_calls: 5, ramp: 1m}
            ticks: [30, 0]
            settle: 1m
            timezone: Europe/Berlin
            region: de
            campaign_url: https://127.0.0.1/campaigns
            ani: 030 23125 100
            check_urls: off
            result_secret: [whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz, whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI0]
            trunk_retry: {first: 1m, longest: 2m, times: 7}
            shipping:
              schedule: [1, 2m]
              per_host: 2
              timeout: 5
              batch_wait: 7
              connect_timeout: 2s
              ca_file: ca.pem
              proxy: http://user:pass@proxy.example.com:3128
              allow_hosts: [hooks.example.com, "*.example.org", 10.0.0.5]
              deny_private: yes
            calling_hours: {from: 09:00, to: 20:00, days: mon-fri}
            do_not_call: {file: lists/dnc.txt, max_age: 31d}
            attempt_limits: {per_day: 3, per_week: 9, min_gap: 2h}
            top_of_hour: shift
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
        simulator.keepsRecords = false
        expected.trunks = [TrunkSettings(engine: .simulator(simulator))]
        expected.ramp = .seconds(60)
        expected.defaults.campaignURL = "https://127.0.0.1/campaigns"
        expected.callingHours = CallingHours(from: 540, to: 1200, days: Set(1...5))
        expected.defaults.callingHours = expected.callingHours
        expected.doNotCall = DoNotCallSettings(file: "lists/dnc.txt", isNamed: true, maxAge: .seconds(31 * 86_400))
        expected.attemptLimits = AttemptLimits(perDay: 3, perWeek: 9, minGap: .seconds(7200))
        expected.topOfHour = .shift
        expected.limits = PaceLimits(callsPerSecond: 10, concurrentCalls: 5)
        expected.ticks = [0, 30]
        expected.settle = .seconds(60)
        expected.defaults.timezone = "Europe/Berlin"
        expected.defaults.region = "DE"
        expected.defaults.callerIDs = ["+493023125100"]
        expected.defaults.checkURLs = .off
        expected.defaults.resultSecrets = [
            "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz", "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI0",
        ]
        expected.trunkRetry.first = .seconds(60)
        expected.trunkRetry.longest = .seconds(120)
        expected.trunkRetry.times = 7
        expected.shipping.schedule = [.seconds(1), .seconds(120)]
        expected.shipping.perHost = 2
        expected.shipping.timeout = .seconds(5)
        expected.shipping.batchWait = .seconds(7)
        expected.shipping.connectTimeout = .seconds(2)
        expected.shipping.caFile = "ca.pem"
        expected.shipping.proxy = ProxyAddress("http://user:pass@proxy.example.com:3128")
        expected.shipping.hosts.allowed = ["hooks.example.com", "*.example.org", "10.0.0.5"]
            .compactMap { HostPattern($0) }
        expected.shipping.hosts.deniesPrivate = true
        expected.defaults.hosts = expected.shipping.hosts
        #expect(settings == expected)
    }

    @Test("a list of engines is trunks, and a single one may have their keys")
    func trunks() {
        let (settings, found) = read(
            """
            engine:
              - {kind: simulator, name: east, weight: 3, limits: {calls_per_second: 5}, speed: 60}
              - {name: west-2, speed: 60, seed: 7}
            """
        )
        #expect(found.isEmpty)
        var simulator = SimulatorSettings()
        simulator.speed = 60
        let limits = PaceLimits(callsPerSecond: 5)
        var expected = [TrunkSettings(name: "east", weight: 3, limits: limits, engine: .simulator(simulator))]
        simulator.seed = 7
        expected.append(TrunkSettings(name: "west-2", engine: .simulator(simulator)))
        #expect(settings.trunks == expected)
        let single = read("engine: {kind: simulator, name: main, weight: 2, limits: {concurrent_calls: 9}}")
        #expect(single.1.isEmpty)
        let own = TrunkSettings(name: "main", weight: 2, limits: PaceLimits(concurrentCalls: 9))
        #expect(single.0.trunks == [own])
    }

    @Test("FreeSWITCH's keys reach the settings")
    func freeswitch() {
        let (settings, found) = read(
            """
            engine:
              kind: freeswitch
              host: pbx.example.org
              port: 8022
              secret_file: pbx.secret
              dial: sofia/gateway/trunk/{number}
              exten: callspool
              context: outbound
              dialplan: LUA
              window: 7
            """
        )
        #expect(found.isEmpty)
        let answer = FreeSWITCHSettings.Answer.dialplan(extension: "callspool", context: "outbound", dialplan: "LUA")
        let dial = "sofia/gateway/trunk/{number}"
        var expected = FreeSWITCHSettings(secret: .file("pbx.secret"), dial: dial, answer: answer)
        expected.host = "pbx.example.org"
        expected.port = 8022
        expected.window = 7
        #expect(settings.trunks == [TrunkSettings(engine: .freeswitch(expected))])
        let play =
            "engine: {kind: freeswitch, secret_env: ESL, dial: 'user/{digits}', application: playback, data: a b.wav}"
        expected = FreeSWITCHSettings(
            secret: .environment("ESL"),
            dial: "user/{digits}",
            answer: .application("playback", data: "a b.wav")
        )
        #expect(read(play).0.trunks == [TrunkSettings(engine: .freeswitch(expected))])
    }

    @Test("a password is in no message, also when it is not a good")
    func secretHidden() {
        let found = read("engine: {kind: freeswitch, secret: \"sword\\tfish\", dial: 'user/{digits}', exten: x}").1
        #expect(!found.isEmpty)
        #expect(!found.map(\.description).joined().contains("fish"))
    }

    @Test("an empty list of trunks is refused")
    func noTrunk() {
        let found = read("engine: []").1.map(\.mark)
        #expect(found.first?.hasPrefix("1:9: error: `engine` must be a list of 1 to 64") == true)
    }

    @Test("the do-not-call list is named alone or in a map; its age without a name leaves the default")
    func doNotCall() {
        #expect(read("do_not_call: /var/dnc.csv").0.doNotCall == DoNotCallSettings(file: "/var/dnc.csv", isNamed: true))
        #expect(read("do_not_call: {max_age: 1h}").0.doNotCall == DoNotCallSettings(maxAge: .seconds(3600)))
        #expect(read("do_not_call: [a]").1.count == 1)
    }

    @Test("limits that limit nothing are off")
    func limitsOff() {
        #expect(read("attempt_limits: {}").0.attemptLimits.isOff)
        #expect(read("attempt_limits: {min_gap: 0}").0.attemptLimits.isOff)
        #expect(!read("attempt_limits: {per_week: 500}").0.attemptLimits.isOff)
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
