import ArgumentParser
import CallspoolCore
import Spool

struct View: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The calls of a campaign: number, ANI, status, attempt, callee type, call info.",
        discussion: "Calls that are not final come first, then the newest that are."
    )

    @Argument(help: "The campaign.")
    var campaign: String

    @Option(help: "How many of the newest final calls.")
    var completed = 25

    @Option(help: "How many calls that are not final.")
    var pending = 50

    @Option(help: ArgumentHelp("One call's whole story.", valueName: "call-id"))
    var call: String?

    @Flag(help: "Stay, and show each event as it happens, until the campaign is over.")
    var follow = false

    @OptionGroup var options: SpoolOptions
    @OptionGroup var format: FormatOptions

    func validate() throws {
        guard completed >= 0, pending >= 0 else {
            throw ValidationError("--completed and --pending must not be negative")
        }
    }

    func run() async throws {
        try await reportingFailures {
            let spool = try options.open()
            let reader = SpoolReader(spool.layout, on: spool.disk)
            guard let place = try reader.campaign(campaign) else {
                Terminal.complain("there is no campaign `\(campaign)` in \(spool.layout.root)")
                throw ExitCode.usage
            }
            if let call { return try tell(call, place, spool) }
            if follow { return try await CallEvents(spool, place, isJSON: format.json).follow(reader) }
            var selection = CallSelection()
            selection.pending = pending
            selection.final = completed
            show(try CallList(place, selection, on: spool.disk))
        }
    }

    private func tell(_ call: String, _ place: CampaignPlace, _ spool: OpenSpool) throws {
        let events = try CallEvents(spool, place, isJSON: format.json)
        guard try events.tell(call) else {
            Terminal.complain("there is no call `\(call)` in campaign `\(campaign)`")
            throw ExitCode.usage
        }
        if !place.isDone { try tellHolds(on: call, spool) }
    }

    /// Why a call that waits is not called now.
    private func tellHolds(on call: String, _ spool: OpenSpool) throws {
        let forecast = try SpoolForecast(spool)
        for found in try forecast.find(call) {
            let holds = forecast.holds(on: found)
            guard !holds.isEmpty else { continue }
            if format.json {
                var writer = JSONLineWriter()
                writer.line { line in
                    line.field("call_id", call)
                    line.holds(holds)
                }
                Terminal.write(writer.bytes)
            } else {
                for hold in holds { Terminal.write("held by: \(hold.kind): \(hold.sentence)\n") }
            }
        }
    }

    private func show(_ list: CallList) {
        if format.json {
            for row in list.pending + list.final { Terminal.write(row.jsonLine) }
            return
        }
        var table = Table([
            ("number", .left), ("ANI", .left), ("status", .left), ("attempt", .right), ("callee type", .left),
            ("call info", .left), ("call id", .left),
        ])
        for row in list.pending + list.final { table.add(row.cells) }
        Terminal.write(table.text)
        let shown = list.pending.count + list.final.count
        if shown < list.counts.all {
            Terminal.write(
                "\(shown.grouped) of \(list.counts.all.grouped) calls; more with --pending N and --completed N\n"
            )
        }
    }
}

extension CallRow {
    fileprivate var info: String {
        if let closing { return "\(closing.rawValue)\(reason.map { ": \($0)" } ?? "")" }
        if let reason { return reason }
        if stillGoesOut { return "on its way before the hold; still goes out" }
        guard let last else { return nextAttempt.map { "next at \($0.clock)" } ?? "" }
        var parts = [last.outcome.rawValue]
        if let status = last.codes.sipStatus { parts.append("SIP \(status)") }
        if last.answeredAt != nil { parts.append("\(last.duration.milliseconds / 1000) s") }
        if let nextAttempt { parts.append("next at \(nextAttempt.clock)") }
        return parts.joined(separator: ", ")
    }

    /// A reason can be a long sentence; the whole is in `--call` and `--json`.
    private var shortInfo: String { info.count > 60 ? "\(info.prefix(59))…" : info }

    fileprivate var cells: [String] {
        [
            job.phoneNumber, callerID ?? "-", phase, String(attempts), last?.calleeType.rawValue ?? "-", shortInfo,
            job.callID,
        ]
    }

    fileprivate var jsonLine: [UInt8] {
        var writer = JSONLineWriter()
        writer.line { line in
            line.field("call_id", job.callID)
            line.field("phone_number", job.phoneNumber)
            line.field("ani", callerID)
            line.field("message_reference", job.messageReference)
            line.field("status", phase)
            line.field("attempts", attempts)
            line.field("outcome", (closing ?? last?.outcome)?.rawValue)
            line.field("callee_type", last?.calleeType.rawValue)
            line.field("next_attempt_at", nextAttempt)
            line.field("reason", reason)
            line.field("still_goes_out", stillGoesOut)
        }
        return writer.bytes
    }
}
