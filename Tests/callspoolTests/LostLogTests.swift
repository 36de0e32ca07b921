import Foundation
import Testing

/// A log that nobody takes costs its lines, and nothing else.
@Suite("A log that cannot be written")
struct LostLogTests {
    private func busy(talk: String = "[5s, 6s]") async throws -> SpoolFixture {
        var settings = SpoolSettings()
        settings.speed = 60
        settings.concurrentCalls = 5
        settings.engine = "ring: [2s, 3s], talk: \(talk)"
        let spool = try await SpoolFixture(settings)
        try spool.drop("load.yaml", CampaignText.campaign("ani: +1 617 555 0100\n", numbers: CampaignText.numbers(40)))
        return spool
    }

    /// Runs a tick that logs much, its standard error going where the shell says.
    private func tick(_ spool: SpoolFixture, _ script: String) async throws -> EndedCommand {
        let arguments = ["-c", script, try BuiltProgram.path(), spool.root]
        return try await RunningCommand("/bin/bash", arguments, folder: spool.folder).end()
    }

    @Test(
        "Standard error on a full disk, closed, or to a reader who has gone or does not read: every call is made",
        arguments: [
            "\"$0\" tick --progress --spool \"$1\" 2>/dev/full", "\"$0\" tick --progress --spool \"$1\" 2>&-",
            "\"$0\" tick --progress --spool \"$1\" 2> >(exec true); code=$?; wait; exit $code",
            // A pipe that is full from the beginning, and that nobody empties.
            """
            mkfifo "$1.pipe"; exec 3<>"$1.pipe"
            timeout -s KILL 300 python3 -c 'import os; os.set_blocking(3, False)
            try:
                while True: os.write(3, b"x" * 4096)
            except BlockingIOError: os.set_blocking(3, True)'
            "$0" tick --progress --spool "$1" 2>&3
            """,
        ]
    )
    func lost(script: String) async throws {
        let spool = try await busy()
        let tick = try await tick(spool, script)
        #expect(tick.code == 0, "\(tick)")
        #expect(try spool.statuses("load").count == 40)
        #expect(try spool.calls("load").allSatisfy { $0.next == "final" })
        #expect(spool.has("done/load"))
    }

    @Test("`tick --progress | head` ends no call: a pipe that ends is not a signal")
    func head() async throws {
        let spool = try await busy()
        let tick = try await tick(spool, "set -o pipefail; \"$0\" tick --progress --spool \"$1\" 2>&1 | head -n 1")
        #expect(tick.code == 0)
        #expect(try spool.statuses("load").count == 40)
    }

    @Test("Lines that were lost are counted when the log is taken again")
    func counted() async throws {
        // Its calls last for hours: it leaves when it is told to.
        let spool = try await busy(talk: "[1h, 2h]")
        for name in ["a", "b"] { try spool.drop("\(name).yaml", "foo: bar\n") }
        let pipe = try Pipe(spool.root + ".pipe")
        pipe.fill()
        let script = "exec \"$0\" tick --grace 0 --spool \"$1\" 2<>\"$1.pipe\""
        let arguments = ["-c", script, try BuiltProgram.path(), spool.root]
        let tick = try RunningCommand("/bin/sh", arguments, folder: spool.folder)
        // Both refusals are told before the first call is placed.
        try await eventually("calls are placed") { try spool.placed("load") > 0 }
        _ = pipe.empty()
        try spool.write("control/nobody.stop", "")
        try await eventually("the request is carried out") { !spool.has("control/nobody.stop") }
        tick.signal(SIGTERM)
        #expect(try await tick.end().code == 0)
        let log = pipe.empty()
        #expect(log.contains("callspool: 2 lines of this log could not be written\n"), "\(log)")
        #expect(log.contains("no queued campaign is named `nobody`"))
    }

    @Test("Results that cannot be written are what a command has failed at, and it says so")
    func results() async throws {
        let spool = try await busy()
        let status = try await tick(spool, "\"$0\" tick --spool \"$1\"; \"$0\" status --spool \"$1\" > /dev/full")
        #expect(status.code == 74)
        #expect(status.errors.contains("cannot write the results"))
    }
}

/// A pipe with a name, held open at both ends.
private final class Pipe {
    private let descriptor: Int32

    init(_ path: String) throws {
        guard mkfifo(path, 0o600) == 0 else { throw TestTrouble("cannot make \(path)") }
        descriptor = open(path, O_RDWR | O_NONBLOCK)
        guard descriptor >= 0 else { throw TestTrouble("cannot open \(path)") }
    }

    deinit { close(descriptor) }

    /// Writes until there is no room.
    func fill() {
        let block = [UInt8](repeating: 0x78, count: 4096)
        while write(descriptor, block, block.count) > 0 {}
    }

    /// Reads what is in it.
    func empty() -> String {
        var (all, block): ([UInt8], [UInt8]) = ([], [UInt8](repeating: 0, count: 1 << 16))
        while case let count = read(descriptor, &block, block.count), count > 0 { all += block[..<count] }
        return String(decoding: all, as: UTF8.self)
    }
}
