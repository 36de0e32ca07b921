import CallspoolCore
import CampaignFiles
import Testing

@Suite("A campaign file becomes a campaign")
struct CampaignFileReaderTests {
    @Test("every key that is in effect reaches the campaign")
    func everyKey() throws {
        let whole = try WholeFile(
            """
            campaign: spring-1
            start: 2026-11-24 09:15
            expires: 2026-11-25T10:00:00-05:00
            timezone: America/New_York
            region: gb
            ani: [020 7946 0100, +16175550100]
            start_url: https://app.example.com/a?b=c
            result_url: https://[::1]:8443/results
            result_format: form
            result_secret: whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz
            check_urls: off
            max_retries: 3
            retry_interval: 5m
            retry: {declined: 2h, busy: never}
            priority: 9
            limits: {calls_per_second: 2.5, concurrent_calls: 7}
            ring_timeout: 45
            callee_detection: no
            campaign_parameters: {language: en, "007": "no"}
            on_lost: fail
            result_batch: 1
            count: 1
            numbers: [020 7946 0101]
            """
        )
        #expect(whole.errors.isEmpty)
        var expected = Campaign(name: "spring-1")
        expected.start = Timestamp(.init(year: 2026, month: 11, day: 24, hour: 14, minute: 15))
        expected.expires = Timestamp(.init(year: 2026, month: 11, day: 25, hour: 15))
        expected.timezone = "America/New_York"
        expected.region = "GB"
        expected.callerIDs = ["+442079460100", "+16175550100"]
        expected.startURL = "https://app.example.com/a?b=c"
        expected.resultURL = "https://[::1]:8443/results"
        expected.resultFormat = .form
        expected.resultSecrets = ["whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"]
        expected.checkURLs = .off
        expected.retry.maxRetries = 3
        expected.retry.interval = .seconds(300)
        expected.retry.overrides = [.declined: .after(.seconds(7200)), .busy: .never]
        expected.priority = 9
        expected.limits = PaceLimits(callsPerSecond: 2.5, concurrentCalls: 7)
        expected.ringTimeout = .seconds(45)
        expected.calleeDetection = false
        expected.parameters = [Parameter(key: "language", value: "en"), Parameter(key: "007", value: "no")]
        expected.onLost = .fail
        #expect(whole.reader.campaign == expected)
        #expect(whole.reader.count == 1)
    }

    @Test("what the file does not say comes from the spool, and the name from the file")
    func defaults() throws {
        var defaults = CampaignDefaults()
        defaults.timezone = "Europe/Berlin"
        defaults.region = "DE"
        defaults.callerIDs = ["+16175550100"]
        defaults.checkURLs = .off
        defaults.resultSecrets = ["whsec_x"]
        let whole = try WholeFile("contacts: list.csv\n", file: "in/april.v2.yml", defaults: defaults)
        var expected = Campaign(name: "april.v2")
        expected.timezone = "Europe/Berlin"
        expected.region = "DE"
        expected.callerIDs = ["+16175550100"]
        expected.checkURLs = .off
        expected.resultSecrets = ["whsec_x"]
        #expect(whole.reader.campaign == expected)
        #expect(whole.reader.contacts == "list.csv")
        #expect(whole.reader.regionWhenNumbersBegan == nil)
        #expect(whole.warnings.allSatisfy { !$0.contains("`ani`") })
    }

    @Test("a file's name that cannot be a campaign's is a fault, unless `campaign` is set")
    func nameOfFile() throws {
        let errors = try WholeFile("numbers: [1]", file: "My List.yaml").errors
        #expect(errors.count == 1)
        #expect(errors.first?.contains("set `campaign`") == true)
        #expect(try WholeFile("{campaign: mine, numbers: [1]}", file: "My List.yaml").errors.isEmpty)
    }

    @Test(
        "`all` means every campaign, and is nobody's name",
        arguments: ["campaign: all", "name: all", "add_to: all", "campaign: 'all'"]
    )
    func reservedName(line: String) throws {
        let errors = try WholeFile("\(line)\nnumbers: [2125550101]\n").errors
        #expect(errors.count == 1)
        #expect(errors.first?.contains("`all` means every campaign") == true)
    }

    @Test("nor does a file's name make it one")
    func reservedFileName() throws {
        let errors = try WholeFile("numbers: [2125550101]", file: "in/all.yml").errors
        #expect(errors.count == 1)
        #expect(errors.first?.contains("it means every campaign") == true)
        #expect(try WholeFile("{campaign: all.2, numbers: [2125550101]}", file: "all.yaml").errors.isEmpty)
    }

    @Test(
        "an alias is its key",
        arguments: [
            ("name: x", "campaign"), ("scheduled_time: now", "start"), ("scheduled_timestamp: 0", "start"),
            ("start_timestamp: 1800000000", "start"), ("expiration_time: +3 days", "expires"),
            ("expiration_timestamp: 0", "expires"), ("end_timestamp: 1800000000", "expires"),
            ("caller_id: +16175550100", "ani"), ("max_retry: 3", "max_retries"), ("max_attempts: 4", "max_retries"),
            ("reattempt_wait: 60", "retry_interval"),
        ]
    )
    func aliases(line: String, key: String) throws {
        let whole = try WholeFile("\(line)\nnumbers: [2125550101]\n")
        #expect(whole.errors.isEmpty)
        #expect(whole.reader.keys[key] == .init(line: 1, column: 1))
        if key == "max_retries" { #expect(whole.reader.campaign?.retry.maxRetries == 3) }
    }

    @Test("numbers come in the order of the file, as written, with what they carry and where they stand")
    func numbers() throws {
        let whole = try WholeFile(
            """
            numbers:
              - 0012
              - "+1 212 555 0101"
              - phone_number: 2125550102
                ani: 6175550100
                message_reference: "7"
                timezone: America/Chicago
                call_parameters: {place: west, empty: ""}
              - tel:+12125550103;postd=2
              - 10:15
              - no
            """
        )
        #expect(whole.errors.isEmpty)
        #expect(
            whole.numbers == [
                NumberEntry(text: "0012", position: .init(line: 2, column: 5)),
                NumberEntry(text: "+1 212 555 0101", position: .init(line: 3, column: 5)),
                NumberEntry(
                    text: "2125550102",
                    callerID: "6175550100",
                    messageReference: "7",
                    parameters: [Parameter(key: "place", value: "west"), Parameter(key: "empty", value: "")],
                    timezone: "America/Chicago",
                    position: .init(line: 4, column: 5)
                ),
                NumberEntry(text: "tel:+12125550103;postd=2", position: .init(line: 9, column: 5)),
                NumberEntry(text: "10:15", position: .init(line: 10, column: 5)),
                NumberEntry(text: "no", position: .init(line: 11, column: 5)),
            ]
        )
        #expect(whole.reader.numbersRead == 6)
    }

    @Test("a region below the numbers is told apart from the one in which they came out")
    func regionBelow() throws {
        let below = try WholeFile("numbers: [1]\nregion: DE\n").reader
        #expect(below.regionWhenNumbersBegan == "US")
        #expect(below.campaign?.region == "DE")
        #expect(try WholeFile("region: DE\nnumbers: [1]\n").reader.regionWhenNumbersBegan == "DE")
    }

    @Test("after an error no number comes out, and the rest of the file is checked")
    func afterError() throws {
        let whole = try WholeFile("priority: 0\nnumbers: [1, 2, 3, 4, [], 5]\nmax_retries: 11\n")
        #expect(whole.numbers.isEmpty)
        #expect(whole.reader.numbersRead == 6)
        #expect(whole.errors.map { $0.prefix(5) } == ["1:11:", "2:23:", "3:14:"])
    }

    @Test("a list that is cut short is refused when `count` says how long it was, and left to the caller with contacts")
    func count() throws {
        #expect(try WholeFile("count: 2\nnumbers: [1, 2]").errors.isEmpty)
        #expect(try WholeFile("count: 3\nnumbers: [1, 2]").errors.first?.hasPrefix("1:1: error: `count` is 3") == true)
        #expect(try WholeFile("count: 3\nnumbers: [1, 2]\ncontacts: a.csv").errors.isEmpty)
    }

    @Test(
        "a file without numbers is refused",
        arguments: ["ani: 2125550100", "numbers: []", "numbers:", "{}"]
    )
    func noNumbers(text: String) throws {
        let errors = try WholeFile(text).errors
        #expect(errors.count == 1)
    }

    @Test("a slip in the key of the numbers is one fault, not two")
    func missedNumbers() throws {
        let errors = try WholeFile("nubmers: [1]").errors
        #expect(errors == ["1:1: error: unknown key `nubmers` in a campaign file; did you mean `numbers`?"])
    }

    @Test("an end that has passed is refused, and `0` is not a bound")
    func bounds() throws {
        #expect(try WholeFile("expires: 2026-11-23 09:59\nnumbers: [1]").errors.first?.contains("has passed") == true)
        let open = try WholeFile("start: 0\nexpires: 0\nnumbers: [1]").reader.campaign
        #expect(open?.start == nil)
        #expect(open?.expires == nil)
        #expect(open != nil)
    }

    @Test("a secret is never repeated in a finding")
    func secret() throws {
        let whole = try WholeFile("result_secret: whsec_swordfish\nnumbers: [1]")
        #expect(whole.errors.count == 1)
        #expect(!whole.errors.joined().contains("swordfish"))
    }

    @Test(
        "plain http to this machine or a private network is not a matter, and to a public host it is told",
        arguments: [
            ("127.0.0.1", false), ("10.1.2.3:8080", false), ("172.16.0.1", false), ("192.168.1.1", false),
            ("localhost", false), ("pbx.local", false), ("[::1]", false), ("[fd00::1]", false),
            ("example.com", true), ("172.32.0.1", true), ("8.8.8.8", true), ("[2001:db8::1]", true),
            ("127.example.com", true),
        ]
    )
    func publicHost(host: String, isTold: Bool) throws {
        let whole = try WholeFile("result_url: http://\(host)/x\nnumbers: [1]")
        #expect(whole.errors.isEmpty)
        #expect(whole.warnings.contains { $0.contains("unencrypted") } == isTold)
    }

    @Test(
        "what is not a URL is refused",
        arguments: [
            "http://", "http:///path", "https://host:0/", "https://host:99999/", "mailto:a@example.com",
            "http://[::1/", "http://exa mple.com/", "http://user@example.com/", "http://ho\\st/",
        ]
    )
    func noURL(text: String) throws {
        #expect(try WholeFile("start_url: '\(text)'\nnumbers: [1]").errors.count == 1)
    }

    @Test("a start near the full hour gets three proposals; one that is not does not")
    func fullHour() throws {
        func proposals(_ start: String) throws -> [String] {
            try WholeFile("start: \(start)\nnumbers: [1]").warnings.filter { $0.contains("full hour") }
        }
        #expect(try proposals("2026-11-24 23:57").first?.contains("00:15, 00:30 or 00:45 (UTC)") == true)
        #expect(try proposals("2026-11-24 10:05").first?.contains("10:15, 10:30 or 10:45 (UTC)") == true)
        #expect(try proposals("2026-11-24 10:06").isEmpty)
        #expect(try proposals("now").isEmpty)
    }
}
