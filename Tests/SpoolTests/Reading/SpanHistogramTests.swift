import CallspoolCore
import CallspoolTesting
import Testing

@testable import Spool

@Suite("A histogram of spans")
struct SpanHistogramTests {
    /// The nearest rank among all of them.
    private func exact(_ spans: [Int], _ share: Double) -> Int {
        spans.sorted()[max(1, Int((share * Double(spans.count)).rounded(.up))) - 1]
    }

    @Test("gives any quantile to one part in 128, over nine orders of magnitude", arguments: 1...20)
    func quantiles(seed: UInt64) {
        var random = SeededRandom(seed)
        var histogram = SpanHistogram()
        var spans: [Int] = []
        for _ in 0..<Int.random(in: 1...3000, using: &random) {
            let span = Int.random(in: 0...(1 << Int.random(in: 1...29, using: &random)), using: &random)
            spans.append(span)
            histogram.add(.milliseconds(span))
        }
        for share in [0, 0.01, 0.5, 0.95, 0.999, 1] {
            let (wish, found) = (exact(spans, share), Int(histogram.quantile(share)?.milliseconds ?? -1))
            #expect(abs(found - wish) * 128 <= wish, "\(share): \(found) for \(wish)")
        }
        #expect(histogram.count == spans.count && histogram.total == spans.reduce(0, +))
        #expect(histogram.most == .milliseconds(spans.max() ?? 0))
    }

    @Test("is the same whether spans are counted together or apart and then added up")
    func addition() {
        var random = SeededRandom(7)
        var (whole, left, right) = (SpanHistogram(), SpanHistogram(), SpanHistogram())
        for _ in 0..<500 {
            let span = Duration.milliseconds(Int.random(in: 0...1_000_000, using: &random))
            whole.add(span)
            if Bool.random(using: &random) { left.add(span) } else { right.add(span) }
        }
        left.add(right)
        left.add(SpanHistogram())
        #expect(left == whole)
    }

    @Test("has no quantile of nothing, and takes a span that is negative or longer than any call")
    func edges() throws {
        var histogram = SpanHistogram()
        #expect(histogram.quantile(0.5) == nil)
        histogram.add(.seconds(-5))
        #expect(histogram.quantile(0.5) == .zero)
        histogram.add(.seconds(100_000_000))
        #expect(histogram.most == .seconds(100_000_000) && histogram.count == 2)
        #expect(try #require(histogram.quantile(1)) > .seconds(1_000_000))
    }
}
