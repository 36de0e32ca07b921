import ArgumentParser
import Stages

struct Tick: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "One quarter-hour tick: pick up, dial what is due before the next tick, report, exit.",
        discussion: """
            Made for cron: 0,15,30,45 * * * * callspool tick --spool DIR. Prints nothing when all is well and nobody \
            looks on. Leaves at once when another callspool is running on the spool. One that is still running at the \
            next quarter hour does that tick's work too.
            """
    )

    @OptionGroup var options: SpoolOptions
    @OptionGroup var work: WorkOptions

    func run() async throws {
        try await reportingFailures {
            let program = SpoolProgram(
                spool: try options.open(),
                mode: .tick,
                grace: .seconds(work.grace),
                showsProgress: work.progress || Terminal.isError
            )
            try await program.run()
        }
    }
}

/// How `tick` and `run` behave.
struct WorkOptions: ParsableArguments {
    @Option(
        help:
            "Seconds that calls in progress may go on after a SIGTERM, SIGINT or SIGHUP; a second SIGTERM or SIGINT leaves at once."
    )
    var grace = 30

    @Flag(help: "Show progress, also when standard error is not a terminal.")
    var progress = false

    func validate() throws {
        guard (0...86_400).contains(grace) else { throw ValidationError("--grace must be from 0 to 86400 seconds") }
    }
}
