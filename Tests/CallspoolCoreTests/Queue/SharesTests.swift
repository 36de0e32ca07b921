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

    @Test("the bound holds whoever is idle when", arguments: 1...20)
    func bound(seed: UInt64) {
        var dice = SplitMix64(seed)
        let weights = (0..<Int.random(in: 2...8, using: &dice)).map { _ in Int.random(in: 1...10, using: &dice) }
        var shares = Shares()
        var idle: Set<Int> = []
        // Since the last call of each that had something to place all the while: the calls of the others.
        var between = weights.map { _ in weights.map { _ in 0 } }
        for _ in 0..<4000 {
            if Int.random(in: 0..<20, using: &dice) == 0, let one = weights.indices.randomElement(using: &dice) {
                if idle.remove(one) == nil { idle.insert(one) }
                between[one] = weights.map { _ in 0 }
            }
            let busy = weights.indices.filter { !idle.contains($0) }
            guard let next = shares.next(among: busy.map { Int32($0) }).map({ Int($0) }) else { continue }
            shares.placed(Int32(next), weight: weights[next])
            between[next] = weights.map { _ in 0 }
            for other in busy where other != next {
                between[other][next] += 1
                let (own, theirs) = (Double(weights[other]), Double(weights[next]))
                #expect(Double(between[other][next]) <= theirs / own + theirs + 2, "weights \(weights)")
            }
        }
    }

    @Test(
        "a hundred calls beside a million start at once and are through in twice the time, and cost no more than that"
    )
    func smallBesideLarge() {
        let start = Timestamp(seconds: 1_795_000_000)
        var queues = [1_000_000, 100].map { CampaignQueue(Campaign(name: "c\($0)"), total: $0) }
        var (shares, pace) = (Shares(), Pace(cap: 10))
        // The large one has run for a while.
        var now = start
        var placed: [[Timestamp]] = [[], []]
        func turn(_ among: [Int32]) {
            guard let next = shares.next(among: among), let taken = queues[Int(next)].take(now) else { return }
            queues[Int(next)].apply(.dialing(index: taken.index, attempt: 1, previous: nil), at: now, position: 1)
            shares.placed(next, weight: 5)
            pace.went(1, now)
            placed[Int(next)].append(now)
            now = pace.nextAllowed(now)
        }
        for _ in 0..<500 { turn([0]) }
        let dropped = now
        placed = [[], []]
        while placed[1].count < 100 { turn(queues[1].counts.pending > 0 ? [0, 1] : [0]) }
        let last = placed[1][99]
        // Alone it would take a hundred calls at ten a second.
        #expect((placed[1].first ?? .distantFuture) <= dropped + .milliseconds(100))
        #expect(last <= dropped + .milliseconds(2 * 10_000 + 200))
        #expect((98...101).contains(placed[0].count), "\(placed[0].count)")
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
