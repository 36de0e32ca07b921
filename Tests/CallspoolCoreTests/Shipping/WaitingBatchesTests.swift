import CallspoolCore
import Testing

@Suite("Batches that wait")
struct WaitingBatchesTests {
    private func record(_ n: Int, due: Int64) -> WaitingBatch {
        WaitingBatch(Batch(n: n, offset: 0), due: Timestamp(seconds: due), tries: 1)
    }

    @Test("The earliest due comes first, and of those due together the earlier written; none before its time")
    func order() {
        var waiting = WaitingBatches([record(1, due: 30), record(2, due: 10)])
        waiting.insert(record(4, due: 20))
        waiting.insert(record(3, due: 20))
        #expect(waiting.take(now: Timestamp(seconds: 9)) == nil)
        let now = Timestamp(seconds: 20)
        #expect(
            [waiting.take(now: now)?.batch.n, waiting.take(now: now)?.batch.n, waiting.take(now: now)?.batch.n] == [
                2, 3, 4,
            ]
        )
        #expect(waiting.take(now: now) == nil)
        #expect(waiting.nextDue == Timestamp(seconds: 30))
    }

    @Test("One keeps its records, its place and its tries")
    func whole() {
        let batch = Batch(n: 7_000_000_000, last: 7_000_002_345, count: 1000, offset: 5_000_000_000)
        let waiting = WaitingBatch(batch, due: Timestamp(seconds: 1), tries: 51)
        #expect(waiting.batch == batch && waiting.tries == 51)
    }

    @Test("Those that a rule names are taken out, and the others keep their order")
    func some() {
        var waiting = WaitingBatches((1...9).map { record($0, due: Int64(10 - $0)) })
        #expect(Set(waiting.takeAll { $0.n % 2 == 0 }.map(\.batch.n)) == [2, 4, 6, 8])
        #expect((0..<5).map { _ in waiting.takeAny()?.batch.n } == [9, 7, 5, 3, 1])
    }

    @Test("One takes 32 bytes, for there may be millions")
    func size() {
        #expect(MemoryLayout<WaitingBatch>.stride <= 32)
    }
}
