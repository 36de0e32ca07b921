import ArgumentParser
import CallspoolCore
import CampaignFiles
import Logging
import Spool
import Stages

struct Ship: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Ship the status records that are outstanding, and nothing else.",
        discussion: """
            Returns when nothing is due any more; records that wait for another try are left to the next time.

            With --replay it sends the undelivered records instead, each once, also those of campaigns that are done: under \
            the same webhook-id and with the same body as before. What is taken is noted, and not sent by another --replay; \
            the rest stays undelivered, and the exit code is 75.
            """
    )

    @Option(help: ArgumentHelp("Only this campaign.", valueName: "name"))
    var campaign: String?

    @Option(
        help: ArgumentHelp(
            "Only records written since: a time (`2026-11-24 09:15`), or how long ago (`2h`).",
            valueName: "time"
        )
    )
    var since: String?

    @Flag(help: "Send the undelivered records again, and nothing else.")
    var replay = false

    @OptionGroup var options: SpoolOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        try await reportingFailures {
            let spool = try options.open()
            let reader = SpoolReader(spool.layout, on: spool.disk)
            let clock = SystemClock(speed: spool.settings.speed, notBefore: try reader.latest())
            var rules = OutboxRules(
                batchWait: spool.settings.shipping.batchWait,
                campaign: campaign,
                since: try since.map { try instant($0, clock.now, spool.settings.defaults.timezone) }
            )
            rules.keepsDone = spool.settings.keep.done
            try checkCampaign(spool)
            var log = Logger(label: "callspool") { _ in ErrorLogHandler(logLevel: .notice, now: { clock.now }) }
            log.logLevel = Terminal.isError ? .notice : .warning
            let outstanding = SpoolOutbox(layout: spool.layout, disk: spool.disk, rules: rules)
            let kept = ReplayOutbox(layout: spool.layout, disk: spool.disk, rules: rules)
            let outbox: any Outbox = replay ? kept : outstanding
            guard let parts = try ShippingParts(spool, outbox, clock, announcements: WakeSignal(), log: log) else {
                if Terminal.isError {
                    Terminal.log(
                        "another callspool ships from \(spool.layout.root) already; nothing is left to do here"
                    )
                }
                return
            }
            try await parts.shipWhatIsDue()
            let tallies = replay ? kept.tallies : try outstanding.tallies()
            ShippingSummary(tallies: tallies, isReplay: replay, isJSON: format.json).show()
            if replay, tallies.contains(where: { $0.failed + $0.left > 0 }) { throw ExitCode.tryLater }
        }
    }

    private func instant(_ text: String, _ now: Timestamp, _ zone: String) throws -> Timestamp {
        if Int(text) == nil, case .duration(let span) = DurationExpression.read(text) { return now - span }
        switch TimeExpression.read(text, now: now, zone: Zone(zone) ?? .utc) {
        case .instant(let instant): return instant
        case .zero: return Timestamp(milliseconds: 0)
        case .fault(let words):
            Terminal.warn("--since: \(words)")
            throw ExitCode.usage
        }
    }

    /// A name that is nobody's is a slip that must not look like success.
    private func checkCampaign(_ spool: OpenSpool) throws {
        guard let campaign, try SpoolReader(spool.layout, on: spool.disk).campaign(campaign) == nil else { return }
        // With its results and without its folder it was removed from done/: the replay says so.
        if replay, try spool.disk.entry(spool.layout.undelivered(campaign)) != nil { return }
        Terminal.warn("there is no campaign `\(campaign)` in \(spool.layout.root)")
        throw ExitCode.usage
    }
}
