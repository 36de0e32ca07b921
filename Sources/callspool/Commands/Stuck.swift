import ArgumentParser
import CallspoolCore
import Spool

struct Stuck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Calls whose outcome was lost: list them, or settle one by hand.",
        discussion: """
            A call is stuck when it was placed, or about to be, and its end is not known: after a crash mostly. It is \
            never dialled again by itself. Look it up in the engine's records, then settle it.
            """
    )

    @Argument(help: "A campaign; all that are queued if none is named.")
    var campaign: String?

    @Option(
        help: ArgumentHelp(
            "Settle a call: its id, `=`, and an outcome (answered, busy, …).",
            valueName: "call-id=outcome"
        )
    )
    var settle: String?

    @OptionGroup var options: SpoolOptions
    @OptionGroup var format: FormatOptions

    /// The call and the outcome of `--settle`.
    private var settlement: (call: String, outcome: Outcome)? {
        guard let settle, let sign = settle.lastIndex(of: "="),
            let outcome = Outcome(rawValue: String(settle[settle.index(after: sign)...]))
        else { return nil }
        return (String(settle[..<sign]), outcome)
    }

    func validate() throws {
        let names = Outcome.allCases.filter { $0 != .unknown && $0 != .expired }
        guard settle == nil || settlement.map({ names.contains($0.outcome) }) == true else {
            let list = names.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--settle takes CALL_ID=OUTCOME, and the outcomes are \(list)")
        }
    }

    func run() async throws {
        let spool = try options.open()
        if let (call, outcome) = settlement {
            let request = ControlRequest(.settle, call, by: "callspool stuck --settle", outcome: outcome)
            return try await ControlProgram(spool: spool).carryOut(request)
        }
        try await reportingFailures { try list(spool) }
    }

    private func list(_ spool: OpenSpool) throws {
        let reader = SpoolReader(spool.layout, on: spool.disk)
        if let campaign, try reader.campaign(campaign) == nil {
            Terminal.complain("there is no campaign `\(campaign)` in \(spool.layout.root)")
            throw ExitCode.usage
        }
        var table = Table([
            ("call id", .left), ("number", .left), ("attempt", .right), ("dialled", .left), ("lost", .left),
        ])
        var count = 0
        for place in try reader.campaigns() where !place.isDone && (campaign ?? place.folder.name) == place.folder.name
        {
            for row in try reader.stuckCalls(place) {
                count += 1
                if format.json { Terminal.write(row.jsonLine) }
                table.add([
                    row.job.callID, row.job.phoneNumber, String(row.call.attempt), row.call.result.dialedAt.iso8601,
                    row.call.result.endedAt.iso8601,
                ])
            }
        }
        if format.json { return }
        Terminal.write(count == 0 ? "no call is stuck\n" : table.text)
    }
}

extension StuckRow {
    fileprivate var jsonLine: [UInt8] {
        var writer = JSONLineWriter()
        writer.line { line in
            line.field("call_id", job.callID)
            line.field("phone_number", job.phoneNumber)
            line.field("attempt", call.attempt)
            line.field("dialed_at", call.result.dialedAt)
            line.field("lost_at", call.result.endedAt)
        }
        return writer.bytes
    }
}
