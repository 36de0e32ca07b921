import CallspoolCore
import Testing

@Suite("Pace")
struct PaceTests {
    private static let start = Timestamp(seconds: 1_795_000_000)

    @Test(
        "never lets more calls go in any second than the cap",
        arguments: [0.5, 1, 2, 3, 7.5, 10, 99, 100, 150, 200, 1000, 10_000],
        [UInt64(1), 2, 3]
    )
    func cap(cap: Double, seed: UInt64) {
        var random = SplitMix64(seed)
        var pace = Pace(cap: cap)
        var now = PaceTests.start
        var went: [(at: Int64, count: Int)] = []
        while now < PaceTests.start + .seconds(8) {
            let count = min(pace.room(now), Int.random(in: 1...10_000, using: &random))
            pace.went(count, now)
            if count > 0 { went.append((now.milliseconds, count)) }
            let isLong = Int.random(in: 0..<40, using: &random) == 0
            now = now + .milliseconds(Int64.random(in: 1...(isLong ? 1500 : 20), using: &random))
        }
        var first = 0
        var inSecond = 0
        for (place, one) in went.enumerated() {
            inSecond += one.count
            while went[first].at <= one.at - 1000 {
                inSecond -= went[first].count
                first += 1
            }
            // Half a call cannot go: of a fraction the next whole call may.
            #expect(Double(inSecond) <= cap.rounded(.up), "at \(place)")
        }
        #expect(went.isEmpty == false)
    }

    @Test("spaces calls evenly, and reaches the cap", arguments: [1.0, 4, 10, 50, 200, 1000])
    func even(cap: Double) {
        var pace = Pace(cap: cap)
        var now = PaceTests.start
        var total = 0
        var most = 0
        while now < PaceTests.start + .seconds(20) {
            let room = pace.room(now)
            if room > 0 {
                total += room
                most = max(most, room)
                pace.went(room, now)
            }
            now = max(now + .milliseconds(1), pace.nextAllowed(now))
        }
        #expect(Double(most) <= max(1, cap / 100))
        #expect(Double(total) > cap * 20 * 0.89 && Double(total) <= cap * 20 + 1, "\(total)")
    }

    @Test("keeps a very high cap exactly, counted one by one", arguments: [80_000.0, 300_000])
    func exact(cap: Double) {
        var pace = Pace(cap: cap)
        var total = 0
        for step in 0..<2000 {
            let now = PaceTests.start + .milliseconds(step)
            for _ in 0..<pace.room(now) {
                pace.went(1, now)
                total += 1
            }
        }
        #expect(Double(total) > cap * 2 * 0.985 && Double(total) <= cap * 2 + 1, "\(total)")
    }

    @Test("what was not used is lost")
    func noCatchingUp() {
        var pace = Pace(cap: 10)
        pace.went(1, PaceTests.start)
        #expect(pace.room(PaceTests.start + .seconds(3600)) == 1)
    }

    @Test("a clock set back holds nobody up, and lets one call go, not a burst", arguments: [10.0, 1000])
    func clockSetBack(cap: Double) {
        var pace = Pace(cap: cap)
        pace.went(pace.room(PaceTests.start), PaceTests.start)
        let earlier = PaceTests.start - .seconds(3600)
        #expect(pace.nextAllowed(earlier) == earlier)
        #expect(pace.room(earlier) == 1)
        pace.went(1, earlier)
        #expect(pace.room(earlier) == 0)
        #expect(pace.nextAllowed(earlier) - earlier <= .milliseconds(100))
    }

    @Test("a clock set back within a second lets no more calls go in it")
    func clockSetBackALittle() {
        var pace = Pace(cap: 1)
        pace.went(1, PaceTests.start)
        let earlier = PaceTests.start - .milliseconds(900)
        #expect(pace.room(earlier) == 0)
        #expect(pace.nextAllowed(earlier) == PaceTests.start + .seconds(1))
    }

    @Test("there is room at the instant that it names", arguments: [0.3, 1, 7, 33, 333, 5000])
    func nextAllowed(cap: Double) {
        var pace = Pace(cap: cap)
        var now = PaceTests.start
        for _ in 0..<500 {
            now = pace.nextAllowed(now)
            #expect(pace.room(now) > 0)
            pace.went(pace.room(now), now)
        }
    }

    @Test("without a cap there is always room")
    func uncapped() {
        var pace = Pace(cap: nil)
        pace.went(1_000_000, PaceTests.start)
        #expect(pace.room(PaceTests.start) == .max)
        #expect(pace.nextAllowed(PaceTests.start) == PaceTests.start)
    }
}

@Suite("Pace, ramped and slowed")
struct PaceRampTests {
    /// Half past an hour: no full hour is near.
    private static let start = Timestamp(seconds: 1_795_000_000 / 3600 * 3600 + 1800)

    /// How many go in each second, if all go that may.
    private func seconds(_ pace: inout Pace, from start: Timestamp, _ count: Int) -> [Int] {
        var went = Array(repeating: 0, count: count)
        for step in 0..<(count * 1000) {
            let now = start + .milliseconds(step)
            let room = pace.room(now)
            pace.went(room, now)
            went[step / 1000] += room
        }
        return went
    }

    @Test("begins at a tenth and reaches the cap when the ramp is over", arguments: [10.0, 100, 5000])
    func ramp(cap: Double) {
        var pace = Pace(cap: cap, ramp: .seconds(10))
        #expect(pace.rate(PaceRampTests.start) == cap / 10)
        #expect(pace.rampsUntil(PaceRampTests.start) == PaceRampTests.start + .seconds(10))
        let went = seconds(&pace, from: PaceRampTests.start, 12)
        #expect(Double(went[0]) <= cap * 0.2)
        #expect(Double(went[5]) > cap * 0.4 && Double(went[5]) < cap * 0.7, "\(went)")
        #expect(Double(went[11]) >= (cap * 0.98).rounded(.down), "\(went)")
        #expect(pace.rampsUntil(PaceRampTests.start + .seconds(12)) == nil)
    }

    @Test("takes six times as long around a full hour", arguments: [55, 59, 60, 64])
    func fullHour(minute: Int64) {
        let hour = PaceRampTests.start - .seconds(1800)
        var pace = Pace(cap: 10, ramp: .seconds(10))
        let begin = hour + .seconds(minute * 60)
        pace.went(1, begin)
        #expect(pace.rampsUntil(begin + .seconds(1)) == begin + .seconds(60))
        #expect(pace.rate(begin + .seconds(20)) == 4)
    }

    @Test("is not slower further from a full hour", arguments: [54, 65])
    func notFullHour(minute: Int64) {
        let begin = PaceRampTests.start - .seconds(1800) + .seconds(minute * 60)
        var pace = Pace(cap: 10, ramp: .seconds(10))
        pace.went(1, begin)
        #expect(pace.rampsUntil(begin + .seconds(1)) == begin + .seconds(10))
    }

    @Test("begins again after thirty seconds without a call, and not before")
    func rest() {
        var pace = Pace(cap: 10, ramp: .seconds(10))
        _ = seconds(&pace, from: PaceRampTests.start, 12)
        let last = PaceRampTests.start + .seconds(12)
        #expect(pace.rate(last + .seconds(29)) == 10)
        #expect(pace.rate(last + .seconds(31)) == 1)
    }

    @Test("a cap below a call a second has no ramp", arguments: [0.01, 0.5, 1])
    func slowCap(cap: Double) {
        let pace = Pace(cap: cap, ramp: .seconds(10))
        #expect(pace.room(PaceRampTests.start) == 1)
        #expect(pace.rate(PaceRampTests.start) == cap)
        #expect(pace.rampsUntil(PaceRampTests.start) == nil)
    }

    @Test("a factor slows by as much", arguments: [0.5, 0.1, 1.0 / 64])
    func factor(factor: Double) {
        var pace = Pace(cap: 100)
        pace.factor = factor
        let went = seconds(&pace, from: PaceRampTests.start, 100).reduce(0, +)
        #expect(abs(Double(went) - 10_000 * factor) <= 0.06 * 10_000 * factor + 1, "\(went)")
    }

    @Test(
        "never lets more go in any second than the cap, however ramp and factor change",
        arguments: [2.0, 10, 199, 200, 299, 1000, 10_000],
        [UInt64(1), 2, 3]
    )
    func neverAbove(cap: Double, seed: UInt64) {
        var random = SplitMix64(seed)
        var pace = Pace(cap: cap, ramp: .seconds(2))
        var now = PaceRampTests.start
        var went: [(at: Int64, count: Int)] = []
        while now < PaceRampTests.start + .seconds(120) {
            if Int.random(in: 0..<50, using: &random) == 0 { pace.factor = Double.random(in: 0.01...1, using: &random) }
            if Int.random(in: 0..<3, using: &random) == 0 { pace.factor = 1 }
            let count = pace.room(now)
            pace.went(count, now)
            if count > 0 { went.append((now.milliseconds, count)) }
            let isRest = Int.random(in: 0..<2000, using: &random) == 0
            now = now + .milliseconds(Int64.random(in: 1...(isRest ? 40_000 : 20), using: &random))
        }
        #expect(went.mostInASecond <= Int(cap.rounded(.up)))
    }
}

extension [(at: Int64, count: Int)] {
    /// The most that went in any sliding second.
    var mostInASecond: Int {
        var first = 0
        var inSecond = 0
        var most = 0
        for one in self {
            inSecond += one.count
            while self[first].at <= one.at - 1000 {
                inSecond -= self[first].count
                first += 1
            }
            most = Swift.max(most, inSecond)
        }
        return most
    }
}
