import CallspoolCore
import CallspoolTesting
import Spool
import Testing

@Suite("Folders that the system gives the inode of others that are gone")
struct FolderIdentityTests {
    /// A disk on which every folder of the queue has one inode.
    private struct OneInodeDisk: Disk {
        let disk: MemoryDisk

        private func same(_ entry: DiskEntry) -> DiskEntry {
            var entry = entry
            if entry.kind == .folder { entry.inode = 7 }
            return entry
        }

        func openAppending(_ path: String) throws(DiskError) -> any OpenFile { try disk.openAppending(path) }
        func openReading(_ path: String) throws(DiskError) -> any OpenFile { try disk.openReading(path) }
        func entry(_ path: String) throws(DiskError) -> DiskEntry? { try disk.entry(path).map(same) }
        func list(_ folder: String) throws(DiskError) -> [DiskEntry] { try disk.list(folder).map(same) }
        func makeFolder(_ path: String) throws(DiskError) { try disk.makeFolder(path) }
        func rename(_ path: String, to other: String) throws(DiskError) { try disk.rename(path, to: other) }
        func remove(_ path: String) throws(DiskError) { try disk.remove(path) }
        func syncFolder(_ path: String) throws(DiskError) { try disk.syncFolder(path) }
    }

    private let layout = PaperCampaign.layout
    private let now = PaperCampaign.at

    /// A campaign none of whose numbers can be dialled.
    private func put(_ name: String, on disk: MemoryDisk) throws {
        var paper = PaperCampaign(name, numbers: 2)
        paper.rejected = [1, 2]
        try paper.put(on: disk)
    }

    @Test("A campaign is finished and told though the one before it had its inode")
    func workedWith() async throws {
        let (memory, durability, warnings) = (MemoryDisk(), Durability(waking: WakeSignal()), Warnings())
        let disk = OneInodeDisk(disk: memory)
        let store = LogQueueStore(layout, on: disk, tag: "paper", durability: durability) { warnings.add($0) }
        let status = SpoolStatusWriter(layout, on: disk, durability: durability, shipping: WakeSignal()) {
            warnings.add($0)
        }
        for name in ["spring", "autumn"] {
            try put(name, on: memory)
            try await store.discover(now)
            try await store.tidy(now)
            #expect(await store.commit().failure == nil)
            while try await status.step() {}
            #expect(
                memory.lines(layout.campaign(name).journal).last?.contains("finished") == true,
                "\(name) is not finished"
            )
            #expect(memory.lines(layout.status(name)).count == 2, "\(name) is not told")
            // It leaves the queue, and nobody looks before the next one is there.
            try memory.rename(layout.campaign(name).path, to: layout.doneCampaign(name).path)
        }
        #expect(warnings.list == [])
    }
}
