import CallspoolCore
import CallspoolTesting
import Testing

@testable import Spool

@Suite("The notices of a spool")
struct SpoolNoticesTests {
    private static let layout = PaperCampaign.layout
    private static let now = PaperCampaign.at + .seconds(100)

    /// A campaign that wants word of it, with a journal that goes so far.
    private func spool(_ events: [JournalEvent], url: String? = "http://127.0.0.1/x") throws -> MemoryDisk {
        let disk = MemoryDisk()
        var paper = PaperCampaign(numbers: 3)
        paper.rejected = [3]
        paper.campaign.campaignURL = url
        try paper.put(on: disk)
        try add(events, to: disk)
        return disk
    }

    /// Writes events to the journal, without a sync.
    private func add(_ events: [JournalEvent], to disk: MemoryDisk) throws {
        let path = Self.layout.campaign("spring").journal
        var n = disk.lines(path).count
        let file = try disk.openAppending(path)
        defer { file.close() }
        var writer = JSONLineWriter()
        for event in events {
            n += 1
            let entry = JournalEntry(n: n, at: PaperCampaign.at + .seconds(Int64(n)), event: event)
            writer.journalLine(entry, callIDPrefix: "spring-k3v9qd-")
        }
        try writer.bytes.withUnsafeBytes { try file.append($0) }
    }

    private static let life: [JournalEvent] = [
        .started, .dialing(index: 1, attempt: 1, callerID: nil), .dialing(index: 2, attempt: 1, callerID: nil),
        .canceled(index: 1, by: "x"), .canceled(index: 2, by: "x"), .finished,
    ]

    /// Takes everything that is due, as if each were taken by its receiver.
    private func takeAll(_ box: SpoolNotices) throws -> [Notice] {
        var all: [Notice] = []
        while let one = box.take(now: Self.now, except: []) {
            all.append(one.notice)
            try box.note(.taken(httpStatus: 200), of: one, now: Self.now)
        }
        return all
    }

    private func events(_ notices: [Notice]) -> [String] {
        notices.map { String(decoding: $0.body, as: UTF8.self) }
            .map { String($0.dropFirst(#"{"event":"campaign."#.utf8.count).prefix { $0 != "\"" }) }
    }

    @Test("come from the journal in their order, each once, also over a restart")
    func inOrder() throws {
        let disk = try spool(Self.life)
        let box = SpoolNotices(Self.layout, on: disk)
        try box.refresh(now: Self.now)
        let notices = try takeAll(box)
        #expect(events(notices) == ["accepted", "started", "finished"])
        #expect(String(decoding: notices[0].body, as: UTF8.self).contains(#""pending":2,"#), "\(notices[0])")
        #expect(String(decoding: notices[0].body, as: UTF8.self).contains(#""rejected":1,"#))
        #expect(String(decoding: notices[2].body, as: UTF8.self).contains(#""canceled":2,"#))
        try box.refresh(now: Self.now)
        let later = SpoolNotices(Self.layout, on: disk)
        try later.refresh(now: Self.now)
        #expect(try takeAll(box).isEmpty && takeAll(later).isEmpty)
    }

    @Test("of a campaign that nobody wants word of there are none")
    func unwanted() throws {
        let disk = try spool(Self.life, url: nil)
        let box = SpoolNotices(Self.layout, on: disk)
        try box.refresh(now: Self.now)
        #expect(try takeAll(box).isEmpty)
    }

    @Test(
        "whatever operation the disk dies at, each is handed out, at every life with the same id and body; no file is left",
        arguments: [MemoryDisk.Survival.synced, .everything]
    )
    func crashes(_ survival: MemoryDisk.Survival) throws {
        var operation = 0
        var total = 1
        while operation <= total {
            let disk = try spool(Self.life)
            disk.settle()
            let before = disk.operations
            let dies = operation == 0 ? nil : before + operation
            disk.change { $0.diesAt = dies }
            var seen: [String: [UInt8]] = [:]
            for _ in 0..<3 {
                do {
                    let box = SpoolNotices(Self.layout, on: disk)
                    try box.refresh(now: Self.now)
                    for _ in 0..<9 {
                        guard let one = box.take(now: Self.now, except: []) else { break }
                        if let body = seen[one.notice.id] { #expect(body == one.notice.body, "operation \(operation)") }
                        let isTaken = seen.updateValue(one.notice.body, forKey: one.notice.id) != nil || one.tries > 0
                        let again = DeliveryResult.retry(at: Self.now, why: "HTTP status 503")
                        try box.note(isTaken ? .taken(httpStatus: 200) : again, of: one, now: Self.now)
                    }
                } catch {
                    #expect(disk.isDead, "\(error)")
                }
                if operation == 0 { total = max(total, disk.operations - before) }
                if disk.isDead { disk.crash(survival) }
            }
            #expect(seen.count == 3, "operation \(operation) of \(total): \(seen.keys.sorted())")
            let left = try disk.list(Self.layout.notices).map(\.name)
            #expect(left.isEmpty, "operation \(operation) of \(total): \(left)")
            operation += 1
        }
    }

    @Test("nothing is handed out that a loss of power takes back from the journal")
    func durable() throws {
        let disk = try spool(Self.life)
        let box = SpoolNotices(Self.layout, on: disk)
        try box.refresh(now: Self.now)
        #expect(events(try takeAll(box)).last == "finished")
        disk.crash(.synced)
        #expect(disk.lines(Self.layout.campaign("spring").journal).last?.contains("finished") == true)
    }

    @Test("what is tried again waits, over a restart too, with its tries")
    func again() throws {
        let disk = try spool([])
        var box = SpoolNotices(Self.layout, on: disk)
        try box.refresh(now: Self.now)
        let one = try #require(box.take(now: Self.now, except: []))
        let due = Self.now + .seconds(5)
        try box.note(.retry(at: due, why: "HTTP status 503"), of: one, now: Self.now)
        #expect(box.take(now: Self.now, except: []) == nil && box.nextDue(except: []) == due)
        box = SpoolNotices(Self.layout, on: disk)
        try box.refresh(now: Self.now)
        #expect(box.take(now: due - .milliseconds(1), except: []) == nil)
        #expect(box.take(now: due, except: [one.host]) == nil)
        #expect(box.take(now: due, except: [])?.tries == 1)
    }

    @Test("one that is given up is kept; after 410 there is no more word of the campaign")
    func givenUp() throws {
        let disk = try spool([.started])
        let box = SpoolNotices(Self.layout, on: disk)
        try box.refresh(now: Self.now)
        let one = try #require(box.take(now: Self.now, except: []))
        try box.note(.gone, of: one, now: Self.now)
        #expect(disk.lines(Self.layout.undeliveredNotices).count == 2)
        try add([.finished], to: disk)
        let later = SpoolNotices(Self.layout, on: disk)
        for box in [box, later] {
            try box.refresh(now: Self.now)
            #expect(try takeAll(box).isEmpty)
        }
    }

    @Test("a campaign that is closed before anybody looked is told of to its last line")
    func closed() throws {
        let disk = try spool(Self.life)
        let folder = Self.layout.campaign("spring")
        try disk.put(folder.statusPosition, "{\"n\":8,\"journal\":9999,\"calls\":0,\"status\":0,\"complete\":true}\n")
        disk.settle()
        let outbox = SpoolOutbox(layout: Self.layout, disk: disk)
        try outbox.refresh(now: Self.now)
        #expect(try outbox.closeFinished(now: Self.now) == ["spring"])
        let box = SpoolNotices(Self.layout, on: disk)
        try box.refresh(now: Self.now)
        #expect(events(try takeAll(box)) == ["accepted", "started", "finished", "reported"])
    }

    @Test("a damaged journal is told once, and holds up nobody else's")
    func damaged() throws {
        let disk = try spool([])
        var other = PaperCampaign("autumn", numbers: 1)
        other.campaign.campaignURL = "http://127.0.0.1/y"
        try other.put(on: disk)
        disk.drop(Self.layout.campaign("spring").journal, "no journal\n")
        let box = SpoolNotices(Self.layout, on: disk)
        try box.refresh(now: Self.now)
        try box.refresh(now: Self.now)
        #expect(box.warnings().count == 1)
        #expect(try takeAll(box).map(\.subject) == ["autumn"])
    }
}
