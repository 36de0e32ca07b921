import ArgumentParser
import CallspoolCore
import CampaignFiles
import Logging
import Presentation
import Spool
import Stages

struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what is wrong with a spool and its engines.",
        discussion: """
            Looks at the settings, the folders, the room on the disk, the clock, the lists, and at each engine: whether it \
            is reached, takes the login, may do what is needed, and what it will not be able to tell. With --call it \
            places one call, which is in no campaign, and tells how it goes. Exit code 0 when nothing is wrong; 1 when \
            there are stuck calls or refused files, or nothing is running that should.
            """
    )

    @Option(help: ArgumentHelp("Place one call to a number: take your own.", valueName: "number"))
    var call: String?

    @Option(help: ArgumentHelp("The trunk of that call; the first if none is named.", valueName: "name"))
    var trunk: String?

    @OptionGroup var options: SpoolOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let spool = try options.open()
        try await reportingFailures {
            if let call { try await place(call, spool) } else { try await look(spool) }
        }
    }

    private func look(_ spool: OpenSpool) async throws {
        var table = FindingTable()
        let health = SpoolHealth(spool: spool)
        table.add("spool", try health.findings())
        let isSpoolFine = !table.has(.fault)
        let concerns = try health.concerns()
        table.add("spool", concerns)
        var engineFindings: [Finding] = []
        for trunk in spool.settings.trunks {
            let dialer = try engines(spool).dialer(for: trunk)
            let subject = trunk.name.map { "trunk \($0)" } ?? "engine"
            let found = await findings(dialer)
            engineFindings += found
            table.add(subject, found)
        }
        if format.json { Terminal.write(table.jsonLines) } else { Terminal.write(lines: table.text) }
        guard table.has(.fault) else { return }
        if !isSpoolFine { throw ExitCode.disk }
        // The engine before what a person has to see to: without it nothing goes out.
        throw engineFindings.contains { $0.weight == .fault } ? ExitCode.engineUnreachable : ExitCode.failure
    }

    private func findings(_ dialer: any Dialer) async -> [Finding] {
        guard let probe = dialer as? any EngineProbe else {
            return [Finding(.warning, "the engine `\(dialer.engine)` cannot be probed; place a call with --call")]
        }
        return await AtWork(dialer).during { _ in await probe.findings() }
    }

    private func place(_ text: String, _ spool: OpenSpool) async throws {
        guard case .dialable(let number, _, _) = PhoneNumberReader(region: spool.settings.defaults.region).read(text)
        else {
            Terminal.warn("`\(text)` is not a telephone number")
            throw ExitCode.usage
        }
        if let listed = spool.doNotCall().listing(of: number) {
            let place = "the do-not-call list \(listed.list), line \(listed.line)"
            Terminal.warn("\(number) is not called: it is on \(place)")
            throw ExitCode.failure
        }
        let found = spool.settings.trunks.first { trunk == nil || $0.name == trunk }
        guard let settings = found else {
            Terminal.warn("there is no trunk `\(trunk ?? "")` in the settings")
            throw ExitCode.usage
        }
        let clock = SystemClock()
        let dialer = try engines(spool).dialer(for: settings)
        let test = try TestCall(number, settings, dialer, clock, spool)
        let isAnswered = await AtWork(dialer)
            .during { reports in await test.place(reports) { Terminal.write(lines: $0) } }
        if !isAnswered { throw ExitCode.failure }
    }

    /// What an engine has to say while it is looked at is a finding, and told so.
    private func engines(_ spool: OpenSpool) -> EngineParts {
        var silent = Logger(label: "callspool") { _ in ErrorLogHandler(logLevel: .critical, now: { SystemClock().now })
        }
        silent.logLevel = .critical
        return EngineParts(spool.layout, clock: SystemClock(), log: silent, keepsRecords: false)
    }
}

/// A dialer that is kept running for as long as something takes.
struct AtWork {
    private let dialer: any Dialer

    init(_ dialer: any Dialer) {
        self.dialer = dialer
    }

    /// Runs it around a body, which gets its reports.
    func during<Result: Sendable>(
        _ body: @escaping @Sendable (AsyncStream<AttemptReport>) async -> Result
    ) async -> Result {
        let (reports, sink) = AsyncStream.makeStream(of: AttemptReport.self)
        let dialer = dialer
        return await withTaskGroup(of: Void.self) { group in
            group.addTask {
                // One that cannot be worked with says so when it is asked.
                do { try await dialer.run { for report in $0 { sink.yield(report) } } } catch {}
                sink.finish()
            }
            let result = await body(reports)
            group.cancelAll()
            return result
        }
    }
}
