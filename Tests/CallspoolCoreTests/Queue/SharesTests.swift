import CallspoolCore
import Testing

@Suite("Shares between campaigns")
struct SharesTests {
    @Test("are in proportion to the weights", arguments: [[1, 1], [10, 1], [5, 3, 2], [10, 10, 1], [7]])
    func proportion(weights: [Int]) {
        var shares = Shares()
        let calls = place(1000, weights, Array(weights.indices), &shares)
        let sum = weights.reduce(0, +)
        for (place, weight) in weights.enumerated() {
            #expect(abs(calls[place] - 1000 * weight / sum) <= 2, "\(calls)")
        }
    }

    @Test("nobody waits for longer than the weights say")
    func noStarving() {
        var shares = Shares()
        var since = 0
        for _ in 0..<500 {
            let next = shares.next(among: [0, 1])
            since = next == 1 ? 0 : since + 1
            shares.placed(next ?? 0, weight: next == 1 ? 1 : 10)
            #expect(since <= 11)
        }
    }

    @Test("one that was idle has its share from now on, and at most one turn more")
    func idle() {
        var shares = Shares()
        _ = place(50, [5, 5], [0, 1], &shares)
        _ = place(1000, [5, 5], [0], &shares)
        let calls = place(100, [5, 5], [0, 1], &shares)
        #expect((50...56).contains(calls[1]), "\(calls)")
    }

    @Test("one that comes new does not make up for the past")
    func newcomer() {
        var shares = Shares()
        _ = place(1000, [5, 5], [0], &shares)
        let calls = place(100, [5, 5], [0, 1], &shares)
        #expect((49...51).contains(calls[1]), "\(calls)")
    }

    @Test("with nobody there is no turn")
    func nobody() {
        #expect(Shares().next(among: []) == nil)
    }

    private func place(_ count: Int, _ weights: [Int], _ among: [Int], _ shares: inout Shares) -> [Int] {
        var calls = weights.map { _ in 0 }
        for _ in 0..<count {
            guard let next = shares.next(among: among.map { Int32($0) }) else { continue }
            calls[Int(next)] += 1
            shares.placed(next, weight: weights[Int(next)])
        }
        return calls
    }
}
