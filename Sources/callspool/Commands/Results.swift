import ArgumentParser
import CallspoolCore
import Presentation
import Spool

struct Results: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The result files of a campaign: compare them with its journal, or write them again from it.",
        subcommands: [ResultsRebuildCommand.self, ResultsCheckCommand.self]
    )

    func run() throws {
        Terminal.warn("results: say what to do, check or rebuild; see: callspool help results")
        throw ExitCode.usage
    }
}

/// A campaign and the spool that has it.
struct CampaignOptions: ParsableArguments {
    @Argument(help: "The campaign, queued or done.")
    var campaign: String

    @OptionGroup var options: SpoolOptions

    func open() throws -> (OpenSpool, CampaignPlace) {
        let spool = try options.open()
        guard let place = try SpoolReader(spool.layout, on: spool.disk).campaign(campaign) else {
            Terminal.warn("there is no campaign `\(campaign)` in \(spool.layout.root); see: callspool status --all")
            throw ExitCode.usage
        }
        return (spool, place)
    }
}

struct ResultsRebuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebuild",
        abstract: "Write a campaign's calls file and status file again, byte for byte as they were.",
        discussion: """
            For files that were moved, cut or edited. What is at their paths is replaced, in one step each; move it away \
            first if it is to be kept. Nothing is dialled, and nothing is shipped again. It works beside a running program.
            """
    )

    @OptionGroup var of: CampaignOptions

    func run() async throws {
        try await reportingFailures {
            let (spool, place) = try of.open()
            try await RebuildProgram(spool: spool).rebuild(place)
            Terminal.write("\(of.campaign): results are written again\n")
        }
    }
}

struct ResultsCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check that a campaign's calls file and status file agree with its journal.",
        discussion: "Exit code 1 when one is not. It only reads, also beside a running program."
    )

    @OptionGroup var of: CampaignOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        try await reportingFailures {
            let (spool, place) = try of.open()
            let findings = try ResultsCheck(spool.layout, on: spool.disk).check(place)
            for (file, finding) in findings {
                if format.json {
                    Terminal.write(finding.jsonLine(file))
                } else {
                    Terminal.write("\(file): \(finding.words)\n")
                }
            }
            guard findings.contains(where: { $0.finding != .same }) else { return }
            if !format.json { Terminal.log("to write them again: callspool results rebuild \(of.campaign)") }
            throw ExitCode.different
        }
    }
}

extension ResultsCheck.Finding {
    fileprivate var words: String {
        switch self {
        case .same: "agrees with the journal"
        case .missing: "missing"
        case .short(let lines): "cut off after \(lines.counted("line"))"
        case .different(let line): "line \(line.grouped) differs from the journal"
        }
    }

    fileprivate func jsonLine(_ file: String) -> [UInt8] {
        var writer = JSONLineWriter()
        writer.line { line in
            line.field("file", file)
            line.field("ok", self == .same)
            line.field("finding", words)
        }
        return writer.bytes
    }
}
