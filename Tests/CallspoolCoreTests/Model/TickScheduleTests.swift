import CallspoolCore
import Testing

@Suite("The schedule of ticks")
struct TickScheduleTests {
    private func at(_ hour: Int, _ minute: Int, _ second: Int = 0, _ millisecond: Int = 0) -> Timestamp {
        Timestamp(
            Timestamp.Civil(
                year: 2026,
                month: 11,
                day: 23,
                hour: hour,
                minute: minute,
                second: second,
                millisecond: millisecond
            )
        )
    }

    @Test("the next tick is the first minute named after the instant, never the instant itself")
    func quarters() {
        let schedule = TickSchedule(minutes: [45, 0, 30, 15, 15])
        #expect(schedule.next(after: at(10, 7)) == at(10, 15))
        #expect(schedule.next(after: at(10, 15)) == at(10, 30))
        #expect(schedule.next(after: at(10, 14, 59, 999)) == at(10, 15))
        #expect(schedule.next(after: at(10, 45)) == at(11, 0))
        #expect(schedule.next(after: at(23, 59)) == at(23, 59, 60))
    }

    @Test("one minute an hour, and none named")
    func one() {
        #expect(TickSchedule(minutes: [20]).next(after: at(10, 20)) == at(11, 20))
        #expect(TickSchedule(minutes: []).next(after: at(10, 20)) == at(11, 0))
    }

    @Test("before 1970 too")
    func longAgo() {
        let schedule = TickSchedule(minutes: [0, 30])
        let next = schedule.next(after: Timestamp(seconds: -1))
        #expect(next == Timestamp(seconds: 0))
    }
}
