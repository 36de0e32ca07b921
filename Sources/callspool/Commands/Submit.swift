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

    @OptionGroup var options: SpoolOptions
    @OptionGroup var questions: URLOptions

    func run() async throws {
        try await reportingFailures {
            let spool = try options.open()
            var checked: [(String, CampaignReading.Findings)] = []
            let lists = spool.doNotCall()
            var urls = questions.questions(spool.settings, spool.layout)
            for file in files {
                let check = CampaignCheck(settings: spool.settings, spool: lists, layout: spool.layout)
                var findings = try await check.checkShowingProgress(file)
                await findings.ask(&urls, file)
                for diagnostic in findings.diagnostics { Terminal.remark("\(diagnostic)") }
                checked.append((file, findings))
            }
            if checked.contains(where: { $0.1.isRefused }) { throw ExitCode.badFile }
            let drop = Drop(spool.layout, on: spool.disk, now: SystemClock().wall)
            for (file, findings) in checked {
                let name = try drop.drop(file, lists: findings.lists)
                let next = TickSchedule(minutes: spool.settings.ticks).next(after: SystemClock().now)
                Terminal.write(
                    "\(name): \(findings.total.counted("number")); picked up at the next tick, \(next.iso8601)\n"
                )
            }
        }
    }
}
