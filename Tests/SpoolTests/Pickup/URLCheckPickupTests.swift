import CallspoolCore
import CallspoolTesting
import Synchronization
import Testing

@testable import Spool

/// Answers as it is told, and remembers what it was asked.
private final class ScriptedProbe: URLProbe {
    private let answers: [String: DeliveryAnswer]
    private let asked = Mutex<[[String]]>([])
    /// Done while the answers are waited for.
    private let meanwhile: @Sendable () throws -> Void

    init(_ answers: [String: DeliveryAnswer], meanwhile: @escaping @Sendable () throws -> Void = {}) {
        self.answers = answers
        self.meanwhile = meanwhile
    }

    /// The URLs of each question.
    var questions: [[String]] { asked.withLock { $0 } }

    func ask(_ urls: [String]) async -> [String: DeliveryAnswer] {
        asked.withLock { $0.append(urls.sorted()) }
        do { try meanwhile() } catch { Issue.record(error) }
        return Dictionary(urls.map { ($0, answers[$0] ?? .status(200, retryAfter: nil)) }) { first, _ in first }
    }
}

@Suite("URLs are asked at pickup")
struct URLCheckPickupTests {
    private let layout = PaperCampaign.layout
    private let wall = Timestamp(seconds: 1_795_000_000)
    private let tags = Tags()

    private func spool(_ files: [String: String]) throws -> MemoryDisk {
        let disk = MemoryDisk()
        disk.set(time: (wall - .seconds(60)).milliseconds)
        for folder in layout.folders { try disk.makeFolder(folder) }
        for (name, text) in files { try disk.put("\(layout.incoming)/\(name)", text) }
        return disk
    }

    private func step(_ disk: MemoryDisk, _ probe: ScriptedProbe) async throws -> IntakeReport {
        let intake = SpoolIntake(
            layout,
            on: disk,
            settings: Settings(),
            makeTag: { [tags] in tags.next() },
            probe: probe
        )
        return try await intake.step(wall, wall: wall)
    }

    private func campaign(_ keys: String, _ number: Int = 1) -> String {
        "\(keys)\nnumbers: [\"+1617555010\(number)\"]\n"
    }

    private static let result = "http://127.0.0.1:9/results"
    private static let start = "http://127.0.0.2:9/start"

    @Test("Both are asked at once; what does not answer 200 is a warning at its key, and the campaign is taken")
    func warn() async throws {
        let text = campaign("start_url: \(Self.start)\nresult_url: \(Self.result)")
        let disk = try spool(["a.yaml": text])
        let probe = ScriptedProbe([
            Self.start: .failed("no connection in time"), Self.result: .status(404, retryAfter: nil),
        ])
        let report = try await step(disk, probe)
        #expect(probe.questions == [[Self.result, Self.start]])
        let accepted = try #require(report.accepted.first)
        #expect(
            accepted.unanswered.map(\.description) == [
                "a.yaml:1:1: warning: `start_url` cannot be reached: no connection in time; "
                    + "correct it, or set `check_urls` to `off`",
                "a.yaml:2:1: warning: `result_url` answers a GET with 404 and not with 200; "
                    + "correct it, or set `check_urls` to `off`",
            ]
        )
        #expect(try disk.entry(layout.campaign("a").journal) != nil)
    }

    @Test("With `require` the file is refused, and the reason is kept beside it; with `off` nothing is asked")
    func require() async throws {
        let files = [
            "a.yaml": campaign("check_urls: require\nresult_url: \(Self.result)"),
            "b.yaml": campaign("check_urls: off\nresult_url: \(Self.result)", 2),
        ]
        let disk = try spool(files)
        let probe = ScriptedProbe([Self.result: .status(500, retryAfter: nil)])
        let report = try await step(disk, probe)
        #expect(report.refused.map(\.file) == ["a.yaml"] && report.accepted.map(\.campaign) == ["b"])
        #expect(probe.questions.count == 1)
        let why = String(decoding: disk.read("\(layout.rejected)/a.yaml.why"), as: UTF8.self)
        #expect(
            why.contains(
                "a.yaml:2:1: error: `result_url` answers a GET with 500 and not with 200; "
                    + "correct it, or set `check_urls` to `warn`\n"
            )
        )
        #expect(!disk.read("\(layout.rejected)/a.yaml").isEmpty)
    }

    @Test("Nothing is asked for a file that is refused anyway")
    func refusedAnyway() async throws {
        let disk = try spool([
            "a.yaml": campaign("result_url: \(Self.result)"),
            "b.yaml": campaign("result_url: \(Self.result)\nmax_retries: many"),
            "c.yaml": campaign("campaign: a\nresult_url: \(Self.start)", 2),
        ])
        let probe = ScriptedProbe([:])
        let report = try await step(disk, probe)
        #expect(report.refused.map(\.file) == ["b.yaml", "c.yaml"])
        #expect(probe.questions == [[Self.result]])
    }

    @Test("Of many files with one URL the first asks; a host that says nothing is waited for once")
    func many() async throws {
        var files: [String: String] = [:]
        for number in 1...4 { files["good\(number).yaml"] = campaign("result_url: \(Self.result)", number) }
        for number in 5...8 { files["silent\(number).yaml"] = campaign("result_url: \(Self.start)/\(number)", number) }
        let disk = try spool(files)
        let silent = Dictionary(
            uniqueKeysWithValues: (5...8).map { ("\(Self.start)/\($0)", DeliveryAnswer.failed("no")) }
        )
        let probe = ScriptedProbe(silent)
        let report = try await step(disk, probe)
        #expect(report.accepted.count == 8)
        #expect(report.accepted.filter { !$0.unanswered.isEmpty }.map(\.file) == (5...8).map { "silent\($0).yaml" })
        #expect(probe.questions == [[Self.result], ["\(Self.start)/5"]])
    }

    @Test("A file that is exchanged while its URLs are asked is not taken for the one that was read")
    func exchanged() async throws {
        let disk = try spool(["a.yaml": campaign("result_url: \(Self.result)")])
        let other = campaign("result_url: \(Self.start)", 2)
        let (path, later) = ("\(layout.incoming)/a.yaml", wall)
        let probe = ScriptedProbe([:]) {
            disk.set(time: later.milliseconds)
            try disk.put(path, other)
        }
        let report = try await step(disk, probe)
        #expect(report.accepted.isEmpty && report.refused.isEmpty && report.readyIn != nil)
        #expect(String(decoding: disk.read(path), as: UTF8.self) == other)
        #expect(try disk.list(layout.queue).filter { !$0.name.hasPrefix(".") }.isEmpty)
    }
}
