import CallspoolCore
import CallspoolTesting
import Foundation
import Stages
import Testing

@testable import Dialers

@Suite("A program that is kept running")
struct CommandDialerTests {
    private let clock = SystemClock()

    /// A program in Python, after a few lines that let it read orders and say things.
    private func dialer(
        _ script: String,
        _ folder: WorkingFolder,
        _ listener: Listener,
        times: CommandTimes = .patient,
        _ change: (inout CommandSettings) -> Void = { _ in }
    ) throws -> CommandDialer {
        let opening = """
            import fcntl, json, os, select, signal, sys, termios
            def say(**line):
                print(json.dumps(line), flush=True)
            def hear():
                line = sys.stdin.readline()
                if not line:
                    sys.exit(0)
                return json.loads(line)
            def greet(**more):
                assert hear()["do"] == "hello"
                say(event="hello", protocol=1, **more)
            def note(text):
                with open("notes", "a") as file:
                    file.write(text + "\\n")
            def lives():
                return open("notes").read().count("life") if os.path.exists("notes") else 0

            """
        try Data((opening + script).utf8).write(to: URL(fileURLWithPath: "\(folder.path)/program.py"))
        var settings = CommandSettings(program: ["python3", "\(folder.path)/program.py"])
        settings.directory = folder.path
        settings.stopGrace = .milliseconds(300)
        change(&settings)
        return CommandDialer(settings: settings, times: times, clock: clock, warn: listener.warn)
    }

    @Test("looked at, it says whether the program greets, its name, and whether it keeps its calls")
    func probe() async throws {
        let folder = try WorkingFolder()
        func findings(_ script: String) async throws -> [Finding] {
            let dialer = try dialer(script, folder, Listener())
            return await withTaskGroup(of: [Finding]?.self) { group in
                group.addTask {
                    await dialer.run { _ in }
                    return nil
                }
                group.addTask { await dialer.findings() }
                defer { group.cancelAll() }
                return await group.next() ?? nil
            } ?? []
        }
        let forgetful = try await findings("greet(name='a\u{1B}[2Jb')\nhear()")
        #expect(forgetful.map(\.weight) == [.fine, .warning])
        #expect(forgetful[0].words == "the program says hello; it calls itself `a [2Jb`")
        #expect(try await findings("greet(keeps_calls=True)\nhear()").map(\.weight) == [.fine, .fine])
        let dead = try await findings("sys.exit(3)")
        #expect(dead.map(\.weight) == [.fault] && dead[0].words.contains("the program is not there"), "\(dead)")
    }

    @Test("a call that a crash of the program interrupts is asked for afterwards, and placed only once")
    func crash() async throws {
        let (folder, listener) = (try WorkingFolder(), Listener())
        let dialer = try dialer(
            """
            first = lives() == 0
            note("life")
            greet(keeps_calls=True)
            while True:
                order = hear()
                note(order["do"])
                if order["do"] == "place":
                    say(event="ringing", id=order["id"])
                    os.kill(os.getpid(), signal.SIGKILL)
                say(event="live", id=order["id"])
                say(event="answered", id=order["id"])
                say(event="ended", id=order["id"], sip_status=200)
            """,
            folder,
            listener
        )
        let attempt = Attempt.sample()
        try await listener.run(dialer) {
            try await dialer.place(attempt)
            // Hangs when nothing tells.
            await dialer.awaitReturn()
            try await eventually("it has ended") { !listener.ends(of: attempt).isEmpty }
        }
        #expect(listener.ends(of: attempt).map(\.outcome) == [.answered])
        #expect(folder.text("notes") == "life\nplace\nlife\ninquire\n")
        #expect(listener.warnings.contains { $0.contains("ended by signal 9; 1 calls wait") })
        #expect(listener.warnings.contains("the program is there again"))
    }

    @Test("a program that dies before it reads what it was sent: the next one says that it never had it")
    func unread() async throws {
        let (folder, listener) = (try WorkingFolder(), Listener())
        let dialer = try dialer(
            """
            first = lives() == 0
            note("life")
            greet(keeps_calls=True)
            if first:
                select.select([0], [], [])
                os._exit(3)
            while True:
                order = hear()
                note(order["do"])
                say(event="never_placed", id=order["id"])
            """,
            folder,
            listener
        )
        let attempt = Attempt.sample()
        try await listener.run(dialer) {
            try await dialer.place(attempt)
            try await eventually("it has ended") { !listener.ends(of: attempt).isEmpty }
        }
        #expect(listener.ends(of: attempt).map(\.outcome) == [.carrierError])
        #expect(folder.text("notes") == "life\nlife\ninquire\n")
    }

    @Test("nonsense, huge lines and a flood of words about others neither hold up a call nor fill the log")
    func nonsense() async throws {
        let (folder, listener) = (try WorkingFolder(), Listener())
        let dialer = try dialer(
            """
            greet()
            order = hear()
            for i in range(20000):
                say(event="ringing", id="somebody-else")
            print("x" * 2_000_000)
            print("nonsense\\n{\\"event\\":\\n[]\\n\\n\\x00\\xff", flush=True)
            sys.stdout.flush()
            os.write(1, b"{\\"event\\":\\"ended\\",")
            while int.from_bytes(fcntl.ioctl(1, termios.FIONREAD, bytes(4)), "little"):
                os.sched_yield()
            os.write(1, ("\\"id\\":\\"" + order["id"] + "\\",\\"sip_status\\":486}\\n").encode())
            hear()
            """,
            folder,
            listener
        )
        let attempt = Attempt.sample()
        try await listener.run(dialer) {
            try await dialer.place(attempt)
            try await eventually("it has ended") { !listener.ends(of: attempt).isEmpty }
        }
        #expect(listener.ends(of: attempt).map(\.outcome) == [.busy])
        #expect(listener.reports.count == 1)
        #expect((1...3 * WarningBudget.most).contains(listener.warnings.count))
    }

    @Test("standard error goes into the log, within bounds and without control characters")
    func standardError() async throws {
        let (folder, listener) = (try WorkingFolder(), Listener())
        let dialer = try dialer(
            """
            greet()
            sys.stderr.write("\\x1b[2Jhello\\n" * 5000)
            sys.stderr.flush()
            say(event="ended", id=hear()["id"], outcome="busy")
            hear()
            """,
            folder,
            listener
        )
        let attempt = Attempt.sample()
        try await listener.run(dialer) {
            try await dialer.place(attempt)
            try await eventually("it has ended") { !listener.ends(of: attempt).isEmpty }
            // Another pipe than the events': its words may come after them.
            try await eventually("the log has it") { listener.warnings.contains("the program says:  [2Jhello") }
        }
        #expect(listener.warnings.count <= 3 * WarningBudget.most)
    }

    @Test("what a program says as it breaks is in the log")
    func lastWords() async throws {
        let (folder, listener) = (try WorkingFolder(), Listener())
        let dialer = try dialer("greet()\nhear()\nraise ValueError(\"no modem\")", folder, listener)
        try await listener.run(dialer) {
            try await dialer.place(Attempt.sample())
            try await eventually("it has broken") { listener.warnings.contains { $0.contains("status 1") } }
        }
        let words = listener.warnings.firstIndex(of: "the program says: ValueError: no modem")
        let end = listener.warnings.firstIndex { $0.contains("status 1") }
        #expect(try #require(words) < #require(end))
    }

    @Test("a program that cannot be started refuses each attempt, and is told of once")
    func absent() async throws {
        let listener = Listener()
        let settings = CommandSettings(program: ["/nowhere/program"])
        let dialer = CommandDialer(settings: settings, clock: clock, warn: listener.warn)
        try await listener.run(dialer) {
            for index in 1...20 {
                await #expect {
                    try await dialer.place(.sample(index: Int32(index)))
                } throws: { error in
                    let error = error as? EngineError
                    return error?.outcome == .engineError && error?.message.contains("No such file") == true
                }
            }
        }
        #expect(listener.warnings.count == 1 && listener.reports.isEmpty)
    }

    @Test("a program that ends at once is started again, and attempts are refused meanwhile")
    func endsAtOnce() async throws {
        let (folder, listener) = (try WorkingFolder(), Listener())
        let dialer = try dialer("note(\"life\")\nsys.exit(7)", folder, listener)
        try await listener.run(dialer) {
            await #expect {
                try await dialer.place(.sample())
            } throws: { error in
                (error as? EngineError)?.outcome == .carrierError
            }
            try await eventually("it was started three times") { folder.text("notes").count == 15 }
        }
        #expect(listener.warnings.count == 1)
        #expect(listener.warnings.first?.contains("it ended with exit status 7") == true)
    }

    @Test("at the end its input is closed; one that stays is told to leave, then killed, and its children with it")
    func leaving() async throws {
        var grace = Duration.seconds(1)
        // Until there was time for a word before the end, on a slow machine too.
        while try await !leaves(within: grace).contains("told to leave") { grace *= 2 }
    }

    /// What a program that stays when it is told to leave had noted when it was killed with its children.
    private func leaves(within grace: Duration) async throws -> String {
        let (folder, listener) = (try WorkingFolder(), Listener())
        let dialer = try dialer(
            """
            signal.signal(signal.SIGTERM, lambda *_: note("told to leave"))
            if os.fork() == 0:
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
                note("child %d" % os.getpid())
                while True:
                    signal.pause()
            greet()
            note("parent %d" % os.getpid())
            while True:
                signal.pause()
            """,
            folder,
            listener
        ) {
            $0.stopGrace = grace
        }
        var ids: [pid_t] = []
        try await listener.run(dialer) {
            try await eventually("both are there") {
                ids = folder.text("notes").split(separator: "\n").compactMap { pid_t($0.split(separator: " ")[1]) }
                return ids.count == 2
            }
        }
        #expect(listener.warnings.isEmpty, "\(listener.warnings)")
        // The child is the system's to bury, in its own time.
        try await eventually("both are gone") { ids.allSatisfy { isGone($0) } }
        return folder.text("notes")
    }

    @Test("a process that dies and leaves a child with its pipes is found out and started again")
    func leftBehind() async throws {
        let (folder, listener) = (try WorkingFolder(), Listener())
        let dialer = try dialer(
            """
            note("life")
            greet()
            if os.fork() == 0:
                signal.pause()
            os._exit(0)
            """,
            folder,
            listener
        )
        try await listener.run(dialer) {
            try await eventually("its second life") { folder.text("notes") == "life\nlife\n" }
        }
    }

    @Test("it gets its own environment and folder, no signal of ours is ignored in it, and no descriptor is left open")
    func environment() async throws {
        let (folder, listener) = (try WorkingFolder(), Listener())
        let dialer = try dialer(
            """
            greet()
            note(os.environ["TOKEN"] + " " + str("CALLSPOOL_SPOOL" in os.environ))
            note(os.path.realpath(os.getcwd()))
            note(str(signal.getsignal(signal.SIGTERM) == signal.SIG_DFL))
            note("descriptors " + ",".join(sorted(os.listdir("/proc/self/fd"), key=int)[:3]))
            note("open " + str(len(os.listdir("/proc/self/fd"))))
            note("over")
            hear()
            """,
            folder,
            listener
        ) { $0.environment = [Parameter(key: "TOKEN", value: "a b$c")] }
        try await listener.run(dialer) {
            try await eventually("it has looked around") { folder.text("notes").hasSuffix("over\n") }
        }
        let notes = folder.text("notes").split(separator: "\n").map(String.init)
        #expect(notes.first == "a b$c False")
        #expect(notes[1].hasSuffix(folder.path.split(separator: "/").last ?? "?"))
        #expect(notes[2] == "True" && notes[3] == "descriptors 0,1,2")
        // Its three pipes, and the folder that it lists.
        #expect(notes[4] == "open 4")
    }

    @Test("a program that takes attempts and says nothing bounds what is in progress")
    func silent() async throws {
        let (folder, listener) = (try WorkingFolder(), Listener())
        var times = CommandTimes.patient
        times.answer = .milliseconds(200)
        let script = "greet()\nwhile True: note(hear()[\"do\"])"
        let dialer = try dialer(script, folder, listener, times: times) { $0.window = 3 }
        try await listener.run(dialer) {
            for index in 1...3 { try await dialer.place(.sample(index: Int32(index))) }
            await #expect {
                try await dialer.place(.sample(index: 4))
            } throws: { error in
                (error as? EngineError)?.outcome == .congestion
            }
            try await eventually("three have come") { folder.text("notes") == "place\nplace\nplace\n" }
            // It cannot say what became of one either: that one stays live until it is asked in vain for long.
            #expect(await dialer.inquire(.sample(index: 1)) == .live)
        }
        #expect(listener.reports.isEmpty)
    }

    private func isGone(_ id: pid_t) -> Bool {
        let stat = FileManager.default.contents(atPath: "/proc/\(id)/stat").map { String(decoding: $0, as: UTF8.self) }
        return stat == nil || stat?.contains(") Z ") == true
    }
}
