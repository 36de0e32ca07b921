import ArgumentParser
import Stages

struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run continuously, with a tick at every quarter hour.",
        discussion:
            "Made for systemd. SIGTERM drains: no new calls, those in progress may end; so does SIGHUP, a closed terminal. A second SIGTERM leaves at once."
    )

    @OptionGroup var options: SpoolOptions
    @OptionGroup var work: WorkOptions

    func run() async throws {
        try await reportingFailures {
            let program = SpoolProgram(
                spool: try options.open(),
                mode: .stay,
                grace: .seconds(work.grace),
                showsProgress: work.progress || Terminal.isError
            )
            try await program.run()
        }
    }
}
