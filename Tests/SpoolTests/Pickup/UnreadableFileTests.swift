import CallspoolCore
import CallspoolTesting
import Synchronization
import Testing

@testable import Spool

@Suite("A dropped file that cannot be read")
struct UnreadableFileTests {
    private let spool: ShippingSpool
    private let layout: SpoolLayout
    private let disk = FaultyDisk()

    init() throws {
        spool = try ShippingSpool()
        layout = SpoolLayout(root: spool.root)
        for folder in layout.folders { try disk.makeFolder(folder) }
    }

    private func drop(_ name: String, _ text: String) throws {
        try spool.append(Array(text.utf8), to: "incoming/\(name)")
    }

    private func step() async throws -> IntakeReport {
        var settings = Settings()
        settings.settle = .zero
        let now = Timestamp(seconds: 1_800_000_000)
        return try await SpoolIntake(layout, on: disk, settings: settings) { "m4" }.step(now, wall: now)
    }

    @Test(
        "stays, is told, and is taken whole when it can be read; those beside it are taken at once",
        arguments: ["spring.yaml", "list.csv", "listed.txt"]
    )
    func triedAgain(unreadable: String) async throws {
        try drop("spring.yaml", "contacts: list.csv\ndo_not_call: listed.txt\n")
        try drop("list.csv", "destination\n+16175550101\n+16175550102\n")
        try drop("listed.txt", "+16175550102\n")
        try drop("autumn.yaml", "numbers: [\"+16175550103\"]\n")
        disk.faults.withLock { $0.unreadable = "incoming/\(unreadable)" }
        let report = try await step()
        #expect(report.accepted.map(\.campaign) == ["autumn"] && report.refused.isEmpty)
        #expect(report.postponed.count == 1 && report.postponed.first?.contains("cannot read") == true, "\(report)")
        for name in ["spring.yaml", "list.csv", "listed.txt"] { #expect(spool.exists("incoming/\(name)")) }
        #expect(try disk.list(layout.rejected).isEmpty)
        disk.faults.withLock { $0.unreadable = nil }
        let again = try await step()
        #expect(again.accepted.map(\.total) == [2] && again.accepted.map(\.rejected) == [1] && again.postponed.isEmpty)
        #expect(try disk.list(layout.incoming).isEmpty)
    }

    @Test(
        "A list that is a folder or is not there is the campaign file's fault, which is refused",
        arguments: [true, false]
    )
    func noFile(isFolder: Bool) async throws {
        try drop("spring.yaml", "contacts: list.csv\n")
        if isFolder { try disk.makeFolder("\(layout.incoming)/list.csv") }
        let report = try await step()
        #expect(report.refused.map(\.file) == ["spring.yaml"] && report.postponed.isEmpty)
        let words = isFolder ? "is not a file that can be read" : "is not beside the campaign file"
        #expect(report.refused.first?.reasons.first?.message.contains(words) == true, "\(report)")
    }
}
