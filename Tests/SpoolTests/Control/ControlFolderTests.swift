import CallspoolCore
import CallspoolTesting
import Spool
import Testing

@Suite("Requests as files")
struct ControlFolderTests {
    private let layout = PaperCampaign.layout

    private func folder(_ disk: MemoryDisk) throws -> ControlFolder {
        for folder in layout.folders { try disk.makeFolder(folder) }
        return ControlFolder(layout, on: disk)
    }

    @Test("are read in the order in which they came, and are gone when they were carried out")
    func order() async throws {
        let disk = MemoryDisk()
        let folder = try folder(disk)
        for (second, name) in ["spring.2.stop", "all.suspend", "all.resume", "spring-k3-17.cancel"].enumerated() {
            disk.set(time: Int64(10 - second) * 1000)
            try disk.put("\(layout.control)/\(name)", second == 0 ? "a person\nmore" : "")
        }
        let wanted = [
            ControlRequest(.cancel, "spring-k3-17", by: "control file"),
            ControlRequest(.resume, "all", by: "control file"),
            ControlRequest(.suspend, "all", by: "control file"),
            ControlRequest(.stop, "spring.2", by: "a person"),
        ]
        #expect(try await folder.pending() == wanted)
        for request in wanted { try await folder.done(request) }
        #expect(try await folder.pending() == [])
        #expect(try disk.list(layout.control).isEmpty)
    }

    @Test(
        "what is not a request is skipped",
        arguments: [".stop", "spring", "spring.halt", ".spring.stop", "spring.stop.tmp"]
    )
    func stray(name: String) async throws {
        let disk = MemoryDisk()
        let folder = try folder(disk)
        try disk.put("\(layout.control)/\(name)", "")
        #expect(try await folder.pending() == [])
        #expect(try disk.list(layout.control).map(\.name) == [name])
    }

    @Test("one that was put is durable, says who asks, and waits until it is done")
    func put() async throws {
        let disk = MemoryDisk()
        let folder = try folder(disk)
        disk.settle()
        let request = ControlRequest(.suspend, "spring", by: "Zoë")
        try folder.put(request)
        disk.crash(.synced)
        #expect(try folder.isPending(request))
        #expect(try await folder.pending() == [request])
        try await folder.done(request)
        #expect(try !folder.isPending(request))
    }
}
