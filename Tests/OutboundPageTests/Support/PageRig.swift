import CallspoolCore
import CallspoolTesting
import Foundation
import Hummingbird
import Logging
import Spool

@testable import OutboundPage

/// A spool in a temporary folder, and the page's server over it as requests meet it.
final class PageRig: Sendable {
    let layout: SpoolLayout
    let disk = PosixDisk()
    let clock = VirtualClock(Timestamp(seconds: 1_900_000_000))
    let settings: Settings
    let server: PageServer

    /// Makes a spool.
    ///
    /// - Parameter change: what is other than usual in its settings.
    /// - Throws: when it cannot be made.
    init(_ change: (inout Settings, SpoolLayout) throws -> Void = { _, _ in }) throws {
        layout = SpoolLayout(root: FileManager.default.temporaryDirectory.path + "/callspool-" + UUID().uuidString)
        try SpoolFolders(layout, on: disk).make()
        var settings = Settings()
        try change(&settings, layout)
        self.settings = settings
        let clock = clock
        let setup = PageSetup(
            layout: layout,
            disk: disk,
            settings: settings,
            clock: clock,
            programNow: { clock.now },
            version: "1.2.3",
            random: { count in (0..<count).map { _ in UInt8.random(in: 0...255) } }
        )
        server = try PageServer(setup, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    deinit {
        do {
            try FileManager.default.removeItem(atPath: layout.root)
        } catch {
            print("cannot remove \(layout.root): \(error)")
        }
    }

    /// A spool into which an operator, `otto`, another, `olga`, and a viewer, `vera`, may sign in.
    static func withPeople(_ change: (inout Settings, SpoolLayout) throws -> Void = { _, _ in }) throws -> PageRig {
        try PageRig { settings, layout in
            var file = PasswordFile()
            for (name, role) in [("otto", PageRole.operator), ("olga", .operator), ("vera", .viewer)] {
                try file.add(name, role: role, password: "password of \(name)", salt: Array(name.utf8) + Array(0..<16))
            }
            settings.page.users = layout.root + "/people"
            try Data(file.text.utf8).write(to: URL(fileURLWithPath: layout.root + "/people"))
            try change(&settings, layout)
        }
    }

    /// Drops a campaign file and takes it in as pickup does.
    func take(_ name: String, _ text: String) async throws {
        try write("incoming/\(name).yaml", text)
        let tag = "k3v9q\(name.utf8.count % 10)"
        let intake = SpoolIntake(layout, on: disk, settings: settings, makeTag: { tag })
        let report = try await intake.step(clock.now, wall: clock.wall)
        precondition(report.accepted.count == 1, "\(report)")
        try server.parts.watch.refresh(clock.wall)
    }

    /// Writes a file of the spool.
    func write(_ path: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(layout.root)/\(path)"))
    }

    /// What a file of the spool says.
    func text(_ path: String) throws -> String {
        try String(contentsOfFile: "\(layout.root)/\(path)", encoding: .utf8)
    }

    /// The files under a folder of the spool, with their paths in it.
    func files(_ folder: String) throws -> [String] {
        let root = "\(layout.root)/\(folder)"
        guard FileManager.default.fileExists(atPath: root) else { return [] }
        return try FileManager.default.subpathsOfDirectory(atPath: root)
            .filter { path in
                var isFolder: ObjCBool = false
                return FileManager.default.fileExists(atPath: "\(root)/\(path)", isDirectory: &isFolder)
                    && !isFolder.boolValue
            }
            .sorted()
    }

    /// Does something with a client of the server's.
    func test(_ body: @Sendable (RigClient) async throws -> Void) async throws {
        try await body(RigClient(responder: server.router().buildResponder()))
    }
}
