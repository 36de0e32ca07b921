import Testing

@testable import callspool

@Suite("A rate of calls")
struct RateMeterTests {
    @Test("counts the program's seconds, as the caps do, however many of them a second of the machine's has")
    func speed() {
        for (speed, expected) in [(1.0, 600.0), (60, 10), (600, 1)] {
            var meter = RateMeter()
            meter.count(100, at: .zero, speed: speed)
            #expect(meter.perSecond == 0)
            meter.count(700, at: .seconds(1), speed: speed)
            #expect(meter.perSecond == expected)
        }
    }

    @Test("stays as it was for less than a second, and falls when nothing is placed any more")
    func falling() {
        var meter = RateMeter()
        meter.count(0, at: .zero, speed: 1)
        meter.count(40, at: .seconds(2), speed: 1)
        meter.count(90, at: .milliseconds(2_100), speed: 1)
        #expect(meter.perSecond == 20)
        meter.count(40, at: .seconds(3), speed: 1)
        #expect(meter.perSecond == 0)
    }
}
