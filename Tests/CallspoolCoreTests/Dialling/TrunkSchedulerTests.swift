import Testing

@testable import CallspoolCore

@Suite("The scheduler among trunks")
struct TrunkSchedulerTests {
    @Test(
        "keeps every trunk within one call of its share, at any time",
        arguments: [
            [1], [1, 1], [3, 1], [7, 2, 1], [100, 1, 1, 1, 50], [5, 5, 5, 4, 3, 2, 1, 1], [97, 89, 13, 1],
        ]
    )
    func weights(weights: [Int]) {
        var scheduler = TrunkScheduler(weights: weights)
        let rooms = weights.map { _ in 1 }
        var taken = weights.map { _ in 0 }
        let sum = Double(weights.reduce(0, +))
        for call in 1...20_000 {
            guard let trunk = scheduler.next(rooms) else {
                Issue.record("nobody's turn")
                return
            }
            scheduler.took(trunk, rooms)
            taken[trunk] += 1
            for place in weights.indices {
                let share = Double(call) * Double(weights[place]) / sum
                guard abs(Double(taken[place]) - share) < 1 + 1e-6 else {
                    Issue.record("call \(call): trunk \(place) has \(taken[place]) of \(share)")
                    return
                }
            }
        }
    }

    @Test("is nobody's without room, and theirs alone who have it")
    func rooms() {
        let scheduler = TrunkScheduler(weights: [1, 100, 3])
        #expect(scheduler.next([0, 0, 0]) == nil)
        #expect(scheduler.next([1, 0, 0]) == 0)
        #expect(scheduler.next([0, 0, 5]) == 2)
    }

    @Test("gives a trunk that comes back its share, not what it missed")
    func noCatchingUp() {
        var scheduler = TrunkScheduler(weights: [1, 1])
        for _ in 0..<1000 { scheduler.took(0, [1, 0]) }
        var taken = [0, 0]
        for _ in 0..<100 {
            guard let trunk = scheduler.next([1, 1]) else { return }
            scheduler.took(trunk, [1, 1])
            taken[trunk] += 1
        }
        #expect(abs(taken[0] - taken[1]) <= 2, "\(taken)")
    }
}
