import CallspoolCore
import CallspoolTesting
import Testing

@testable import Spool

@Suite("A campaign file that is dropped with its list")
struct DropTests {
    private let layout = SpoolLayout(root: "/spool")
    private let file = "contacts: list.csv\n"
    private let list = "destination\n" + String(repeating: "+16175550101\n", count: 400)

    private func disk() throws -> MemoryDisk {
        let disk = MemoryDisk()
        for folder in [layout.incoming, "/draft"] { try disk.makeFolder(folder) }
        try disk.put("/draft/spring.yaml", file)
        try disk.put("/draft/list.csv", list)
        return disk
    }

    private func drop(_ disk: MemoryDisk, _ path: String = "/draft/spring.yaml") throws -> String {
        try Drop(layout, on: disk, now: Timestamp(seconds: 1_795_600_000)).drop(path, lists: ["list.csv"])
    }

    private func text(_ disk: MemoryDisk, _ name: String) -> String {
        String(decoding: disk.read("\(layout.incoming)/\(name)"), as: UTF8.self)
    }

    /// What pickup would see.
    private func seen(_ disk: MemoryDisk) throws -> Set<String> {
        Set(try disk.list(layout.incoming).map(\.name).filter { !$0.hasPrefix(".") })
    }

    @Test(
        "whatever operation the disk dies in, the file is there with its whole list, or not at all; and then it can be dropped again",
        arguments: CampaignCrashTests.survivals
    )
    func everyOperation(survival: MemoryDisk.Survival) throws {
        let whole = try disk()
        let before = whole.operations
        #expect(try drop(whole) == "spring.yaml")
        let total = whole.operations - before
        #expect(total > 8)
        for operation in 1...total {
            let disk = try disk()
            disk.change {
                $0.diesAt = before + operation
                $0.diesAfter = operation.isMultiple(of: 2)
            }
            let isDropped = (try? drop(disk)) != nil
            disk.crash(survival)
            let there = try seen(disk)
            if there.contains("spring.yaml") {
                #expect(text(disk, "spring.yaml") == file && text(disk, "list.csv") == list, "\(operation)")
            } else {
                #expect(!isDropped, "it was said to be there: \(operation)")
                // What a person uploads is uploaded again; the server has forgotten it.
                try disk.put("/draft/spring.yaml", file)
                try disk.put("/draft/list.csv", list)
                #expect(try drop(disk) == "spring.yaml")
                #expect(try seen(disk) == ["spring.yaml", "list.csv"], "\(operation)")
                #expect(text(disk, "list.csv") == list, "\(operation)")
            }
        }
    }

    @Test("does not take the place, or share the list, of what waits already")
    func taken() throws {
        let disk = try disk()
        _ = try drop(disk)
        try disk.put("/draft/autumn.yaml", file)
        for path in ["/draft/spring.yaml", "/draft/autumn.yaml"] {
            #expect(throws: DiskError.self) { try drop(disk, path) }
        }
        #expect(try seen(disk) == ["spring.yaml", "list.csv"])
        // A list that somebody put there, and that says something else.
        try disk.remove("\(layout.incoming)/spring.yaml")
        try disk.put("\(layout.incoming)/list.csv", "destination\n")
        #expect(throws: DiskError.self) { try drop(disk) }
        #expect(text(disk, "list.csv") == "destination\n")
    }
}
