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
