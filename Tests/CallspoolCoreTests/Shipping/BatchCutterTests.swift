import CallspoolCore
import Testing

@Suite("Records cut into batches")
struct BatchCutterTests {
    @Test("So many make a batch, with its first and last number and its place; one alone is a batch of size 1")
    func full() {
        var cutter = BatchCutter(size: 3)
        #expect(cutter.add(n: 3, offset: 0) == nil && cutter.add(n: 9, offset: 100) == nil)
        #expect(cutter.add(n: 10, offset: 200) == Batch(n: 3, last: 10, count: 3, offset: 0))
        #expect(cutter.open == nil)
        #expect(cutter.add(n: 12, offset: 300) == nil)
        #expect(cutter.open == Batch(n: 12, last: 12, count: 1, offset: 300))
        var single = BatchCutter(size: 1)
        #expect(single.add(n: 4, offset: 7) == Batch(n: 4, offset: 7))
    }

    @Test("A cut ends a batch that is not full, and the next begins after it")
    func cut() {
        var cutter = BatchCutter(size: 3)
        #expect(cutter.cut() == nil)
        _ = cutter.add(n: 3, offset: 0)
        #expect(cutter.cut() == Batch(n: 3, offset: 0))
        _ = cutter.add(n: 6, offset: 100)
        _ = cutter.add(n: 9, offset: 200)
        #expect(cutter.add(n: 12, offset: 300) == Batch(n: 6, last: 12, count: 3, offset: 100))
    }
}
