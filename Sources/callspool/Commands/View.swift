import ArgumentParser
import CallspoolCore
import Presentation
import Spool

struct View: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The calls of a campaign: number, ANI, status, attempt, callee type, call info.",
        discussion: """
            Calls that are not final come first, then the newest that are. Filters look at the whole campaign; what they \
            pick is shown within the same limits.
            """
    )

    @Argument(help: "The campaign.")
    var campaign: String

    @Option(help: "How many of the newest final calls.")
    var completed = 25

    @Option(help: "How many calls that are not final.")
    var pending = 50

    @Option(help: "Only calls of this status; may be given several times.", transform: oneOfThese)
    var status: [CallPhase] = []

    @Option(help: "Only calls whose last attempt ended so; may be given several times.", transform: oneOfThese)
    var outcome: [Outcome] = []

    @Option(help: ArgumentHelp("Only calls to this number, or to those with these digits.", valueName: "text"))
    var number: String?

    @Option(help: ArgumentHelp("The whole story of one call, or of each call to a number.", valueName: "id-or-number"))
    var call: String?

    @Flag(help: "Stay, and show each event as it happens, until the campaign is over.")
    var follow = false

    @OptionGroup var options: SpoolOptions
    @OptionGroup var format: FormatOptions

    func validate() throws {
        guard completed >= 0, pending >= 0 else {
            throw ValidationError("--completed and --pending must not be negative")
        }
        guard call == nil || (!follow && filter.isOff) else {
            throw ValidationError("--call shows one call; leave out --follow and the filters")
        }
    }

    private var filter: CallFilter {
        var filter = CallFilter()
        filter.phases = Set(status)
        filter.outcomes = Set(outcome)
        filter.number = number
        return filter
    }

    func run() async throws {
        try await reportingFailures {
            let spool = try options.open()
            let (reader, place) = try spool.find(campaign)
            if let call { return try tell(call, place, spool) }
            if follow { return try await CallEvents(spool, place, filter, isJSON: format.json).follow(reader) }
            var selection = CallSelection()
            (selection.pending, selection.final, selection.filter) = (pending, completed, filter)
            let isRunning = try reader.isProgramAtWork()
            show(try CallList(place, selection, on: spool.disk), isRunning: isRunning)
        }
    }

    private func tell(_ call: String, _ place: CampaignPlace, _ spool: OpenSpool) throws {
        let reader = SpoolReader(spool.layout, on: spool.disk)
        let found = try reader.calls(place, meantBy: call)
        guard !found.isEmpty else {
            Terminal.warn("no call of campaign `\(campaign)` has the id or the number `\(call)`")
            throw ExitCode.usage
        }
        for (order, tale) in try reader.tales(place, of: Set(found.map(\.index))).enumerated() {
            if order > 0, !format.json { Terminal.write("\n") }
            tell(tale)
            guard tale.row.phase == CallPhase.queued.rawValue, !place.isDone else { continue }
            try tellHolds(on: found.filter { $0.job.callID == tale.row.job.callID }, spool)
        }
    }

    private func tell(_ tale: CallHistory) {
        guard format.json else { return Terminal.write(lines: CallHistoryText(tale).text) }
        var writer = JSONLineWriter()
        for entry in tale.entries { writer.journalLine(entry, callIDPrefix: tale.acceptance.callIDPrefix) }
        Terminal.write(writer.bytes + tale.recordLine)
    }

    /// Why a call that waits is not called now.
    private func tellHolds(on calls: [FoundCall], _ spool: OpenSpool) throws {
        let forecast = try SpoolForecast(spool)
        for call in calls {
            let holds = forecast.holds(on: call)
            guard !holds.isEmpty else { continue }
            if format.json {
                var writer = JSONLineWriter()
                writer.line { line in
                    line.field("call_id", call.job.callID)
                    line.holds(holds)
                }
                Terminal.write(writer.bytes)
            } else {
                for hold in holds { Terminal.write("held by: \(hold.kind): \(hold.sentence)\n") }
            }
        }
    }

    private func show(_ list: CallList, isRunning: Bool) {
        if format.json {
            for row in list.pending + list.final { Terminal.write(row.jsonLine) }
            return
        }
        var table = Table([
            ("number", .left), ("ANI", .left), ("status", .left), ("attempt", .left), ("callee type", .left),
            ("call info", .left), ("call id", .left),
        ])
        for row in list.pending + list.final { table.add(row.seen(isRunning: isRunning).cells) }
        // A reason can be a long sentence; the whole is in `--call` and `--json`.
        Terminal.write(table.text(within: Terminal.width ?? 160, cutting: 5))
        let shown = list.pending.count + list.final.count
        let all = filter.isOff ? "\(list.counts.all.grouped) calls" : "\(list.matching.counted("matching call"))"
        guard !filter.isOff || shown < list.counts.all else { return }
        let more = shown < list.matching ? "; more with --pending N and --completed N" : ""
        Terminal.write("\(shown.grouped) of \(all)\(more)\n")
    }
}

extension OpenSpool {
    /// A campaign of the spool, and who reads it.
    ///
    /// - Throws: `ExitCode.usage` when there is none; `DiskError`.
    func find(_ campaign: String) throws -> (SpoolReader, CampaignPlace) {
        let reader = SpoolReader(layout, on: disk)
        guard let place = try reader.campaign(campaign) else {
            Terminal.warn("there is no campaign `\(campaign)` in \(layout.root)")
            throw ExitCode.usage
        }
        return (reader, place)
    }
}
