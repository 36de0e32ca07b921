import ArgumentParser
import CallspoolCore
import Foundation
import Presentation
import Shipping
import Spool
import Stages

struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check campaign files: every fault at once, or a summary.",
        discussion: """
            Exit code 65 when a file would be refused: for a fault, or because the spool has its name or its list already. \
            The contact list is looked for beside the campaign file.
            """
    )

    @Argument(help: "The campaign files; `-` is standard input.", completion: .file(extensions: ["yaml", "yml"]))
    var files: [String]

    @Flag(help: "Check it as `submit --again` drops it: although the same file was accepted a short while ago.")
    var again = false

    @OptionGroup var options: SpoolOptions
    @OptionGroup var questions: URLOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        try await reportingFailures {
            let settings = try options.settings(options.layout)
            let isSpool = try SpoolFolders(options.layout, on: PosixDisk()).exist()
            let lists = isSpool ? OpenSpool(layout: options.layout, settings: settings).doNotCall() : nil
            let layout = isSpool ? options.layout : nil
            var urls = questions.questions(settings, options.layout)
            var isRefused = false
            var order = try layout.map { try FileOrder(WaitingFiles($0, on: PosixDisk(), defaults: settings.defaults)) }
            for file in files {
                let check = CampaignCheck(settings: settings, spool: lists, layout: layout, again: again)
                var findings = try await check.checkShowingProgress(file)
                try order?.judge(&findings, file: file)
                await findings.ask(&urls, file)
                show(file, findings)
                isRefused = isRefused || findings.isRefused
            }
            if isRefused { throw ExitCode.badFile }
        }
    }

    private func show(_ file: String, _ findings: CampaignReading.Findings) {
        if format.json {
            Terminal.write(findings.jsonLine(file))
            return
        }
        for diagnostic in findings.diagnostics { Terminal.write("\(diagnostic)\n") }
        guard !findings.isRefused, let campaign = findings.campaign else { return }
        let rejected = findings.rejected == 0 ? "" : ", \(findings.rejected.grouped) of them cannot be dialled"
        if let name = findings.addTo {
            let words = "\(findings.total.counted("number"))\(rejected), to be added to campaign \(name)"
            return Terminal.write("\(file): fine: \(words), at the next tick\n")
        }
        let start = campaign.start.map { "from \($0.iso8601)" } ?? "at the next tick"
        Terminal.write(
            "\(file): fine: campaign \(findings.name ?? campaign.name), \(findings.total.counted("number"))\(rejected), \(start)\n"
        )
    }
}

extension CampaignCheck {
    /// Checks a file and shows on a terminal how far it is.
    func checkShowingProgress(_ file: String) async throws -> CampaignReading.Findings {
        guard file != "-" else { return try await checkStandardInput() }
        let progress = ReadingProgress(file)
        defer { progress.end() }
        return try await check(file, now: SystemClock().now) { progress.reading($0) }
    }

    private func checkStandardInput() async throws -> CampaignReading.Findings {
        let bytes = try FileHandle.standardInput.readToEnd() ?? Data()
        return try await check(contents: Array(bytes), named: "-", now: SystemClock().now)
    }
}

/// Whether URLs are asked before pickup does it.
struct URLOptions: ParsableArguments {
    @Flag(
        help:
            "Ask start_url and result_url whether they answer, as pickup does; a warning, or a fault where the campaign requires it."
    )
    var checkUrls = false

    /// What is asked, if anything is.
    func questions(_ settings: Settings, _ layout: SpoolLayout) -> URLQuestions? {
        guard checkUrls else { return nil }
        return URLQuestions(HTTPProbe(settings: settings.shipping.located(in: layout), version: programVersion))
    }
}

extension CampaignReading.Findings {
    /// Adds what the campaign's URLs say; those of a file that is refused anyway are not asked.
    mutating func ask(_ urls: inout URLQuestions?, _ file: String) async {
        guard !isRefused else { return }
        diagnostics += await urls?.ask(of: self, file: file, isAsked: true) ?? []
    }
}

/// How tables are printed.
struct FormatOptions: ParsableArguments {
    @Flag(help: "Print JSON, one object a line.")
    var json = false
}
