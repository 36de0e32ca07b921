import Foundation
import Testing

@Suite("The page's API, judged by the Python package schemathesis")
struct PageAPITests {
    /// Waits for the server's address.
    private func address(_ server: RunningCommand) async throws -> String {
        try await eventually("the page listens") {
            guard server.isRunning else { throw TestTrouble("serve ended: \(server.errors)") }
            return server.errors.contains("http://127.0.0.1:")
        }
        let words = server.errors.split { $0 == " " || $0 == "\n" }
        return String(words.first { $0.hasPrefix("http://") }?.dropLast() ?? "")
    }

    /// A spool with a campaign that was dialled and one that waits.
    private func spool() async throws -> SpoolFixture {
        let spool = try await SpoolFixture()
        let numbers = CampaignText.numbers(40)
        try spool.drop("spring.yaml", CampaignText.campaign("campaign: spring\nmax_retries: 1\n", numbers: numbers))
        #expect(try await spool.run("tick").code == 0)
        try spool.drop("later.yaml", CampaignText.campaign("campaign: later\nstart: +3 days\n", numbers: numbers))
        #expect(try await spool.run("tick").code == 0)
        return spool
    }

    @Test("It finds no request that docs/openapi.yaml allows or forbids and that is answered otherwise than it says")
    func conforms() async throws {
        let tool = BuiltProgram.project.appending(path: ".build/schemathesis/bin/schemathesis").path
        guard FileManager.default.isExecutableFile(atPath: tool) else {
            throw TestTrouble("there is no \(tool); make it with: make deps-test")
        }
        let spool = try await spool()
        let server = try spool.start("serve", "--listen", "127.0.0.1:0")
        let address = try await address(server)
        let view = try await spool.run("view", "spring", "--json", "--completed", "1")
        let call = try #require(view.output.split(separator: "\"").dropFirst(3).first)
        // Made-up campaigns are mostly not there: the second time the ones that are there are asked for.
        let known =
            "[parameters]\n\"path.campaign\" = \"spring\"\n\"path.call\" = \"\(call)\"\n\"query.subject\" = \"spring\"\n"
        // It keeps what it learns beside the description, so it gets one of its own.
        let description = spool.folder.appending(path: "openapi.yaml")
        try Data(contentsOf: BuiltProgram.project.appending(path: "docs/openapi.yaml")).write(to: description)
        for (config, phases) in [("", "coverage"), (known, "fuzzing")] {
            try Data(config.utf8).write(to: spool.folder.appending(path: "schemathesis.toml"))
            let arguments = [
                "run", description.path, "--url", address, "--checks",
                "all",
                "--phases", phases, "--max-examples", "20", "--seed", "1", "--generation-database", "none",
                "--no-color",
                "--warnings", "off",
            ]
            let ended = try await RunningCommand(tool, arguments, folder: spool.folder).end()
            #expect(ended.code == 0, "\(ended.output.suffix(6000))\(ended.errors)")
            #expect(ended.output.contains("Tested: 11"), "\(ended.output.suffix(2000))")
        }
        #expect(server.isRunning)
        server.signal(SIGTERM)
        #expect(try await server.end().code == 0)
    }

    @Test("What it tells is the very JSON of the commands")
    func same() async throws {
        let spool = try await spool()
        let server = try spool.start("serve", "--listen", "127.0.0.1:0")
        let address = try await address(server)
        func asked(_ path: String) async throws -> String {
            let script = "import sys, urllib.request as u; sys.stdout.write(u.urlopen(sys.argv[1]).read().decode())"
            let command = ["python3", "-c", script, address + path]
            return try await RunningCommand("/usr/bin/env", command, folder: spool.folder).end().output
        }
        func list(_ lines: String) -> String { "[" + lines.split(separator: "\n").joined(separator: ",") + "]\n" }
        for (path, arguments) in [
            ("/api/status", ["status"]),
            ("/api/campaigns/spring/calls?completed=40", ["view", "spring", "--completed", "40"]),
            ("/api/stuck", ["stuck"]),
        ] {
            let printed = try await spool.callspool(arguments + ["--json", "--spool", spool.root])
            #expect(try await asked(path) == list(printed.output), "\(path)")
        }
        let report = try await spool.run("report", "spring", "--json")
        #expect(try await asked("/api/campaigns/spring/report") == report.output)
        server.signal(SIGTERM)
        #expect(try await server.end().code == 0)
    }
}
