import Foundation
import Testing

@Suite("The outbound page beside a program that dials")
struct ServeTests {
    @Test("Stop says afterwards what was canceled and what still goes out, and the campaign agrees")
    func stop() async throws {
        var settings = busy
        // Slow, so that it is in progress when the page is there, however slow this machine is.
        settings.speed = 10
        let spool = try await SpoolFixture(settings)
        try spool.drop("spring.yaml", campaign(1900))
        let run = try spool.start("run")
        let page = try await ServedPage(spool)
        try await eventually("some calls are over, and some in progress") {
            let text = try await page.get("/campaigns/spring")
            return text.figure("Completed") > 0 && text.figure("Dialing") > 0
        }
        #expect(try await page.get("/campaigns/spring/stop").contains("can still be stopped"))
        let answer = try await page.confirm("/campaigns/spring/stop")
        #expect(answer.contains("<h1>Stopped</h1>"))
        let canceled = try #require(
            Int(
                answer.components(separatedBy: " calls canceled")[0].suffix(while: { $0.isNumber || $0 == "," })
                    .filter { $0 != "," }
            )
        )
        // More by those that were in progress, failed at the trunk, and would have been tried again.
        try await eventually("the page shows it") {
            try await page.get("/campaigns/spring").figure("Canceled") >= canceled
        }
        let list = try await page.get("/")
        let isOver = ["stopped", "finished", "done"].contains { list.contains(">\($0)</span>") }
        #expect(isOver, "\(list)")
        run.signal(SIGKILL)
        page.command.signal(SIGTERM)
        #expect(try await page.command.end().code == 0)
    }

    @Test("A port that another program has is told in words")
    func takenPort() async throws {
        let spool = try await SpoolFixture(busy)
        let page = try await ServedPage(spool)
        let port = page.address.split(separator: ":").last ?? ""
        let other = try await spool.run("serve", "--listen", "127.0.0.1:\(port)")
        #expect(other.code != 0)
        #expect(other.errors.contains("cannot listen on 127.0.0.1:\(port): another program listens there"), "\(other)")
        for part in ["descriptor", "errno"] { #expect(!other.errors.contains(part), "\(other)") }
        page.command.signal(SIGTERM)
        _ = try await page.command.end()
    }

    @Test("Killed and started again and again it has no effect on dialling, and nothing of the spool is its own")
    func kills() async throws {
        var settings = busy
        settings.ticks = nil
        let spool = try await SpoolFixture(settings)
        try spool.drop("spring.yaml", campaign(60))
        let tick = try spool.start("tick")
        for _ in 0..<4 {
            let page = try await ServedPage(spool)
            _ = try await page.get("/")
            page.command.signal(SIGKILL)
            _ = try await page.command.end()
        }
        #expect(try await tick.end().code == 0)
        #expect(try spool.text("results/spring.status.jsonl").split(separator: "\n").count == 60)
        #expect(try spool.names("control").isEmpty && spool.names("incoming").isEmpty)
    }

    @Test("An open page is told of changes as they happen, and does not hold the server up when it is to end")
    func events() async throws {
        let spool = try await SpoolFixture(busy)
        let page = try await ServedPage(spool)
        let script =
            "import sys, urllib.request\nfor line in urllib.request.urlopen(sys.argv[1]): print(line, flush=True)"
        let reader = try RunningCommand(
            "/usr/bin/env",
            ["python3", "-c", script, page.address + "/events"],
            folder: spool.folder
        )
        try await eventually("the stream begins") { reader.output.contains("retry") }
        try spool.drop("spring.yaml", campaign(5))
        #expect(try await spool.run("tick").code == 0)
        try await eventually("the change is told") { reader.output.contains("event: changed") }
        page.command.signal(SIGTERM)
        #expect(try await page.command.end().code == 0)
        _ = try await reader.end()
    }

    @Test("It is not served to elsewhere without passwords and TLS, nor with a password file that lets nobody in")
    func refusals() async throws {
        let spool = try await SpoolFixture()
        let open = try await spool.run("serve", "--listen", "0.0.0.0:0")
        #expect(open.code == 78 && open.errors.contains("name a password file"))
        try spool.write("people", "# nobody\n")
        let empty = try await spool.run("serve", "--listen", "0.0.0.0:0", "--password-file", spool.path("people"))
        #expect(empty.code == 78 && empty.errors.contains("nobody can sign in"))
        try spool.write("people", "desk:boss:x\n")
        let wrong = try await spool.run("serve", "--password-file", spool.path("people"))
        #expect(wrong.code == 78 && wrong.errors.contains("people:1: the role must be `viewer` or `operator`"))
        try spool.write("callspool.yaml", "page: {listen: \"0.0.0.0:0\", users: missing}\n")
        #expect(try await spool.run("serve").code == 78)
        #expect(try await spool.run("serve", "--listen", "8080").code == 64)
        try spool.write("callspool.yaml", "page: {listen: \"127.0.0.1:0\"}\n")
        let proxied = try await spool.run("serve", "--behind-proxy")
        #expect(proxied.code == 78 && proxied.errors.contains("name a password file"))
        let lost = try await spool.run("serve", "--tls-certificate", spool.path("c"), "--tls-key", spool.path("k"))
        #expect(lost.code == 78 && lost.errors.contains("cannot read the certificate \(spool.path("c"))"))
    }

    @Test("A person is added with the first line of standard input, hashed, in a file for its owner alone")
    func people() async throws {
        let spool = try await SpoolFixture()
        let script =
            "printf 'long enough\\n' | \"$0\" serve --spool \"$1\" --password-file \"$1/people\" --add-user desk --role operator"
        let program = try BuiltProgram.path()
        let command = try RunningCommand("/bin/sh", ["-c", script, program, spool.root], folder: spool.folder)
        #expect(try await command.end().code == 0)
        #expect(try spool.text("people").hasPrefix("desk:operator:scrypt$14$8$1$"))
        let mode = try FileManager.default.attributesOfItem(atPath: spool.path("people"))[.posixPermissions] as? Int
        #expect(mode.map { $0 & 0o077 } == 0)
        let short = try RunningCommand(
            "/bin/sh",
            [
                "-c",
                "echo short | \"$0\" serve --spool \"$1\" --password-file \"$1/people\" --add-user office --role viewer",
                program, spool.root,
            ],
            folder: spool.folder
        )
        #expect(try await short.end().code == 64)
        #expect(!(try spool.text("people").contains("office")))
    }

    private var busy: SpoolSettings {
        var settings = SpoolSettings()
        settings.speed = 60
        settings.concurrentCalls = 20
        settings.ticks = SpoolSettings.everyMinute
        return settings
    }

    private func campaign(_ count: Int) -> String {
        let endings = Array(0...14) + [16] + Array(20...24) + [27]
        return CampaignText.campaign("max_retries: 0\n", numbers: CampaignText.numbers(count, endings: endings))
    }
}

extension String {
    /// A count on a campaign's page.
    fileprivate func figure(_ label: String) -> Int {
        let parts = components(separatedBy: "data-k=\"fig \(label)\"><data value=\"")
        return parts.count > 1 ? Int(parts[1].prefix { $0 != "\"" }) ?? -1 : -1
    }
}

extension StringProtocol {
    /// The end of it that is like this.
    fileprivate func suffix(while isSo: (Character) -> Bool) -> String {
        String(reversed().prefix(while: isSo).reversed())
    }
}
