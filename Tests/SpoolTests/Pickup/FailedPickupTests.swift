import CallspoolCore
import CallspoolTesting
import Testing

@testable import Spool

@Suite("Pickup when an operation fails")
struct FailedPickupTests {
    private let layout = PaperCampaign.layout
    private let tags = Tags()

    /// Long after the files were written.
    private let wall = Timestamp(seconds: 1_900_000_000)

    /// Two files with the same content, of which one becomes a campaign: the other must not pass for what is left of it.
    private func spool() throws -> MemoryDisk {
        let disk = MemoryDisk()
        for folder in layout.folders { try disk.makeFolder(folder) }
        for name in ["a.yaml", "b.yaml"] {
            try disk.put(
                "\(layout.incoming)/\(name)",
                "campaign: spring\nnumbers: [\"+16175550101\"]\n"
            )
        }
        disk.settle()
        return disk
    }

    @Test("of two files that are the same one is accepted and the other refused, whichever operation fails once")
    func twins() async throws {
        var failing = 0
        while true {
            failing += 1
            let disk = try spool()
            let begin = disk.operations
            disk.change { $0.failing = [begin + failing] }
            let intake = SpoolIntake(layout, on: disk, settings: Settings()) { [tags] in tags.next() }
            var hasFailed = false
            for _ in 1...3 {
                do { _ = try await intake.step(wall, wall: wall) } catch { hasFailed = true }
            }
            let campaigns = try disk.list(layout.queue).map(\.name).filter { !$0.hasPrefix(".") }
            let refused = try disk.list(layout.rejected).map(\.name).filter { $0.hasSuffix(".yaml") }
            let waiting = try disk.list(layout.incoming).map(\.name)
            #expect(
                campaigns == ["spring"] && refused.count == 1 && waiting.isEmpty,
                "\(failing): \(refused) \(waiting)"
            )
            // Past the last operation of the first pass nothing fails any more.
            if !hasFailed, failing > disk.operations - begin { return }
        }
    }
}
