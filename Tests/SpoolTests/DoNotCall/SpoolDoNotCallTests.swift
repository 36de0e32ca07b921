import CallspoolCore
import CallspoolTesting
import Spool
import Testing

@Suite("The do-not-call lists of a spool")
struct SpoolDoNotCallTests {
    private let layout = PaperCampaign.layout
    private let start = Timestamp(seconds: 1_795_000_000)
    private let path = PaperCampaign.layout.root + "/do-not-call.txt"
    private let one = "+16175550101"
    private let two = "+16175550102"

    private func disk() throws -> MemoryDisk {
        let disk = MemoryDisk()
        disk.set(time: start.milliseconds)
        for folder in layout.folders { try disk.makeFolder(folder) }
        return disk
    }

    private func lists(_ disk: MemoryDisk, _ settings: DoNotCallSettings = .init()) -> SpoolDoNotCall {
        SpoolDoNotCall(layout, settings: settings, region: "US", settle: .seconds(5), on: disk)
    }

    private func put(_ text: String, at time: Timestamp, _ disk: MemoryDisk, _ path: String? = nil) throws {
        disk.set(time: time.milliseconds)
        try disk.put(path ?? self.path, text)
    }

    @Test("a number that is added to the file while it is watched is listed, with its line")
    func added() throws {
        let disk = try disk()
        var lists = lists(disk)
        #expect(lists.refresh(start) == .ready)
        #expect(lists.listing(of: one) == nil)
        try put("# asked\n6175550101\n", at: start + .seconds(1), disk)
        lists.refresh(start + .seconds(1))
        let listed = lists.listing(of: one)
        #expect(listed == ListedNumber(list: "do-not-call.txt", line: 2))
        #expect(listed?.sentence == "The number is on the do-not-call list do-not-call.txt, line 2.")
        #expect(lists.listing(of: two) == nil)
    }

    @Test("the file is looked at every 200 ms, and at once when the clock was set back")
    func pause() throws {
        let disk = try disk()
        var lists = lists(disk)
        lists.refresh(start)
        try put("\(one)\n", at: start, disk)
        lists.refresh(start + .milliseconds(199))
        #expect(lists.listing(of: one) == nil)
        lists.refresh(start + .milliseconds(200))
        #expect(lists.listing(of: one) != nil)
        try put("\(two)\n", at: start, disk)
        lists.refresh(start - .seconds(9))
        #expect(lists.listing(of: two) != nil)
    }

    @Test("while a file is being written over, what it held and what it holds both count; then only what it holds")
    func halfWritten() throws {
        let disk = try disk()
        try put("\(one)\n\(two)\n", at: start - .seconds(60), disk)
        var lists = lists(disk)
        lists.refresh(start)
        // Cut off in the middle of the first number, and then of the second.
        for (second, text) in [(1, ""), (2, "+1617555"), (4, "+16175550103\n")] {
            try put(text, at: start + .seconds(second), disk)
            lists.refresh(start + .seconds(second))
            #expect(lists.listing(of: one) != nil && lists.listing(of: two) != nil, "\(text)")
        }
        lists.refresh(start + .seconds(8.5))
        #expect(lists.listing(of: one) != nil && lists.listing(of: "+16175550103") != nil)
        lists.refresh(start + .seconds(9))
        #expect(lists.listing(of: one) == nil && lists.listing(of: two) == nil)
        #expect(lists.listing(of: "+16175550103") != nil)
    }

    @Test("a list that goes away counts until it was away for the settle time, should it come back")
    func gone() throws {
        let disk = try disk()
        try put("\(one)\n", at: start - .seconds(60), disk)
        var lists = lists(disk)
        lists.refresh(start)
        try disk.remove(path)
        #expect(lists.refresh(start + .seconds(1)) == .ready)
        #expect(lists.listing(of: one) != nil)
        lists.refresh(start + .seconds(6))
        #expect(lists.listing(of: one) == nil)
    }

    @Test("a list that the settings name holds all calls while it is missing or no file, and what was on it counts")
    func missing() throws {
        let disk = try disk()
        var lists = lists(disk, DoNotCallSettings(file: "/lists/all.txt", isNamed: true))
        #expect(lists.refresh(start) == .holding("The do-not-call list /lists/all.txt is missing."))
        #expect(lists.state(of: "spring", start) == .holding("The do-not-call list /lists/all.txt is missing."))
        try put("\(one)\n", at: start, disk, "/lists/all.txt")
        #expect(lists.refresh(start + .seconds(1)) == .ready)
        #expect(lists.listing(of: one)?.list == "/lists/all.txt")
        try disk.remove("/lists/all.txt")
        try disk.makeFolder("/lists/all.txt")
        let why = "The do-not-call list /lists/all.txt is not a regular file."
        #expect(lists.refresh(start + .seconds(2)) == .holding(why))
        #expect(lists.listing(of: one) != nil)
    }

    @Test("the default list that cannot be read holds all calls, until it can")
    func unreadable() throws {
        let disk = try disk()
        try put("\(one)\n", at: start, disk)
        let own = UnreadableDisk(disk, path)
        var lists = SpoolDoNotCall(layout, settings: .init(), region: "US", settle: .seconds(5), on: own)
        guard case .holding(let why) = lists.refresh(start) else { return #expect(Bool(false), "it does not hold") }
        #expect(why.contains("do-not-call.txt cannot be read"))
        own.heal()
        #expect(lists.refresh(start + .seconds(1)) == .ready)
        #expect(lists.listing(of: one) != nil)
    }

    @Test("a list older than max_age holds all calls, and none is needed only without one")
    func stale() throws {
        let disk = try disk()
        var lists = lists(disk, DoNotCallSettings(maxAge: .seconds(60)))
        #expect(lists.refresh(start) == .holding("The do-not-call list do-not-call.txt is missing."))
        try put("\(one)\n", at: start, disk)
        #expect(lists.refresh(start + .seconds(60)) == .ready)
        guard case .holding(let why) = lists.refresh(start + .seconds(61)) else {
            return #expect(Bool(false), "it does not hold")
        }
        #expect(why.contains("longer ago than `max_age` allows"))
        disk.set(time: (start + .seconds(61)).milliseconds)
        try lists.add([(two, "")])
        #expect(lists.refresh(start + .seconds(62)) == .holding(why), "our own addition makes no old list a new one")
        var next = self.lists(disk, DoNotCallSettings(maxAge: .seconds(60)))
        #expect(next.refresh(start + .seconds(62)) == .holding(why), "nor does it for the next program")
        #expect(next.listing(of: two)?.line == 2)
        try put("\(two)\n", at: start + .seconds(63), disk)
        #expect(lists.refresh(start + .seconds(63)) == .ready)
    }

    @Test(
        "numbers that are added are listed at once, in the file in one durable write, after a line feed, and only once"
    )
    func add() throws {
        let disk = try disk()
        try put("+16175550100", at: start - .seconds(60), disk)
        var lists = lists(disk)
        lists.refresh(start)
        try lists.add([(one, "SIP 607\n+15"), (two, ""), (one, "again"), ("+16175550100", "known")])
        #expect(lists.listing(of: one)?.line == 2 && lists.listing(of: two)?.line == 3)
        disk.crash(.synced)
        let text = "+16175550100\n+16175550101  # SIP 607 +15\n+16175550102\n"
        #expect(String(decoding: disk.read(path), as: UTF8.self) == text)
        for second in [1, 6, 12] { lists.refresh(start + .seconds(second)) }
        #expect(lists.listing(of: one)?.line == 2 && lists.listing(of: two)?.line == 3)
    }

    @Test("the first addition makes the file, durably")
    func firstAddition() throws {
        let disk = try disk()
        disk.settle()
        var lists = lists(disk)
        lists.refresh(start)
        try lists.add([(one, "asked")])
        disk.crash(.synced)
        #expect(disk.lines(path) == ["+16175550101  # asked"])
    }

    @Test("a named list that is missing is not made again of what is added: it would let all calls go")
    func missingAddition() throws {
        let disk = try disk()
        var lists = lists(disk, .init(maxAge: .seconds(31 * 86_400)))
        guard case .holding = lists.refresh(start) else {
            Issue.record("nothing is held")
            return
        }
        #expect(throws: DiskError.self) { try lists.add([(one, "asked")]) }
        #expect(disk.read(path).isEmpty)
        guard case .holding = lists.refresh(start + .seconds(1)) else {
            Issue.record("the addition let the calls go")
            return
        }
        try put("\(two)\n", at: start + .seconds(2), disk)
        #expect(lists.refresh(start + .seconds(2)) == .ready)
        // What could not be written is, with the next.
        try lists.add([(one, "asked")])
        #expect(disk.lines(path) == [two, "\(one)  # asked"])
    }

    @Test("numbers that could not be written count all the same")
    func fullDisk() throws {
        let disk = try disk()
        try put("\(two)\n", at: start - .seconds(60), disk)
        var lists = lists(disk)
        lists.refresh(start)
        disk.change { $0.room = 3 }
        #expect(throws: DiskError.self) { try lists.add([(one, "")]) }
        for second in [1, 10, 20] { lists.refresh(start + .seconds(second)) }
        #expect(lists.listing(of: one) != nil)
    }

    @Test("a campaign's list governs its own calls only, and holds only them when it is gone")
    func campaign() throws {
        let disk = try disk()
        var campaign = Campaign(name: "spring")
        campaign.doNotCall = .file("list.txt")
        campaign.region = "GB"
        let folder = layout.campaign("spring")
        try put("020 7946 0018\n", at: start, disk, folder.path + "/list.txt")
        var lists = lists(disk)
        lists.open(campaign, in: folder)
        lists.refresh(start)
        #expect(lists.listing(of: "+442079460018", campaign: "spring") == ListedNumber(list: "list.txt", line: 1))
        #expect(lists.listing(of: "+442079460018", campaign: "autumn") == nil)
        try disk.remove(folder.path + "/list.txt")
        #expect(lists.refresh(start + .seconds(1)) == .ready)
        #expect(lists.state(of: "spring", start) == .holding("The do-not-call list list.txt is missing."))
        #expect(lists.state(of: "autumn", start) == .ready)
        lists.close("spring")
        #expect(lists.listing(of: "+442079460018", campaign: "spring") == nil)
    }

    @Test("a file that is not a list holds all calls until a list is in its place, and is not added to")
    func notAList() throws {
        let disk = try disk()
        try put("<html>\n503 Service Unavailable\n</html>\n", at: start - .seconds(60), disk)
        var lists = lists(disk)
        guard case .holding(let why) = lists.refresh(start) else { return #expect(Bool(false), "it does not hold") }
        #expect(why.contains("do-not-call.txt cannot be read: it is a web page"))
        #expect(throws: DiskError.self) { try lists.add([(one, "asked")]) }
        #expect(lists.listing(of: one) != nil, "it counts all the same")
        try put("\(two)\n", at: start + .seconds(1), disk)
        #expect(lists.refresh(start + .seconds(1)) == .ready)
        #expect(lists.listing(of: two) != nil)
        lists.refresh(start + .seconds(60))
        try put("one\ntwo\nthree\n", at: start + .seconds(61), disk)
        guard case .holding = lists.refresh(start + .seconds(61)) else {
            return #expect(Bool(false), "it does not hold")
        }
        #expect(lists.listing(of: two) != nil, "what was on it a moment ago counts")
    }

    @Test("what is added to a list in UTF-16 is written as the rest of it")
    func additionInUTF16() throws {
        let disk = try disk()
        let bytes = "\u{FEFF}\(two)".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        try disk.replace(path, with: bytes)
        var lists = lists(disk)
        #expect(lists.refresh(start) == .ready)
        try lists.add([(one, "asked")])
        let units = stride(from: 0, to: disk.read(path).count - 1, by: 2)
            .map { UInt16(disk.read(path)[$0]) | UInt16(disk.read(path)[$0 + 1]) << 8 }
        #expect(String(decoding: units, as: UTF16.self) == "\u{FEFF}\(two)\n\(one)  # asked\n")
        var next = self.lists(disk)
        #expect(next.refresh(start + .seconds(60)) == .ready && next.listing(of: one)?.line == 2)
    }

    @Test("lines that are not numbers are told, once")
    func warnings() throws {
        let disk = try disk()
        try put("number\n\(one)\n", at: start, disk)
        var lists = lists(disk)
        lists.refresh(start)
        #expect(lists.warnings().count == 1)
        lists.refresh(start + .seconds(9))
        #expect(lists.warnings().isEmpty)
    }
}
