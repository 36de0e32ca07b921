import CallspoolCore
import CallspoolTesting
import Testing

@testable import Spool

@Suite("The attempts in the journals")
struct AttemptScanTests {
    private static let layout = SpoolLayout(root: "/spool")
    private static let start = Timestamp(seconds: 1_795_000_000)
    private static let week = Duration.seconds(604_800)

    private func at(_ seconds: Int) -> Timestamp { AttemptScanTests.start + .seconds(seconds) }

    /// A campaign of numbers …1001, …1002 and so on, with these events after it was accepted.
    private func put(_ folder: CampaignFolder, _ events: [(Int, JournalEvent)], on disk: MemoryDisk) throws {
        let paper = PaperCampaign(folder.name, numbers: 9)
        var writer = JSONLineWriter()
        let first = JournalEntry(n: 1, at: at(events.first?.0 ?? 0), event: .accepted(paper.acceptance))
        let rest = events.enumerated().map { JournalEntry(n: $0 + 2, at: at($1.0), event: $1.1) }
        for entry in [first] + rest { writer.journalLine(entry, callIDPrefix: paper.acceptance.callIDPrefix) }
        try disk.makeFolder(folder.path)
        try disk.put(folder.jobs, String(decoding: paper.jobs, as: UTF8.self))
        try disk.put(folder.journal, String(decoding: writer.bytes, as: UTF8.self))
    }

    private func dialing(_ index: Int, _ attempt: Int = 1) -> JournalEvent {
        .dialing(index: index, attempt: attempt, callerID: nil)
    }

    private func result(_ outcome: Outcome) -> AttemptResult {
        let codes = EngineCodes()
        return AttemptResult(
            outcome: outcome,
            calleeType: .none,
            codes: codes,
            engine: "paper",
            dialedAt: at(0),
            endedAt: at(1)
        )
    }

    private func ended(_ index: Int, _ outcome: Outcome, _ attempt: Int = 1) -> JournalEvent {
        .ended(index: index, attempt: attempt, result(outcome), .final(.failed))
    }

    private func taken(_ disk: MemoryDisk, since: Int = -604_800) throws -> (AttemptHistory, [String]) {
        var history = AttemptHistory(AttemptLimits(perDay: 1))
        var warnings: [String] = []
        try history.take(from: AttemptScanTests.layout, since: at(since), on: disk) { warnings.append($0) }
        return (history, warnings)
    }

    /// Which of the numbers …1001 to …1009 may not be attempted.
    private func held(_ history: AttemptHistory, _ seconds: Int) -> [Int] {
        (1...9).filter { history.obstacle("+1617555\(1000 + $0)", at(seconds)) != nil }
    }

    @Test("count over all campaigns, running and over")
    func allCampaigns() throws {
        let disk = MemoryDisk()
        let layout = AttemptScanTests.layout
        try put(layout.campaign("spring"), [(0, dialing(1)), (5, ended(1, .busy))], on: disk)
        try put(layout.doneCampaign("winter"), [(0, dialing(2)), (5, ended(2, .answered))], on: disk)
        try put(layout.campaign(".building"), [(0, dialing(3))], on: disk)
        let (history, warnings) = try taken(disk)
        #expect(held(history, 10) == [1, 2])
        #expect(history.obstacle("+16175551001", at(10))?.until == at(86_400))
        #expect(warnings.isEmpty)
    }

    @Test("that the trunk or the configuration failed do not count; those in progress and lost do")
    func classes() throws {
        let disk = MemoryDisk()
        let events: [(Int, JournalEvent)] = [
            (0, .started), (0, dialing(1)), (0, dialing(2)), (0, dialing(3)), (0, dialing(4)), (0, dialing(5)),
            (1, ended(1, .congestion)), (1, ended(2, .notPermitted)), (1, ended(3, .invalidNumber)),
            (1, .lost(index: 4, attempt: 1, result(.unknown))), (1, dialing(6)),
            (2, .lost(index: 6, attempt: 1, result(.unknown))),
            (3, .settled(index: 6, attempt: 1, result(.carrierError), .final(.failed), by: "records")),
            (60, dialing(1, 2)), (61, ended(1, .noAnswer, 2)),
        ]
        try put(AttemptScanTests.layout.campaign("spring"), events, on: disk)
        let history = try taken(disk).0
        #expect(held(history, 70) == [1, 3, 4, 5])
        #expect(history.obstacle("+16175551001", at(70))?.until == at(86_460))
    }

    @Test("before the instant asked for are left out, and a journal that is older is not read")
    func since() throws {
        let disk = MemoryDisk()
        try put(AttemptScanTests.layout.campaign("spring"), [(0, dialing(1)), (10, dialing(2))], on: disk)
        let old = AttemptScanTests.layout.doneCampaign("winter")
        try put(old, [(0, dialing(3)), (5, .reported)], on: disk)
        try disk.remove(old.jobs)
        let (history, warnings) = try taken(disk, since: 5)
        #expect(held(history, 10) == [2])
        #expect(warnings.isEmpty)
        #expect(try taken(disk, since: 4).1.count == 1)
    }

    @Test("of a campaign that is met running and over count once")
    func moved() throws {
        let disk = MemoryDisk()
        let layout = AttemptScanTests.layout
        for folder in [layout.campaign("spring"), layout.doneCampaign("spring")] {
            try put(folder, [(0, dialing(1))], on: disk)
        }
        var history = try taken(disk).0
        history.remove("+16175551001", at: at(0))
        #expect(held(history, 10) == [])
    }

    @Test("of a damaged journal are told, and the other campaigns count; a torn last line is left out")
    func damaged() throws {
        let disk = MemoryDisk()
        let layout = AttemptScanTests.layout
        try put(layout.campaign("spring"), [(0, dialing(1))], on: disk)
        try disk.put(layout.campaign("spring").journal, "{\"n\":1,\n{\"n\":2}\n")
        try put(layout.campaign("summer"), [(0, dialing(2))], on: disk)
        let torn = try disk.openAppending(layout.campaign("summer").journal)
        try Array("{\"n\":3,\"at\":\"20".utf8).withUnsafeBytes { try torn.append($0) }
        try disk.makeFolder(layout.campaign("empty").path)
        let (history, warnings) = try taken(disk)
        #expect(held(history, 10) == [2])
        let words = "line 1 of /spool/queue/spring/journal.jsonl is damaged; restore the file"
        #expect(warnings == ["not all attempts of spring count: \(words)"])
    }
}
