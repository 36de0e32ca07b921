import ArgumentParser
import CallspoolCore
import Spool
import Stages

struct Submit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check campaign files, then drop them into the spool, each in one step.",
        discussion: "With a fault in any of them nothing is dropped, and the exit code is 65."
    )

    @Argument(help: "The campaign files.", completion: .file(extensions: ["yaml", "yml"]))
    var files: [String]

    @Flag(
        help: "Call the numbers again although the same file was accepted a short while ago: sets `again: true` in it."
    )
    var again = false

    @OptionGroup var options: SpoolOptions
    @OptionGroup var questions: URLOptions

    func run() async throws {
        try await reportingFailures {
            let spool = try options.open()
            var checked: [(String, CampaignReading.Findings)] = []
            let lists = spool.doNotCall()
            var urls = questions.questions(spool.settings, spool.layout)
            var order = try FileOrder(WaitingFiles(spool.layout, on: spool.disk, defaults: spool.settings.defaults))
            for file in files {
                let check = CampaignCheck(
                    settings: spool.settings,
                    spool: lists,
                    layout: spool.layout,
                    again: again
                )
                var findings = try await check.checkShowingProgress(file)
                if again, findings.hasAgain, !findings.saysAgain {
                    Terminal.warn("\(file): says `again: false`, and --again the contrary; remove one of them")
                    throw ExitCode.badFile
                }
                try order.judge(&findings, file: file)
                await findings.ask(&urls, file)
                for diagnostic in findings.diagnostics { Terminal.log("\(diagnostic)") }
                checked.append((file, findings))
            }
            if checked.contains(where: { $0.1.isRefused }) { throw ExitCode.badFile }
            let drop = Drop(spool.layout, on: spool.disk, now: SystemClock().wall)
            for (file, findings) in checked {
                let mustSet = again && !findings.hasAgain
                let name = try drop.drop(file, lists: findings.lists, again: mustSet ? findings.firstKey : nil)
                let next = TickSchedule(minutes: spool.settings.ticks).next(after: SystemClock().now)
                let campaign =
                    findings.addTo.map { "to be added to campaign \($0)" }
                    ?? "campaign \(findings.name ?? findings.campaign?.name ?? name)"
                let numbers = findings.total.counted("number")
                Terminal.write(
                    "\(name): \(campaign), \(numbers); picked up at the next tick, \(next.iso8601); "
                        + "until then: callspool stop \(name)\n"
                )
            }
        }
    }
}
