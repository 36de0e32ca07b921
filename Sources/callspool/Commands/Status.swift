import ArgumentParser
import CallspoolCore
import Presentation
import Spool
import Stages

struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The table of campaigns: where their calls are, and how far the reporting lags behind.",
        discussion: """
            Files that wait to be picked up, and those that were refused in the last day, are listed too. When nothing is \
            running that should, it says so, and since when.
            """
    )

    @Argument(help: "A campaign; all that are queued, and those done in the last day, if none is named.")
    var campaign: String?

    @Flag(help: "Also campaigns that were done, and files that were refused, longer ago.")
    var all = false

    @OptionGroup var options: SpoolOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        try await reportingFailures {
            let spool = try options.open()
            let reader = SpoolReader(spool.layout, on: spool.disk)
            let yesterday = SystemClock().wall - .seconds(86_400)
            let places = try reader.campaigns()
                .filter { place in
                    campaign.map { $0 == place.folder.name } ?? (all || !place.isDone || place.modified >= yesterday)
                }
            let files = try FilesInSpool(spool, named: campaign, since: all ? Timestamp(milliseconds: 0) : yesterday)
            if let campaign, places.isEmpty, files.isEmpty {
                Terminal.warn("there is no campaign `\(campaign)` in \(spool.layout.root)")
                throw ExitCode.usage
            }
            let (rows, isDamaged) = try overviews(places, reader)
            let queued = rows.filter { !$0.place.isDone }.map(\.counts)
            let pulse = try SpoolPulse(reader, settings: spool.settings, counts: queued, wall: SystemClock().wall)
            try show(rows, files, pulse, spool)
            if !format.json {
                try showLists(rows, reader)
                try PaceLines(spool).show()
                let untaken = UntakenFiles(spool.layout, on: spool.disk, settle: spool.settings.settle)
                for words in try untaken.sentences(SystemClock().wall) { Terminal.write("\(words)\n") }
            }
            if isDamaged { throw ExitCode.disk }
        }
    }

    /// A campaign that cannot be read is told of, and hides no other.
    private func overviews(_ places: [CampaignPlace], _ reader: SpoolReader) throws -> ([CampaignOverview], Bool) {
        var rows: [CampaignOverview] = []
        var isDamaged = false
        for place in places {
            do {
                if let row = try reader.overview(place, of: places) { rows.append(row) }
            } catch let error as StoreError {
                Terminal.warn(error.message)
                isDamaged = true
            }
        }
        return (rows, isDamaged)
    }

    /// What holds campaigns because of their own do-not-call lists.
    private func showLists(_ rows: [CampaignOverview], _ reader: SpoolReader) throws {
        for row in rows where !row.place.isDone && !row.isFinished {
            let hold = try reader.doNotCallHold(of: row.acceptance.campaign, in: row.place.folder)
            if let hold { Terminal.write("\(row.name): its calls are held: \(hold)\n") }
        }
    }

    private func show(
        _ rows: [CampaignOverview],
        _ files: FilesInSpool,
        _ pulse: SpoolPulse,
        _ spool: OpenSpool
    ) throws {
        let now = SystemClock().wall
        let forecast = rows.contains(where: \.mayBeHeld) ? try SpoolForecast(quietly: spool) : nil
        let held = try HeldCampaigns(rows) { try forecast?.holds(onCampaign: $0) }
        if format.json {
            for row in rows {
                Terminal.write(row.jsonLine(now, isRunning: pulse.isRunning, heldBy: held.why(row.name)))
            }
            return files.writeJSON()
        }
        if let trouble = pulse.trouble { Terminal.alarm("\(trouble)") }
        if rows.isEmpty, files.waiting.isEmpty {
            Terminal.write("no campaigns in \(spool.layout.root)\n")
        } else {
            var table = Table([
                ("campaign", .left), ("state", .left), ("pending", .right), ("dialing", .right), ("completed", .right),
                ("failed", .right), ("canceled", .right), ("rejected", .right), ("stuck", .right),
                ("unreported", .right),
                ("unshipped", .right),
            ])
            for row in rows {
                let isHeld = held.why(row.name) != nil
                table.add(row.cells(row.state(now, isRunning: pulse.isRunning, isHeld: isHeld)))
            }
            for file in files.waiting { table.add([file.campaign, file.state] + Array(repeating: "-", count: 9)) }
            Terminal.write(table.text)
        }
        for row in rows { if let words = row.holdWords ?? held.words(row.name) { Terminal.write("\(words)\n") } }
        for row in rows { for words in row.lag.sentences(now) { Terminal.write("\(row.name): \(words)\n") } }
        files.write(spool)
        if Terminal.isOutput, spool.settings.isSimulated {
            Terminal.write("the engine is the simulator: no telephone rings\n")
        }
    }
}

extension ExitCode {
    /// The command line is wrong (`EX_USAGE`).
    static let usage = ExitCode(64)
}

extension CampaignOverview {
    fileprivate var name: String { acceptance.campaign.name }

    /// Why a campaign that is suspended or stopped is.
    fileprivate var holdWords: String? {
        switch hold {
        case .suspended(let by) where !place.isDone && !isFinished:
            "\(name) is suspended: \(by); to go on: callspool resume \(name)"
        case .stopped: stoppedBy.map { "\(name) was stopped by \($0)" }
        case .suspended, nil: nil
        }
    }

    fileprivate func cells(_ state: String) -> [String] {
        [
            name, state, counts.pending.grouped, counts.dialing.grouped, counts.completed.grouped,
            counts.failed.grouped, counts.canceled.grouped, counts.rejected.grouped, counts.stuck.grouped,
            lag.unreported.count.grouped, lag.unshipped.count.grouped,
        ]
    }
}
