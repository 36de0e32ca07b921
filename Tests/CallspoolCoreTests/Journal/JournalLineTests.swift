import Testing

@testable import CallspoolCore

@Suite("Lines of a journal")
struct JournalLineTests {
    private static let at = Timestamp(milliseconds: 1_795_000_000_123)

    private static let result = AttemptResult(
        outcome: .noAnswer,
        calleeType: .noanswer,
        codes: EngineCodes(sipStatus: 480, q850Cause: 19, engineCause: "NO_ANSWER \"quoted\" \u{1}"),
        engine: "simulator",
        dialedAt: at,
        ringingAt: at + .seconds(2),
        answeredAt: at + .seconds(3),
        endedAt: at + .seconds(4)
    )

    private static let bare = AttemptResult(
        outcome: .unknown,
        calleeType: .unknown,
        codes: EngineCodes(),
        engine: "x",
        dialedAt: at,
        endedAt: at
    )

    static var fullCampaign: Campaign {
        var campaign = Campaign(name: "spring.2-b_c")
        campaign.start = at
        campaign.expires = at + .seconds(86_400)
        campaign.timezone = "America/New_York"
        campaign.region = "CA"
        campaign.callerIDs = ["+16175550190", "+16175550191"]
        campaign.startURL = "https://example.com/start?a=1&b=\"2\""
        campaign.answer = [Parameter(key: "play", value: "a\\b"), Parameter(key: "z", value: "")]
        campaign.resultURL = "https://example.com/result"
        campaign.resultFormat = .form
        campaign.checkURLs = .require
        campaign.retry.maxRetries = 10
        campaign.retry.interval = .seconds(172_800)
        campaign.retry.overrides = [.busy: .after(.seconds(90)), .declined: .never, .noAnswer: .after(.seconds(60))]
        campaign.callingHours = CallingHours(from: 1320, to: 360, days: [1, 5, 7], zone: "Europe/Berlin")
        campaign.doNotCall = .numbers(["+16175550100", "+16175550101"])
        campaign.priority = 10
        campaign.limits = PaceLimits(callsPerSecond: 0.25, concurrentCalls: 7)
        campaign.ringTimeout = .milliseconds(12_500)
        campaign.calleeDetection = false
        campaign.parameters = [Parameter(key: "Zoë", value: "🤖\n")]
        campaign.onLost = .fail
        campaign.campaignURL = "https://example.com/campaign"
        campaign.resultBatch = 1000
        return campaign
    }

    private static func acceptance(_ campaign: Campaign) -> Acceptance {
        Acceptance(campaign: campaign, tag: "k3v9qd", total: 3, digest: "ab", file: "a \"b\".yaml", inode: 123_456)
    }

    /// An attempt with a value that the engine refused.
    private static let refusedValue: AttemptResult = {
        var result = bare
        result.outcome = .engineError
        result.concernsCallOnly = true
        return result
    }()

    private static let events: [JournalEvent] = [
        .accepted(acceptance(fullCampaign)), .accepted(acceptance(Campaign(name: "a"))), .started,
        .dialing(index: 1, attempt: 1, callerID: nil),
        .dialing(index: 9_999_999, attempt: 15, callerID: "+16175550190"),
        .ringing(index: 2, attempt: 1), .connected(index: 2, attempt: 3),
        .ended(index: 2, attempt: 3, result, .final(.failed)),
        .ended(index: 2, attempt: 1, refusedValue, .final(.failed)),
        .ended(index: 2, attempt: 1, bare, .stuck),
        .ended(index: 2, attempt: 1, result, .retry(at: Timestamp(seconds: 1_795_000_060))),
        .ended(index: 2, attempt: 1, result, .final(.completed)), .lost(index: 4, attempt: 2, bare),
        .settled(index: 4, attempt: 2, result, .final(.failed), by: "on \"lost\""),
        .settled(index: 4, attempt: 2, result, .retry(at: at), by: "x"), .canceled(index: 5, by: "stop"),
        .expired(index: 6), .rejected(index: 7, reason: "It is in the campaign already, as number 2."),
        .suspended(by: "a person"), .suspended(by: "ten in a row", inProgress: 2, isAutomatic: true),
        .resumed(by: "a person"), .stopped(canceled: 12, inProgress: 3),
        .stopped(canceled: 12, inProgress: 3, by: "anna, callspool stop"),
        .added(Addition(tag: "k3", count: 44, digest: "cd", file: "b \"c\".yaml", inode: 9)), .finished, .reported,
    ]

    @Test("every kind of event comes back as it was written", arguments: events)
    func roundTrip(event: JournalEvent) throws {
        for previous in [nil, 0, 123_456_789] as [LogPosition?] {
            let entry = JournalEntry(n: 17, at: JournalLineTests.at, event: event, previous: previous)
            #expect(try read(write(entry)) == entry)
        }
    }

    @Test("what a line means for the queue is what its event means", arguments: events)
    func changes(event: JournalEvent) throws {
        let entry = JournalEntry(n: 17, at: JournalLineTests.at, event: event, previous: 5)
        let change = try write(entry).withUnsafeBytes { try QueueChange(try JournalLine($0)) }
        #expect(change == QueueChange(entry))
    }

    @Test("every outcome and every callee type comes back", arguments: Outcome.allCases, CalleeType.allCases)
    func outcomes(outcome: Outcome, type: CalleeType) throws {
        var result = JournalLineTests.result
        result.outcome = outcome
        result.calleeType = type
        let event = JournalEvent.ended(index: 1, attempt: 1, result, .stuck)
        let entry = JournalEntry(n: 1, at: JournalLineTests.at, event: event)
        #expect(try read(write(entry)) == entry)
    }

    @Test("the secret stays out of the journal")
    func secret() throws {
        var campaign = JournalLineTests.fullCampaign
        campaign.resultSecrets = ["whsec_c2VjcmV0"]
        let event = JournalEvent.accepted(JournalLineTests.acceptance(campaign))
        let line = write(JournalEntry(n: 1, at: JournalLineTests.at, event: event))
        #expect(!String(decoding: line, as: UTF8.self).contains("whsec"))
    }

    @Test("any inode that a file system gives can be read again", arguments: [1, 1 << 40, 1 << 60, Int.max])
    func inodes(inode: Int) throws {
        var acceptance = JournalLineTests.acceptance(Campaign(name: "a"))
        acceptance.inode = inode
        let entry = JournalEntry(n: 1, at: JournalLineTests.at, event: .accepted(acceptance))
        #expect(try read(write(entry)) == entry)
    }

    @Test("every cut and every single wrong byte is an error or a value, never a crash", arguments: events)
    func damaged(event: JournalEvent) {
        let line = write(JournalEntry(n: 17, at: JournalLineTests.at, event: event, previous: 5)).dropLast()
        for length in 0..<line.count {
            #expect(throws: JSONLineError.self) { try read(Array(line.prefix(length))) }
        }
        for place in line.indices {
            for byte in [0x00, 0x22, 0x2C, 0x2D, 0x39, 0x5C, 0x7D, 0xFF] as [UInt8] {
                var damaged = Array(line)
                damaged[place] = byte
                #expect(isErrorOrValue(damaged), "byte \(byte) at \(place)")
            }
        }
    }

    private func isErrorOrValue(_ line: [UInt8]) -> Bool {
        do {
            return try read(line).n > 0
        } catch {
            return error is JSONLineError
        }
    }

    private func write(_ entry: JournalEntry) -> [UInt8] {
        var writer = JSONLineWriter()
        writer.journalLine(entry, callIDPrefix: "spring-k3v9qd-")
        return writer.bytes
    }

    @discardableResult
    private func read(_ line: [UInt8]) throws -> JournalEntry {
        try line.withUnsafeBytes { try JournalLine($0).entry() }
    }
}
