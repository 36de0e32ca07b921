import CallspoolCore
import CallspoolTesting
import Foundation
import Testing

@testable import Spool

@Suite("Shipping, when somebody moves, cuts or edits the status file")
struct StatusCopyTests {
    private static let layout = PaperCampaign.layout
    private static let file = layout.status("spring")
    private let now = PaperCampaign.at + .seconds(10_000)

    /// What people do to a file that they think is theirs.
    enum Deed: CaseIterable, Sendable {
        case nothing, move, copyAndCut, edit, shiftInPlace, remove, moveAndPutBack

        func act(on disk: MemoryDisk) throws {
            let text = String(decoding: disk.read(file), as: UTF8.self)
            switch self {
            case .nothing: return
            case .move: try disk.rename(file, to: file + ".1")
            case .copyAndCut: try disk.openAppending(file).truncate(to: 0)
            case .edit: try disk.put(file, text.replacingOccurrences(of: "+1617", with: "+1999"))
            case .shiftInPlace:
                let open = try disk.openAppending(file)
                try open.truncate(to: 0)
                try Array(("xx\n" + text.dropLast(4) + "\n").utf8).withUnsafeBytes { try open.append($0) }
            case .remove: try disk.remove(file)
            case .moveAndPutBack:
                try disk.rename(file, to: file + ".1")
                try disk.put(file, text)
            }
        }
    }

    /// A campaign that was dialled to its end and told in one go.
    private func dialled(batch: Int) async throws -> MemoryDisk {
        let disk = MemoryDisk()
        var paper = PaperCampaign(numbers: 20)
        paper.rejected = [2]
        paper.campaign.resultURL = "http://127.0.0.1/results"
        paper.campaign.resultBatch = batch
        try paper.put(on: disk)
        var network = PaperNetwork()
        var at = PaperCampaign.at
        var life = SpoolLife(disk, warnings: Warnings())
        try await life.live(&network, &at)
        return disk
    }

    @Test(
        "every record is sent, in the bytes that were told, and none twice",
        arguments: Deed.allCases,
        [(batch: 1, restarts: false), (1, true), (3, false), (3, true)]
    )
    func everyRecordOnce(deed: Deed, how: (batch: Int, restarts: Bool)) async throws {
        let whole = try await dialled(batch: how.batch)
        for place in [12, 25, 40] {
            let arrived = try await ship(whole, deed, after: place, restarts: how.restarts)
            #expect(arrived == whole.lines(Self.file), "after line \(place)")
        }
    }

    /// Tells and ships, the deed in between.
    ///
    /// - Returns: the records that arrived, by their numbers.
    private func ship(_ whole: MemoryDisk, _ deed: Deed, after place: Int, restarts: Bool) async throws -> [String] {
        let folder = Self.layout.campaign("spring")
        let journal = whole.read(folder.journal)
        let ends = journal.indices.filter { journal[$0] == 0x0A }.map { $0 + 1 }
        let disk = MemoryDisk()
        for folder in Self.layout.folders { try disk.makeFolder(folder) }
        for path in [folder.journal, folder.jobs] {
            try disk.put(path, String(decoding: whole.read(path), as: UTF8.self))
        }
        let durability = Durability(waking: WakeSignal())
        let writer = SpoolStatusWriter(Self.layout, on: disk, durability: durability, shipping: WakeSignal()) { _ in }
        func tell(_ length: Int) async throws {
            durability.set("spring", LogPosition(length))
            while try await writer.step() {}
        }
        var arrived: [Int: String] = [:]
        var outbox = SpoolOutbox(layout: Self.layout, disk: disk)
        try await tell(ends[place])
        // Of three requests one is answered, one is to be made again, and one has no answer yet.
        let some = try take(outbox, 3)
        try conclude(outbox, some, &arrived)
        try deed.act(on: disk)
        if restarts { outbox = SpoolOutbox(layout: Self.layout, disk: disk) }
        try outbox.refresh(now: now)
        if let last = some.last, some.count == 3, !restarts {
            outbox.note(.taken(httpStatus: 200), of: last, restsUntil: nil, now: now)
            try note(last, &arrived)
        }
        for end in [ends[min(place + 8, ends.count - 1)], journal.count] {
            try await tell(end)
            try shipAll(outbox, &arrived)
        }
        try shipAll(outbox, &arrived)
        #expect(try outbox.closeFinished(now: now + .seconds(60)) == ["spring"], "\(deed) after line \(place)")
        #expect(try disk.entry(Self.layout.doneCampaign("spring").statusCopy) == nil)
        #expect(disk.read(Self.layout.undelivered("spring")).isEmpty)
        return arrived.sorted { $0.key < $1.key }.map(\.value)
    }

    private func take(_ outbox: SpoolOutbox, _ limit: Int) throws -> [Delivery] {
        try outbox.refresh(now: now)
        var all: [Delivery] = []
        while all.count < limit, let key = outbox.backlog(now: now).ready.first?.campaign,
            let delivery = outbox.take(from: key, now: now)
        {
            all.append(delivery)
        }
        return all
    }

    private func conclude(_ outbox: SpoolOutbox, _ some: [Delivery], _ arrived: inout [Int: String]) throws {
        if some.count > 0 {
            outbox.note(.taken(httpStatus: 200), of: some[0], restsUntil: nil, now: now)
            try note(some[0], &arrived)
        }
        if some.count > 1 {
            outbox.note(.retry(at: now + .seconds(5), why: "x"), of: some[1], restsUntil: nil, now: now)
        }
        while try outbox.commit(now: now) {}
    }

    private func shipAll(_ outbox: SpoolOutbox, _ arrived: inout [Int: String]) throws {
        let now = now + .seconds(60)
        // A look that finds the file changed lets what is in progress come back, and the next one goes on.
        for _ in 1...4 {
            try outbox.refresh(now: now)
            while let key = outbox.backlog(now: now).ready.first?.campaign,
                let delivery = outbox.take(from: key, now: now)
            {
                outbox.note(.taken(httpStatus: 200), of: delivery, restsUntil: nil, now: now)
                try note(delivery, &arrived)
            }
            while try outbox.commit(now: now) {}
        }
    }

    private func note(_ delivery: Delivery, _ arrived: inout [Int: String]) throws {
        for line in delivery.lines.split(separator: 0x0A) {
            let n = try #require(Array(line).withUnsafeBytes { recordNumber($0) })
            #expect(arrived[n] == nil, "record \(n) came twice")
            arrived[n] = String(decoding: line, as: UTF8.self)
        }
    }

    @Test("results that were written again are read again from their file, and nothing is sent twice")
    func rebuilt() async throws {
        let disk = try await dialled(batch: 1)
        var arrived: [Int: String] = [:]
        try conclude(SpoolOutbox(layout: Self.layout, disk: disk), [], &arrived)
        var outbox = SpoolOutbox(layout: Self.layout, disk: disk)
        try conclude(outbox, try take(outbox, 3), &arrived)
        try Deed.edit.act(on: disk)
        outbox = SpoolOutbox(layout: Self.layout, disk: disk)
        try conclude(outbox, try take(outbox, 3), &arrived)
        #expect(try disk.entry(Self.layout.campaign("spring").statusCopy) != nil)
        let place = try #require(try SpoolReader(Self.layout, on: disk).campaign("spring"))
        try ResultsRebuild(Self.layout, on: disk).rebuildAlone(place)
        outbox = SpoolOutbox(layout: Self.layout, disk: disk)
        try outbox.refresh(now: now)
        #expect(try disk.entry(Self.layout.campaign("spring").statusCopy) == nil)
        try shipAll(outbox, &arrived)
        #expect(arrived.sorted { $0.key < $1.key }.map(\.value) == disk.lines(Self.file))
    }
}
