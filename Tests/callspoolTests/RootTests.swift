import Foundation
import Testing

@Suite("Root on a spool that another user owns", .enabled(if: getuid() == 0))
struct RootTests {
    private let commands = [
        ["tick"], ["status"], ["doctor"], ["ship"], ["suspend", "all"], ["dnc", "add", "+16175550101"],
    ]

    @Test("Whatever links that user has put there, no command of root's writes through them, and each says what to do")
    func links() async throws {
        let spool = try await SpoolFixture()
        let victim = spool.folder.appending(path: "victim").path
        try FileManager.default.createDirectory(atPath: victim, withIntermediateDirectories: true)
        try spool.drop("evil.yaml", "campaign: evil\nnumbers: [+16175550101]\n")
        try FileManager.default.removeItem(atPath: spool.path("results"))
        try FileManager.default.createSymbolicLink(atPath: spool.path("results"), withDestinationPath: victim)
        try FileManager.default.createSymbolicLink(
            atPath: spool.path("queue/.lock"),
            withDestinationPath: victim + "/made"
        )
        for arguments in commands {
            let ended = try await run(arguments, spool)
            #expect(ended.code == 78 && ended.errors.contains("symbolic link"), "\(arguments): \(ended.errors)")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: victim) == [])
        #expect(try spool.names("incoming") == ["evil.yaml"])
    }

    @Test("A spool without links is refused as well, when it is somebody else's")
    func owner() async throws {
        let spool = try await SpoolFixture()
        for path in ["", "queue", "incoming", "results", "rejected", "control", "done"] {
            #expect(chown(spool.path(path), 12_345, 12_345) == 0)
        }
        for arguments in commands {
            let ended = try await run(arguments, spool)
            #expect(ended.code == 78 && ended.errors.contains("another user's spool"), "\(arguments): \(ended.errors)")
        }
        let made = try await spool.callspool(["init", spool.root])
        #expect(made.code == 78)
    }

    private func run(_ arguments: [String], _ spool: SpoolFixture) async throws -> EndedCommand {
        try await spool.callspool(arguments + ["--spool", spool.root])
    }
}
