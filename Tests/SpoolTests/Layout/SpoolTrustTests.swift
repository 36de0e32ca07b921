import Foundation
import Testing

@testable import Spool

@Suite("Root and a spool")
final class SpoolTrustTests {
    private let root = FileManager.default.temporaryDirectory.path + "/callspool-" + UUID().uuidString
    private var layout: SpoolLayout { SpoolLayout(root: root) }

    init() throws {
        try SpoolFolders(layout, on: PosixDisk()).make()
    }

    deinit {
        do { try FileManager.default.removeItem(atPath: root) } catch { print("cannot remove \(root): \(error)") }
    }

    @Test(
        "A folder that is a link is refused to root, and to nobody else",
        arguments: ["queue", "results", "incoming", "done"]
    )
    func link(folder: String) throws {
        let elsewhere = root + "/elsewhere"
        try FileManager.default.createDirectory(atPath: elsewhere, withIntermediateDirectories: true)
        try FileManager.default.removeItem(atPath: "\(root)/\(folder)")
        try FileManager.default.createSymbolicLink(atPath: "\(root)/\(folder)", withDestinationPath: elsewhere)
        // Whoever runs the test owns the folders: to them it is as to root, or they are nobody special.
        #expect(SpoolTrust(layout, user: 0).refusal != nil)
        #expect(SpoolTrust(layout, user: 12_345).refusal == nil)
    }

    @Test("A spool of another user's is refused to root, with how to run it as them", .enabled(if: getuid() == 0))
    func owner() throws {
        #expect(SpoolTrust(layout, user: 0).refusal == nil)
        for path in [root, root + "/results"] {
            #expect(chown(path, 12_345, 12_345) == 0)
            let refusal = try #require(SpoolTrust(layout, user: 0).refusal)
            #expect(refusal.hasPrefix("\(path) belongs to #12345,") && refusal.contains("sudo -u"))
            #expect(chown(path, 0, 0) == 0)
        }
    }

    @Test("A lock that is a link is not followed, nor is a file that is to be restricted")
    func lock() throws {
        let target = root + "/victim"
        for name in ["queue/.lock", "queue/.ship.lock"] {
            try FileManager.default.createSymbolicLink(atPath: "\(root)/\(name)", withDestinationPath: target)
            #expect(throws: DiskError.self) { try SpoolLock("\(self.root)/\(name)") }
        }
        #expect(!FileManager.default.fileExists(atPath: target))
        try Data("x".utf8).write(to: URL(fileURLWithPath: target))
        #expect(chmod(target, 0o644) == 0)
        #expect(throws: DiskError.self) { try PosixDisk().restrict("\(self.root)/queue/.lock") }
        #expect(try FileManager.default.attributesOfItem(atPath: target)[.posixPermissions] as? Int == 0o644)
    }
}
