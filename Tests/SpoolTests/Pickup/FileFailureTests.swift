import CallspoolCore
import CallspoolTesting
import Foundation
import Testing

@testable import Spool

/// One file, whatever is the matter with it, holds up no other.
@Suite("Pickup beside a file that makes trouble")
struct FileFailureTests {
    private let folder: WorkingFolder
    private let layout: SpoolLayout
    private let disk = FaultyDisk()
    private let tags = Tags()
    private let wall = Timestamp(seconds: 4_000_000_000)

    init() throws {
        folder = try WorkingFolder()
        layout = SpoolLayout(root: folder.path)
        for folder in layout.folders { try disk.makeFolder(folder) }
    }

    private func drop(_ name: String, _ text: String) throws {
        try disk.replace("\(layout.incoming)/\(name)", with: Array(text.utf8))
    }

    private func step() async throws -> IntakeReport {
        var settings = Settings()
        settings.settle = .zero
        let intake = SpoolIntake(layout, on: disk, settings: settings) { [tags] in tags.next() }
        return try await intake.step(wall, wall: wall)
    }

    private let good = "campaign: good\nnumbers: [\"+16175550101\"]\n"

    @Test(
        "a name of any length that a file may have is refused, with its reasons beside it, and the next file is taken",
        arguments: ["a", "é", "名"]
    )
    func longNames(letter: String) async throws {
        let lengths = (240...255).filter { ($0 - 5) % letter.utf8.count == 0 }
        var names: [String] = []
        for length in lengths {
            names.append(String(repeating: letter, count: (length - 5) / letter.utf8.count) + ".yaml")
        }
        for name in names { try drop(name, "foo: bar\n") }
        try drop("zz\u{10000}.yaml", good)
        let report = try await step()
        #expect(report.accepted.map(\.campaign) == ["good"])
        #expect(report.refused.count == names.count && report.postponed.isEmpty)
        let kept = try disk.list(layout.rejected).map(\.name)
        for refused in report.refused {
            #expect(kept.contains(refused.keptAs) && kept.contains(refused.keptAs + ".why"))
        }
        #expect(kept.count == 2 * names.count)
        // The same again: nothing is ever thrown away.
        for name in names { try drop(name, "foo: bar\n") }
        #expect(try await step().refused.count == names.count)
        #expect(try disk.list(layout.rejected).count == 4 * names.count)
    }

    @Test(
        "a list of the longest name is kept under one that fits, and read",
        arguments: ["do-not-call", "jobs.jsonl", ""]
    )
    func longList(beginning: String) async throws {
        let name = beginning + String(repeating: "b", count: 251 - beginning.count) + ".csv"
        try drop(name, "destination\n+1 617 555 0102\n")
        try drop("x.yaml", "campaign: x\ncontacts: \(name)\n")
        try drop("zgood.yaml", good)
        let report = try await step()
        #expect(report.accepted.map(\.campaign) == ["x", "good"])
        #expect(report.accepted.first?.total == 1)
        #expect(try disk.list(layout.incoming).isEmpty)
        let kept = layout.campaign("x").contacts(name)
        #expect(try disk.contents(kept) == Array("destination\n+1 617 555 0102\n".utf8))
    }

    @Test("a do-not-call list of the longest name is kept under one that fits, and counts")
    func longDoNotCall() async throws {
        let name = "contacts-" + String(repeating: "b", count: 242) + ".txt"
        try drop(name, "+16175550101\n")
        try drop("x.yaml", "campaign: x\ndo_not_call: \(name)\nnumbers: [\"+16175550101\", \"+16175550102\"]\n")
        #expect(try await step().accepted.first?.rejected == 1)
        #expect(try disk.entry(layout.campaign("x").doNotCall(.file(name)))?.kind == .file)
    }

    @Test("a name that is not UTF-8 is refused under one that is")
    func foreignName() async throws {
        try FileManager.default.createDirectory(atPath: layout.incoming, withIntermediateDirectories: true)
        let text = "campaign: latin\nnumbers: [\"+16175550103\"]\n"
        try folder.put(Array("incoming/caf".utf8) + [0xE9] + Array(".yaml".utf8), text)
        try drop("zgood.yaml", good)
        let report = try await step()
        #expect(report.accepted.map(\.campaign) == ["good"])
        #expect(report.refused.map(\.file) == ["caf%E9.yaml"])
        #expect(try disk.list(layout.incoming).isEmpty)
        #expect(try disk.contents("\(layout.rejected)/caf%E9.yaml") == Array(text.utf8))
        let why = String(decoding: try disk.contents("\(layout.rejected)/caf%E9.yaml.why") ?? [], as: UTF8.self)
        #expect(why.contains("not UTF-8"))
    }

    @Test("a file that can be neither taken nor refused is told and stays, and the others are taken")
    func postponed() async throws {
        try drop("bad.yaml", "foo: bar\n")
        try drop("zgood.yaml", good)
        // Nothing can be refused: in the place of the folder there is a file.
        try disk.remove(layout.rejected)
        try disk.replace(layout.rejected, with: [])
        let report = try await step()
        #expect(report.accepted.map(\.campaign) == ["good"])
        #expect(report.postponed.count == 1 && report.postponed.first?.hasPrefix("bad.yaml: ") == true)
        #expect(try disk.list(layout.incoming).map(\.name) == ["bad.yaml"])
    }

    @Test("a campaign that has appeared before the trouble has its name, and is not taken again")
    func appeared() async throws {
        let disk = KeepingDisk(disk, "\(layout.incoming)/a.yaml")
        try drop("a.yaml", good)
        try drop("b.yaml", good + "  # another file\n")
        var settings = Settings()
        settings.settle = .zero
        let intake = SpoolIntake(layout, on: disk, settings: settings) { [tags] in tags.next() }
        let report = try await intake.step(wall, wall: wall)
        #expect(report.postponed.count == 1)
        #expect(report.refused.map(\.file) == ["b.yaml"])
        #expect(try disk.list(layout.queue).filter { !$0.name.hasPrefix(".") }.map(\.name) == ["good"])
    }

    @Test("a folder of the queue that cannot be read holds up no file")
    func unreadableCampaign() async throws {
        try disk.makeFolder(layout.campaign("old").journal)
        try drop("zgood.yaml", good)
        #expect(try await step().accepted.map(\.campaign) == ["good"])
    }

    @Test("a number behind the longest name leaves it a name")
    func longestCampaign() async throws {
        let name = String(repeating: "n", count: 64)
        try disk.makeFolder(layout.doneCampaign(name).path)
        try drop("x.yaml", "campaign: \(name)\nnumbers: [\"+16175550101\"]\n")
        let campaign = try #require(try await step().accepted.first?.campaign)
        #expect(campaign == String(repeating: "n", count: 62) + ".2")
    }
}

/// A disk from which one file cannot be removed.
private struct KeepingDisk: Disk {
    private let disk: any Disk
    private let kept: String

    init(_ disk: any Disk, _ kept: String) {
        self.disk = disk
        self.kept = kept
    }

    func remove(_ path: String) throws(DiskError) {
        if path == kept { throw DiskError(code: 1, message: "cannot remove \(path): Operation not permitted") }
        try disk.remove(path)
    }

    func openAppending(_ path: String) throws(DiskError) -> any OpenFile { try disk.openAppending(path) }
    func openReading(_ path: String) throws(DiskError) -> any OpenFile { try disk.openReading(path) }
    func entry(_ path: String) throws(DiskError) -> DiskEntry? { try disk.entry(path) }
    func list(_ folder: String) throws(DiskError) -> [DiskEntry] { try disk.list(folder) }
    func makeFolder(_ path: String) throws(DiskError) { try disk.makeFolder(path) }
    func rename(_ path: String, to other: String) throws(DiskError) { try disk.rename(path, to: other) }
    func syncFolder(_ path: String) throws(DiskError) { try disk.syncFolder(path) }
}
