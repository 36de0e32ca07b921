import CallspoolCore
import CallspoolTesting
import Foundation
import Testing

@testable import Spool

@Suite("Lists that are dropped with campaign files")
final class SharedListTests {
    private let layout: SpoolLayout
    private let disk = PosixDisk()
    private let tags = Tags()
    private let wall = Timestamp(seconds: 4_000_000_000)

    init() throws {
        layout = SpoolLayout(root: FileManager.default.temporaryDirectory.path + "/callspool-" + UUID().uuidString)
        try SpoolFolders(layout, on: disk).make()
    }

    deinit {
        do { try FileManager.default.removeItem(atPath: layout.root) } catch {
            print("cannot remove \(layout.root): \(error)")
        }
    }

    private func drop(_ name: String, _ text: String, at age: Duration = .seconds(60)) throws {
        let path = "\(layout.incoming)/\(name)"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        let file = try disk.openAppending(path)
        try file.setModified((wall - age).milliseconds)
        file.close()
    }

    private func step() async throws -> IntakeReport {
        let intake = SpoolIntake(layout, on: disk, settings: Settings()) { [tags] in tags.next() }
        return try await intake.step(wall, wall: wall)
    }

    private func names(_ folder: String) throws -> [String] { try disk.list(folder).map(\.name).sorted() }

    @Test("Two campaigns that name one list are both taken, and the list goes with the last of them")
    func shared() async throws {
        try drop("list.csv", "destination\n2125550101\n2125550102\n")
        try drop("am.yaml", "campaign: am\ncontacts: list.csv\n")
        try drop("pm.yaml", "campaign: pm\ncontacts: list.csv\ndo_not_call: ban.txt\n")
        try drop("ban.txt", "2125550102\n")
        let report = try await step()
        #expect(report.refused == [] && report.accepted.map(\.campaign) == ["am", "pm"])
        #expect(report.accepted.map(\.total) == [2, 2] && report.accepted.map(\.rejected) == [0, 1])
        #expect(try names(layout.incoming) == [])
    }

    @Test("A list stays for a campaign file that still grows and mentions it")
    func growing() async throws {
        try drop("list.csv", "destination\n2125550101\n")
        try drop("am.yaml", "campaign: am\ncontacts: list.csv\n")
        try drop("pm.yaml", "campaign: pm\ncontacts: list.csv\n", at: .seconds(1))
        #expect(try await step().accepted.map(\.campaign) == ["am"])
        #expect(try names(layout.incoming) == ["list.csv", "pm.yaml"])
        try drop("pm.yaml", "campaign: pm\ncontacts: list.csv\n")
        #expect(try await step().accepted.map(\.campaign) == ["pm"])
        #expect(try names(layout.incoming) == [])
    }

    @Test("A refused file takes its list to rejected/, after those that were taken with it have read it")
    func refused() async throws {
        try drop("list.csv", "destination\n2125550101\n")
        try drop("am.yaml", "campaign: am\ncontacts: list.csv\nnonsense: 1\n")
        try drop("pm.yaml", "campaign: pm\ncontacts: list.csv\n")
        let report = try await step()
        #expect(report.refused.map(\.file) == ["am.yaml"] && report.accepted.map(\.campaign) == ["pm"])
        #expect(try names(layout.incoming) == [])
        #expect(try names(layout.rejected) == ["am.yaml", "am.yaml.why", "list.csv"])
    }

    @Test("A list is found whose name is the same text in another Unicode form; one byte for byte the same goes first")
    func unicode() async throws {
        let (nfc, nfd) = ("m\u{FC}ller.csv", "mu\u{308}ller.csv")
        for (named, there) in [(nfc, nfd), (nfd, nfc)] {
            try drop(there, "destination\n2125550101\n")
            try drop("a.yaml", "contacts: \(named)\n")
            let report = try await step()
            #expect(report.refused == [] && report.accepted.map(\.total) == [1])
            #expect(try names(layout.incoming) == [])
            try disk.rename(layout.campaign("a").path, to: layout.doneCampaign(UUID().uuidString).path)
        }
        try drop(nfd, "destination\n2125550101\n")
        try drop(nfc, "destination\n2125550102\n2125550103\n")
        try drop("b.yaml", "campaign: b\ncontacts: \(nfc)\n")
        #expect(try await step().accepted.map(\.total) == [2])
        #expect(try disk.list(layout.incoming).map { Array($0.name.utf8) } == [Array(nfd.utf8)])
    }

    @Test("A file's ending in large letters is taken")
    func ending() async throws {
        try drop("SPRING.YAML", "campaign: spring\nnumbers: [2125550101]\n")
        #expect(try await step().accepted.map(\.campaign) == ["spring"])
        #expect(try names(layout.incoming) == [])
    }

    @Test("What is never taken is told of, with the reason; what somebody is still writing, or waits as a list, is not")
    func untaken() async throws {
        for name in ["foo.txt", "spring.json", ".hidden", "a.tmp", "b.part", "c~"] { try drop(name, "x") }
        try drop("young.csv", "x", at: .seconds(1))
        try drop("wanted.csv", "destination\n2125550101\n")
        try drop("spring.yaml", "contacts: wanted.csv\n", at: .seconds(1))
        try disk.makeFolder(layout.incoming + "/folder")
        let sentences = try await step().untaken
        #expect(sentences.count == 3)
        for name in ["folder", "foo.txt", "spring.json"] {
            #expect(sentences.contains { $0.hasPrefix("incoming/\(name) is not taken: ") }, "\(sentences)")
        }
    }
}
