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
            let folders = SpoolFolders(layout, on: PosixDisk())
            let wasThere = try folders.exist()
            try folders.make()
            if wasThere {
                return Terminal.write(
                    "\(layout.root) is a spool already, and stays as it is; drop campaign files into \(layout.incoming)\n"
                )
            }
            Terminal.write("made the spool \(layout.root); drop campaign files into \(layout.incoming)\n")
        }
    }
}
