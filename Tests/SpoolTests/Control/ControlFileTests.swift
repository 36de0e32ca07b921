import CallspoolCore
import CallspoolTesting
import Foundation
import Testing

@testable import Spool

/// A request's name says what is asked, whatever its file is.
@Suite("Requests whose files are odd")
struct ControlFileTests {
    private let folder: WorkingFolder
    private let layout: SpoolLayout
    private let disk = PosixDisk()
    private let desk: ControlFolder

    init() throws {
        folder = try WorkingFolder()
        layout = SpoolLayout(root: folder.path)
        try disk.makeFolder(layout.control)
        desk = ControlFolder(layout, on: disk)
        try disk.replace("\(layout.control)/z.suspend", with: Array("Zoë\n".utf8))
    }

    private func path(_ name: String) -> String { "\(layout.control)/\(name)" }

    /// The odd one is carried out as well as the one beside it, and both are gone then.
    private func check(by words: String = "control file", _ comment: Comment? = nil) async throws {
        let wanted: Set = [
            ControlRequest(.stop, "odd", by: words), ControlRequest(.suspend, "z", by: "Zoë"),
        ]
        let found = try await desk.pending()
        #expect(Set(found) == wanted && found.count == 2, comment)
        for request in found { try await desk.done(request) }
        #expect(try await desk.pending() == [], comment)
        #expect(try disk.entry(path("odd.stop")) == nil, comment)
    }

    @Test("a pipe, a link, a link to nothing, a folder: the name says all that is needed")
    func kinds() async throws {
        let makers: [(String, (String) -> Int32)] = [
            ("a pipe", { mkfifo($0, 0o644) }),
            ("a link", { symlink("/etc/passwd", $0) }),
            ("a link to nothing", { symlink("/nowhere", $0) }),
            ("a link to itself", { symlink("odd.stop", $0) }),
            ("a folder", { mkdir($0, 0o755) }),
        ]
        for (kind, make) in makers {
            try disk.replace(path("z.suspend"), with: Array("Zoë\n".utf8))
            #expect(make(path("odd.stop")) == 0)
            try await check("\(kind)")
        }
        #expect(try disk.entry("/etc/passwd") != nil)
    }

    @Test("a folder with something in it is carried out, and kept out of sight")
    func fullFolder() async throws {
        try disk.makeFolder(path("odd.stop"))
        try disk.replace(path("odd.stop/something"), with: [1])
        try await check()
        #expect(try disk.contents(path(".odd.stop/something")) == [1])
    }

    @Test("one of many megabytes is carried out, and not read")
    func huge() async throws {
        #expect(FileManager.default.createFile(atPath: path("odd.stop"), contents: nil))
        #expect(truncate(path("odd.stop"), 1 << 40) == 0)
        // Eighty zero bytes are nobody's name.
        try await check()
    }

    @Test(
        "what is in it that is not a text in one line is not taken for a name",
        arguments: [
            ([0x1B, 0x5B, 0x32, 0x4A, 0x00, 0x07, 0x41, 0x0A, 0x42] as [UInt8], " [2J  A"),
            ([0xFF, 0x41], "\u{FFFD}A"),
            ([0x20, 0x09, 0x0A], "control file"), ([], "control file"),
        ]
    )
    func rubbish(bytes: [UInt8], words: String) async throws {
        try disk.replace(path("odd.stop"), with: bytes)
        try await check(by: words)
    }

    @Test("one that may not be read is carried out as well")
    func unreadable() async throws {
        let memory = MemoryDisk()
        let layout = PaperCampaign.layout
        try memory.put("\(layout.control)/odd.stop", "please")
        try memory.put("\(layout.control)/more.settle", "answered")
        try memory.put("\(layout.control)/z.suspend", "Zoë")
        let sealed = UnreadableDisk(
            UnreadableDisk(memory, "\(layout.control)/odd.stop"),
            "\(layout.control)/more.settle"
        )
        let desk = ControlFolder(layout, on: sealed)
        // What a settlement says is in it.
        #expect(Set(try await desk.pending().map(\.target.word)) == ["odd", "z"])
        #expect(try await desk.pending().first { $0.action == .stop }?.by == "control file")
    }

    @Test("one whose file cannot be removed is carried out once")
    func kept() async throws {
        let memory = MemoryDisk()
        let layout = PaperCampaign.layout
        try memory.put("\(layout.control)/odd.suspend", "")
        let desk = ControlFolder(layout, on: memory)
        let request = try #require(try await desk.pending().first)
        let next = memory.operations + 1
        memory.change { $0.failing = [next, next + 1] }
        await #expect(throws: StoreError.self) { try await desk.done(request) }
        #expect(try await desk.pending() == [])
        #expect(try memory.entry("\(layout.control)/odd.suspend") != nil)
        // It is tried again, and asked again it is another request.
        #expect(try await desk.pending() == [])
        #expect(try memory.entry("\(layout.control)/odd.suspend") == nil)
        try desk.put(request)
        #expect(try await desk.pending() == [request])
    }

    @Test("a name that is not UTF-8 is nobody's request")
    func foreign() async throws {
        try folder.put(Array("control/caf".utf8) + [0xE9] + Array(".stop".utf8))
        #expect(try await desk.pending().map(\.target.word) == ["z"])
    }
}

@Suite("The order of requests")
struct ControlOrderTests {
    private let disk = MemoryDisk()
    private let layout = PaperCampaign.layout
    private let now = Timestamp(seconds: 1_795_000_000)

    private func desk() throws -> ControlFolder {
        try disk.makeFolder(layout.control)
        return ControlFolder(layout, on: disk) { [now] in now }
    }

    private func put(_ name: String, secondsFromNow: Int64) throws {
        disk.set(time: now.milliseconds + secondsFromNow * 1000)
        try disk.put("\(layout.control)/\(name)", "")
    }

    @Test("one that was put is behind all that wait, whatever the clock says")
    func put() async throws {
        let desk = try desk()
        try put("a.resume", secondsFromNow: -5)
        disk.set(time: now.milliseconds - 60_000)
        try desk.put(ControlRequest(.suspend, "a", by: "x"))
        try desk.put(ControlRequest(.resume, "b", by: "x"))
        #expect(try await desk.pending().map(\.action) == [.resume, .suspend, .resume])
    }

    @Test("when the clock was set back, what holds calls back has the last word", arguments: [false, true])
    func setBack(isSuspensionFromFuture: Bool) async throws {
        let desk = try desk()
        try put("a.suspend", secondsFromNow: isSuspensionFromFuture ? 3600 : -60)
        try put("a.resume", secondsFromNow: isSuspensionFromFuture ? -60 : 3600)
        try put("b.stop", secondsFromNow: -90)
        #expect(try await desk.pending().map(\.action) == [.resume, .suspend, .stop])
    }

    @Test("`all` is every campaign, and beside a call only a word")
    func all() {
        #expect(ControlRequest(.stop, "all", by: "x").target == .all)
        #expect(ControlRequest(.stop, .campaign("all"), by: "x").target != .all)
        #expect(ControlRequest(.cancel, "all", by: "x").target == .call("all"))
        #expect(ControlRequest(.stop, "all", by: "x").concerns("spring"))
        #expect(!ControlRequest(.stop, .campaign("all"), by: "x").concerns("spring"))
        #expect(ControlRequest(.cancel, "spring-x-1", by: "x").concerns("spring"))
        #expect(!ControlRequest(.stop, "spring", by: "x").concerns("spring.2"))
    }
}
