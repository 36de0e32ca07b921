import CallspoolCore
import CampaignFiles
import Testing

@Suite("Call logs")
struct CallLogReaderTests {
    private static let utc = Zone.utc

    private func read(_ text: String, _ columns: String? = nil, zone: Zone = utc) throws -> [CallLogEntry] {
        var reader = CallLogReader(file: "log.csv", columns: columns.flatMap(CallLogColumns.init), zone: zone)
        var entries: [CallLogEntry] = []
        _ = try reader.read(ArraySource(text)) { _, _ in
            true
        } each: {
            entries.append($0)
        }
        return entries
    }

    private func instant(_ text: String) -> Timestamp? {
        Array(text.utf8).withUnsafeBytes { Timestamp(iso8601: $0) }
    }

    @Test("Asterisk's Master.csv is known by itself, as the server wrote it")
    func master() throws {
        let entries = try read(try Files.text("Tests/CampaignFilesTests/Fixtures/CallLog/Master.csv"))
        #expect(entries.count == 10)
        #expect(entries.map(\.line) == Array(1...10))
        #expect(entries[0].id == "1795424798.30347" && entries[0].disposition == "ANSWERED")
        let last = entries[9]
        #expect(last.id == "1795424801.0" && last.disposition == "NO ANSWER" && last.outcome == .noAnswer)
        #expect(last.startedAt == instant("2026-11-23T09:06:41.000Z") && last.answeredAt == nil)
        #expect(last.endedAt == instant("2026-11-23T09:07:13.000Z") && last.duration == .seconds(32))
    }

    @Test("of a call file the account code is our id, beside the id that Asterisk gave the channel")
    func callFile() throws {
        let row =
            #"x-1,b,c,d,e,f,g,h,i,"2026-11-23 09:06:41",,"2026-11-23 09:07:13",32,0,"BUSY","BILLING",1795424801.0"#
        var reader = CallLogReader(file: "log.csv", columns: nil, zone: CallLogReaderTests.utc)
        var ids: [String?] = []
        _ = try reader.read(ArraySource(row + "\n")) { id, _ in
            id == "x-1"
        } each: {
            ids.append($0.id)
        }
        #expect(ids == ["x-1"])
    }

    @Test("its times are the machine's, or those of the zone that is named")
    func zone() throws {
        let row = #"a,b,c,d,e,f,g,h,i,"2026-11-23 09:06:41",,"2026-11-23 09:07:13",32,0,"BUSY","BILLING",x"# + "\n"
        let zone = try #require(Zone("America/New_York"))
        #expect(try read(row, zone: zone)[0].startedAt == instant("2026-11-23T14:06:41.000Z"))
    }

    @Test("a log with a header is read by the usual names, or by a map of names and numbers")
    func header() throws {
        let text = "Start,UniqueID,dst,billsec,HangupCause\n2026-11-23T09:00:00Z,x-1,6175550101,12,16\n"
        let usual = try read(text)
        #expect(usual.count == 1 && usual[0].line == 2 && usual[0].id == "x-1" && usual[0].talk == .seconds(12))
        #expect(usual[0].cause == 16 && usual[0].outcome == .answered)
        let mapped = try read(text, "id=uniqueid,number=3")
        #expect(mapped.map(\.id) == ["x-1"] && mapped[0].number == "6175550101" && mapped[0].cause == nil)
    }

    @Test("a map of numbers alone needs no header")
    func numbers() throws {
        let entries = try read("x-1,486\nx-2,200\n", "id=1,sip=2")
        #expect(entries.map(\.sipStatus) == [486, 200])
    }

    @Test(
        "a map whose column is not there, a log that is unknown, and what is not CSV are reported",
        arguments: [
            ("a,b\n1,2\n", "id=uniqueid", "has no column `uniqueid`"),
            ("a,b\n1,2\n", nil, "not a call log that is known"),
            ("id\n\"x\n", nil, "not a CSV"),
        ]
    )
    func faults(text: String, columns: String?, words: String) {
        let failure = #expect(throws: CallLogReader.Failure.self) { try read(text, columns) }
        #expect(failure?.message.contains(words) == true, "\(failure?.message ?? "")")
    }

    @Test("what is not a map is refused", arguments: ["", "id", "id=", "who=1", "id=0", "id=999"])
    func maps(map: String) {
        #expect(CallLogColumns(map) == nil)
    }

    @Test("what nobody looks for is not read further, and memory does not grow with the log")
    func streamed() throws {
        var reader = CallLogReader(file: "log.csv", columns: nil, zone: CallLogReaderTests.utc)
        var seen = 0
        let text = "id,start\n" + (1...5000).map { "x-\($0),not a time\n" }.joined()
        let rows = try reader.read(ArraySource(text)) { id, _ in
            id == "x-4000"
        } each: { _ in
            seen += 1
        }
        #expect(seen == 1 && rows == 5001)
    }
}
