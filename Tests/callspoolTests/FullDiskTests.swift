import CallspoolTesting
import Foundation
import Testing

/// A small disk of its own: the real thing, a file system that is full.
///
/// Mounting takes root, or a `sudo` that asks nothing; where neither is to be had the test fails and says so.
private final class SmallDisk: Sendable {
    /// What mounting takes besides.
    private static let asRoot = getuid() == 0 ? [] : ["sudo", "-n"]

    let folder: URL

    init(megabytes: Int, in parent: URL) async throws {
        folder = parent.appending(path: "disk-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let options = "size=\(megabytes)m,uid=\(getuid())"
        let arguments = Self.asRoot + ["mount", "-t", "tmpfs", "-o", options, "callspool-test", folder.path]
        let mount = try await RunningCommand("/usr/bin/env", arguments, folder: parent).end()
        guard mount.code == 0 else {
            throw TestTrouble(
                "no small disk can be mounted (\(mount.errors)); run these tests as root, or with sudo"
            )
        }
    }

    deinit {
        // What cannot be unmounted stays; the test that needed it is over.
        let unmount = try? StartedProgram(
            "/usr/bin/env",
            Self.asRoot + ["umount", "--lazy", folder.path],
            output: "/dev/null",
            errors: "/dev/null"
        )
        guard let unmount else { return }
        _ = unmount.wait()
        rmdir(folder.path)
    }

    /// Fills the disk but for so many bytes.
    func fill(leaving room: Int = 0) throws {
        let path = folder.appending(path: "ballast").path
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        guard descriptor >= 0 else { throw TestTrouble("no ballast: \(String(cString: strerror(errno)))") }
        let block = [UInt8](repeating: 0, count: 4096)
        var size = lseek(descriptor, 0, SEEK_END)
        while true {
            let count = write(descriptor, block, block.count)
            if count <= 0 { break }
            size += off_t(count)
        }
        guard ftruncate(descriptor, max(0, size - off_t(room))) == 0 else {
            throw TestTrouble("cannot cut the ballast")
        }
        close(descriptor)
    }

    func empty() throws {
        guard unlink(folder.appending(path: "ballast").path) == 0 else { throw TestTrouble("no ballast to throw off") }
    }
}

@Suite("Full disk")
struct FullDiskTests {
    private func fixture(_ settings: SpoolSettings, megabytes: Int) async throws -> (SpoolFixture, SmallDisk) {
        let parent = FileManager.default.temporaryDirectory
        let disk = try await SmallDisk(megabytes: megabytes, in: parent)
        return (try await SpoolFixture(settings, at: disk.folder.appending(path: "spool")), disk)
    }

    @Test("A disk that is full stops the dialling with a clear word; with room again everything goes on to its end")
    func whileDialling() async throws {
        var settings = SpoolSettings()
        settings.speed = 60
        settings.concurrentCalls = 20
        let (spool, disk) = try await fixture(settings, megabytes: 8)
        defer { withExtendedLifetime(disk) {} }
        let receiver = try await Receiver(spool)
        let keys = "result_url: \(receiver.url)\nmax_retries: 1\nretry_interval: 60\n"
        let numbers = CampaignText.numbers(400, endings: [0, 1, 2, 3, 20, 40])
        try spool.drop("full.yaml", CampaignText.campaign(keys, numbers: numbers))
        // A tick that nobody looks at says what is wrong, and not that it is well again.
        let tick = try spool.start("tick", "--progress")
        try await eventually("calls are placed") { try spool.placed("full") >= 30 }
        try disk.fill(leaving: 40_000)
        try await eventually("it says so") { tick.errors.contains("dialling stops: ") }
        #expect(tick.isRunning)
        let words = tick.errors.split(separator: "\n").first { $0.contains("dialling stops: ") } ?? ""
        #expect(
            words.contains("No space left on device") && words.contains("nothing is placed that could not be recorded")
        )
        // Whatever is tried meanwhile, nothing is placed: no whole `dialing` line is added while there is no room.
        let placed = try spool.placed("full")
        #expect(placed < 400)
        try await eventually("it has tried again and again") {
            tick.errors.contains("results cannot be written") || tick.errors.contains("shipping waits")
        }
        #expect(try spool.placed("full") == placed)
        try disk.empty()
        let ended = try await tick.end()
        #expect(ended.code == 0)
        #expect(ended.errors.contains("dialling goes on"))
        #expect(try !spool.text("queue/.counts").contains("\"disk_errors\":0"))
        if !spool.has("done/full") { try await spool.tickUntilOver(settings) }
        let left = try audit(spool, "full")
        #expect(left.isEmpty)
        #expect(try spool.statuses("full").count == 400)
        let lost = try spool.journal("full").filter { $0.event == "lost" }
        #expect(lost.isEmpty, "calls were lost, and nobody was killed")
        #expect(Set(try receiver.records().map(\.callID)) == Set(try spool.statuses("full").map(\.callID)))
    }

    @Test("Killed while the disk is full: no attempt twice, and everything is final or stuck when there is room")
    func killedWhileFull() async throws {
        var settings = SpoolSettings()
        // Slow, so that calls are left when the disk is full, however slow this machine is.
        settings.speed = 6
        settings.concurrentCalls = 20
        // What the simulator keeps it lets go of on a full disk, and then there is some room.
        settings.engine = "records: false"
        let (spool, disk) = try await fixture(settings, megabytes: 8)
        defer { withExtendedLifetime(disk) {} }
        let numbers = CampaignText.numbers(200, endings: [0, 1, 20])
        try spool.drop("full.yaml", CampaignText.campaign("max_retries: 1\nretry_interval: 60\n", numbers: numbers))
        let tick = try spool.start("tick")
        try await eventually("calls are placed") { try spool.placed("full") >= 30 }
        try disk.fill()
        try await eventually("it says so") { tick.errors.contains("dialling stops: ") }
        tick.signal(SIGKILL)
        _ = try await tick.end()
        settings.speed = 60
        try disk.empty()
        try spool.set(settings)
        try disk.fill()
        // Started on a full disk it must not crash, and place nothing but what its journal's last block has room for.
        let placed = try spool.placed("full")
        let second = try spool.start("tick")
        try await eventually("it says so, or leaves") { !second.isRunning || second.errors.contains("No space left") }
        let shortest = #"{"n":1,"at":"","event":"dialing","call_id":""}"#
        #expect(try spool.placed("full") - placed <= 4096 / shortest.utf8.count)
        #expect(!second.errors.contains("Fatal error"))
        try disk.empty()
        let ended = try await second.end()
        #expect(!ended.isSignaled && [0, 74].contains(ended.code), "\(ended)")
        try await spool.tickUntilOver(settings) { try audit(spool, "full", isTold: false).isEmpty }
        let left = try audit(spool, "full")
        #expect(left.isEmpty)
    }

    @Test(
        "A disk that is full at pickup: the file stays in incoming/, that is told, and it is taken when there is room"
    )
    func atPickup() async throws {
        let (spool, disk) = try await fixture(SpoolSettings(), megabytes: 4)
        defer { withExtendedLifetime(disk) {} }
        let text = CampaignText.campaign(numbers: CampaignText.numbers(800, endings: Array(0...9)))
        try spool.drop("large.yaml", text)
        for room in [0, 8192, 24_576] {
            try disk.fill(leaving: room)
            let tick = try await spool.run("tick")
            #expect(!tick.isSignaled && tick.code == 74, "with \(room) bytes left: \(tick)")
            #expect(tick.errors.contains("No space left on device"), "with \(room) bytes left: \(tick)")
            #expect(try spool.text("incoming/large.yaml") == text)
            #expect(try spool.campaigns() == [] && spool.names("rejected") == [])
            try disk.empty()
        }
        #expect(try await spool.run("tick").errors.isEmpty)
        #expect(spool.has("done/large"))
        #expect(try spool.statuses("large").count == 800)
    }

    @Test("A bad file on a full disk stays where it is until its reasons can be written")
    func refusedAtPickup() async throws {
        let (spool, disk) = try await fixture(SpoolSettings(), megabytes: 2)
        defer { withExtendedLifetime(disk) {} }
        try spool.drop("bad.yaml", "numbers: none\n")
        try disk.fill()
        let tick = try await spool.run("tick")
        #expect(!tick.isSignaled && tick.errors.contains("No space left on device"))
        #expect(spool.has("incoming/bad.yaml") && !spool.has("rejected/bad.yaml"))
        try disk.empty()
        _ = try await spool.run("tick")
        #expect(spool.size("rejected/bad.yaml.why") > 0 && spool.has("rejected/bad.yaml"))
        #expect(try spool.names("rejected") == ["bad.yaml", "bad.yaml.why"])
    }
}
