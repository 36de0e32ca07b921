import CallspoolCore
import Testing

@Suite("Records that wait")
struct WaitingRecordsTests {
    private func record(_ n: Int, due: Int64) -> WaitingRecord {
        WaitingRecord(due: Timestamp(seconds: due), n: n, offset: 0, tries: 1)
    }

    @Test("The earliest due comes first, and of those due together the earlier written; none before its time")
    func order() {
        var waiting = WaitingRecords([record(1, due: 30), record(2, due: 10)])
        waiting.insert(record(4, due: 20))
        waiting.insert(record(3, due: 20))
        #expect(waiting.take(now: Timestamp(seconds: 9)) == nil)
        let now = Timestamp(seconds: 20)
        #expect([waiting.take(now: now)?.n, waiting.take(now: now)?.n, waiting.take(now: now)?.n] == [2, 3, 4])
        #expect(waiting.take(now: now) == nil)
        #expect(waiting.nextDue == Timestamp(seconds: 30))
    }

    @Test("One takes 32 bytes, for there may be millions")
    func size() {
        #expect(MemoryLayout<WaitingRecord>.stride <= 32)
    }
}
