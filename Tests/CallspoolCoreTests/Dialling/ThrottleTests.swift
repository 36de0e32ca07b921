import Testing

@testable import CallspoolCore

@Suite("A trunk's throttle")
struct ThrottleTests {
    private let start = Timestamp(seconds: 1_795_000_000)

    /// Ends so many calls, dialled a moment before.
    private func end(_ count: Int, _ outcome: Outcome, _ throttle: inout Throttle, _ now: Timestamp) {
        for _ in 0..<count { throttle.ended(outcome, dialedAt: now - .milliseconds(50), now) }
    }

    @Test(
        "is halved by congestion, once for all calls that were in progress",
        arguments: [Outcome.congestion, .carrierError]
    )
    func generation(outcome: Outcome) {
        var throttle = Throttle(rate: 10)
        end(100, outcome, &throttle, start)
        #expect(throttle.factor(start) == 0.5)
        #expect(throttle.because == outcome)
        for _ in 0..<10 { throttle.ended(outcome, dialedAt: start - .milliseconds(1), start + .seconds(3)) }
        #expect(throttle.factor(start + .seconds(3)) == 0.5)
        throttle.ended(outcome, dialedAt: start + .milliseconds(1), start + .seconds(3))
        #expect(throttle.factor(start + .seconds(3)) == 0.25)
    }

    @Test("is halved no more than once a second")
    func atMostOnceASecond() {
        var throttle = Throttle(rate: 10)
        end(20, .congestion, &throttle, start)
        throttle.ended(.congestion, dialedAt: start + .milliseconds(1), start + .milliseconds(999))
        #expect(throttle.factor(start + .milliseconds(999)) == 0.5)
        throttle.ended(.congestion, dialedAt: start + .milliseconds(1), start + .milliseconds(1000))
        #expect(throttle.factor(start + .milliseconds(1000)) == 0.25)
    }

    @Test("comes back by a tenth for every ten seconds, and never above the whole")
    func recovery() {
        var throttle = Throttle(rate: 10)
        end(20, .congestion, &throttle, start)
        #expect(throttle.factor(start + .milliseconds(9999)) == 0.5)
        #expect(throttle.factor(start + .seconds(10)) == 0.6)
        #expect(throttle.factor(start + .seconds(49)) == 0.9)
        #expect(throttle.factor(start + .seconds(50)) == 1)
        #expect(throttle.factor(start + .seconds(5000)) == 1)
    }

    @Test(
        "has a floor: a sixty-fourth, or a call in ten seconds",
        arguments: [(1000.0, 1.0 / 64), (1, 0.1), (0.05, 1)]
    )
    func floor(rate: Double, lowest: Double) {
        var throttle = Throttle(rate: rate)
        var now = start
        for _ in 0..<100 {
            end(20, .congestion, &throttle, now)
            now = now + .seconds(2)
        }
        #expect(throttle.factor(now) == lowest)
        // From the lowest it is back in a bounded time.
        #expect(throttle.factor(now + .seconds(100)) == 1)
    }

    @Test("a call in twenty without a circuit slows nothing, and half of them does", arguments: [UInt64(1), 2, 3, 4])
    func tolerated(seed: UInt64) {
        var random = SplitMix64(seed)
        var throttle = Throttle(rate: 100)
        for call in 0..<10_000 {
            let isCongested = Int.random(in: 0..<20, using: &random) == 0
            end(1, isCongested ? .congestion : .noAnswer, &throttle, start + .milliseconds(call * 10))
        }
        let now = start + .seconds(100)
        #expect(throttle.factor(now) == 1)
        for _ in 0..<100 {
            end(1, Bool.random(using: &random) ? .congestion : .noAnswer, &throttle, now)
        }
        #expect(throttle.factor(now) == 0.5)
    }

    @Test("what the callee, the network's judgement or our settings decide slows nothing")
    func others() {
        for outcome in Outcome.allCases where outcome != .congestion && outcome != .carrierError {
            var throttle = Throttle(rate: 10)
            end(100, outcome, &throttle, start)
            #expect(throttle.factor(start) == 1, "\(outcome)")
        }
    }
}
