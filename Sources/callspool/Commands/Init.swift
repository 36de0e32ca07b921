import ArgumentParser
import Spool

struct Init: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a spool directory.",
        discussion: "What is there already is left as it is."
    )

    @Argument(help: "Where.")
    var dir: String

    func run() async throws {
        try await reportingFailures {
            let layout = SpoolLayout(root: dir)
            try layout.mustBeTrusted()
            try SpoolFolders(layout, on: PosixDisk()).make()
            Terminal.write("made the spool \(layout.root); drop campaign files into \(layout.incoming)\n")
        }
    }
}
