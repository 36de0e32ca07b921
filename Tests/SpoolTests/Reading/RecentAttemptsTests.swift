import CallspoolCore
import Testing

@testable import Spool

@Suite("The attempts of late")
struct RecentAttemptsTests {
    private let start = Timestamp(seconds: 1_795_600_002)

    private func line(_ at: Timestamp, _ change: QueueChange? = nil) -> LogLine {
        let dialing = QueueChange.dialing(index: 1, attempt: 1, previous: nil)
        return LogLine(n: 1, at: at, position: 0, change: change ?? dialing, isReported: false)
    }

    @Test("are those of the last minute, however long it has been dialled before")
    func steady() {
        var recent = RecentAttempts()
        for second in 0..<600 {
            for _ in 0..<3 { recent.take(line(start + .seconds(second))) }
        }
        #expect((2.7...3.1).contains(recent.rate(start + .seconds(600))))
        let later = recent.rate(start + .seconds(630))
        #expect((1.3...1.7).contains(later))
        #expect(recent.rate(start + .seconds(700)) == 0)
    }

    @Test("of a campaign that has just begun are judged by the time since it began, five seconds at least")
    func begun() {
        var recent = RecentAttempts()
        #expect(recent.rate(start) == 0)
        for _ in 0..<10 { recent.take(line(start)) }
        #expect(recent.rate(start) == 2 && recent.rate(start + .seconds(20)) == 0.5)
    }

    @Test("leave out other events, and what a clock that was set back wrote")
    func others() {
        var recent = RecentAttempts()
        recent.take(line(start, .ringing(index: 1)))
        #expect(recent.rate(start) == 0)
        recent.take(line(start + .seconds(3600)))
        // In the same piece of the ring as the one before.
        recent.take(line(start + .seconds(3600 - 65)))
        #expect(recent.rate(start + .seconds(3600)) == 0.2)
    }
}
