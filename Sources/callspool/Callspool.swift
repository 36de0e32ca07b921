import ArgumentParser
import CampaignFiles
import Foundation

/// The command.
@main
struct Callspool: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "callspool",
        abstract: "Outbound calls from a spool directory.",
        discussion: """
            Drop a campaign file into SPOOL/incoming; at the next quarter-hour tick it is accepted, its numbers are \
            dialled through a telephony engine, and the results appear as JSON lines in SPOOL/results.
            """,
        version: "\(programVersion)\nnumbering plans: phonenumbers \(NumberingPlan.version)",
        subcommands: [
            Init.self, Check.self, Submit.self, Plan.self, Tick.self, Run.self, Status.self, View.self, Report.self,
            When.self, Stop.self, Suspend.self, Resume.self, Cancel.self, Stuck.self, Dnc.self, Ship.self,
            Results.self, Serve.self, Doctor.self,
        ]
    )
}

extension Callspool {
    /// As the library does it, but for the door: what it says of a command line quotes the command line.
    static func main() async {
        ProcessLimits.prepare()
        do {
            try checkHelp()
            var command = try await asyncParseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            let code = exitCode(for: error)
            let text = TerminalText(lines: fullMessage(for: error) + "\n")
            if text.content != "\n" {
                if code.isSuccess { Terminal.write(text) } else { Terminal.show(text) }
            }
            Foundation.exit(code.rawValue)
        }
    }

    /// Help that is asked for a command that there is not is answered with the help of all commands otherwise, as if it
    /// were right.
    private static func checkHelp() throws {
        let words = CommandLine.arguments.dropFirst()
        let names = configuration.subcommands.map { $0._commandName }
        guard words.first == "help", let word = words.dropFirst().first, !names.contains(word), !word.hasPrefix("-"),
            word != "help"
        else { return }
        Terminal.warn("there is no command `\(word)`; see: callspool help")
        throw ExitCode.usage
    }
}

/// The version, as in CHANGELOG.md.
let programVersion = "0.1.0"
