import ArgumentParser
import CallspoolCore
import CampaignFiles
import Spool

struct Stuck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Calls whose outcome was lost: list them, or settle them.",
        discussion: """
            A call is stuck when it was placed, or about to be, and its end is not known: after a crash mostly. It is \
            never redialled automatically. While the dialler is not running, the calls that the last one had in progress when it \
            was killed are among them: the next one asks the engine about them first. Look a call up in the engine's records, then settle it; \
            --from-cdr does both for a whole call log.
            """
    )

    @Argument(help: "A campaign; all that are queued if none is named.")
    var campaign: String?

    @Option(
        help: ArgumentHelp(
            "Settle a call: its id, `=`, and an outcome (answered, busy, …) or not_placed. May be given again.",
            valueName: "call-id=outcome"
        )
    )
    var settle: [String] = []

    @Option(
        help: ArgumentHelp("Settle from an engine's call log, a CSV file; `-` is standard input.", valueName: "file")
    )
    var fromCdr: String?

    @Option(
        help: ArgumentHelp(
            "Which of its columns hold what, by name or number: id, number, start, answer, end, duration, talk, "
                + "disposition, cause, sip. Asterisk's Master.csv is recognised automatically.",
            valueName: "id=uniqueid,cause=12,…"
        )
    )
    var columns: String?

    @Option(help: "How many seconds a record may begin before or after the dialling, where only the number matches.")
    var window = 10

    @Option(help: "The IANA zone of the call log's times; the machine's own if none is given.")
    var zone: String?

    @Flag(help: "Show what the call log says, and settle nothing.")
    var dryRun = false

    @OptionGroup var options: SpoolOptions
    @OptionGroup var format: FormatOptions

    func validate() throws {
        guard settle.isEmpty || fromCdr == nil else { throw ValidationError("--settle or --from-cdr, not both") }
        for words in settle where finding(words) == nil {
            let list = Settlement.Finding.all.map(\.word).joined(separator: ", ")
            throw ValidationError(
                "--settle takes CALL_ID=OUTCOME, and `\(words)` is not that; the outcomes are \(list)"
            )
        }
        if let columns, CallLogColumns(columns) == nil {
            let list = CallLogColumns.Role.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--columns takes pairs such as id=uniqueid,cause=12; they can be \(list)")
        }
        if let zone, Zone(zone) == nil {
            throw ValidationError("--zone: there is no zone `\(zone)`; write it as in America/New_York")
        }
        guard (0...86_400).contains(window) else { throw ValidationError("--window takes 0 to 86400 seconds") }
        let isLog = columns != nil || zone != nil || dryRun
        if fromCdr == nil, isLog { throw ValidationError("--columns, --zone and --dry-run go with --from-cdr") }
    }

    /// The call and the finding of a `--settle`.
    private func finding(_ words: String) -> (call: String, finding: Settlement.Finding)? {
        guard let sign = words.lastIndex(of: "="), sign != words.startIndex,
            let finding = Settlement.Finding(word: String(words[words.index(after: sign)...]))
        else { return nil }
        return (String(words[..<sign]), finding)
    }

    func run() async throws {
        let program = SettleProgram(spool: try options.open())
        try await reportingFailures {
            if let fromCdr {
                let log = CallLogSettling(
                    file: fromCdr,
                    columns: columns.flatMap(CallLogColumns.init),
                    window: .seconds(window),
                    zone: zone.flatMap { Zone($0) } ?? .machine
                )
                return try await log.run(program, campaign, isDry: dryRun, isJSON: format.json)
            }
            if settle.isEmpty { return StuckTable(rows: try program.stuckCalls(campaign)).show(isJSON: format.json) }
            try await settle(program)
        }
    }

    private func settle(_ program: SettleProgram) async throws {
        let wanted = settle.compactMap(finding)
        let stuck = try program.stuckCalls(nil)
        let attempts = Dictionary(stuck.map { ($0.job.callID, $0.call.attempt) }) { first, _ in first }
        let names = try program.campaignNames()
        for (call, _) in wanted where !names.contains(where: { call.hasPrefix($0 + "-") }) {
            Terminal.warn("no queued campaign is named `\(call)`; see: callspool stuck")
            throw ExitCode.usage
        }
        let settlements = wanted.compactMap { call, finding in
            attempts[call]
                .map { attempt in
                    Settlement(call, attempt: attempt, finding, by: "\(Person.name), callspool stuck --settle")
                }
        }
        let settled = try await program.carryOut(settlements)
        for (call, finding) in wanted {
            let words = settled.contains(call) ? "settled as \(finding.word)" : "nothing to settle: it is not stuck"
            Terminal.write("\(call): \(words)\n")
        }
        if wanted.contains(where: { !settled.contains($0.call) }) { throw ExitCode.failure }
    }
}
