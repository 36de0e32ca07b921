import ArgumentParser
import CallspoolCore
import Presentation
import Spool
import Stages

struct Report: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Sum up a campaign: outcomes, callee types, attempts, hours, times, shipping.",
        discussion: """
            Reads the journal, also while the campaign is dialled and when it is done. Median and 95th percentile are off \
            by at most 0.8 %.
            """
    )

    @Argument(help: "The campaign.")
    var campaign: String

    @Flag(help: "Print CSV: section, key, measure, value.")
    var csv = false

    @Flag(help: "Print one HTML file with charts, which needs nothing but itself.")
    var html = false

    @OptionGroup var options: SpoolOptions
    @OptionGroup var format: FormatOptions

    func validate() throws {
        guard [csv, html, format.json].count(where: { $0 }) <= 1 else {
            throw ValidationError("choose one of --csv, --html and --json")
        }
    }

    func run() async throws {
        try await reportingFailures {
            let spool = try options.open()
            let (reader, place) = try spool.find(campaign)
            let report = try reader.report(place)
            if format.json { return Terminal.write(report.jsonLine) }
            if html {
                let page = ReportPage(report, version: programVersion, now: SystemClock().wall)
                return Terminal.write(lines: page.text)
            }
            if csv { return Terminal.write(lines: ReportCSV(report).text) }
            Terminal.write(lines: ReportText(report, hasBlocks: Terminal.isOutput).text)
        }
    }
}
