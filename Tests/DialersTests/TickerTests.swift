import CallspoolCore
import CallspoolTesting
import Testing

@testable import Dialers

@Suite("The beat at which a dialer looks at what is overdue")
struct TickerTests {
    private let clock = VirtualClock()

    /// Lets the others go on until somebody sleeps; whether somebody does.
    private func somebodySleeps() async -> Bool {
        for _ in 0..<100_000 where clock.nextWake == nil { await Task.yield() }
        return clock.nextWake != nil
    }

    @Test("comes after its pause")
    func plain() async throws {
        let start = clock.now
        async let beat = nextBeat()
        #expect(await somebodySleeps())
        clock.move(to: start + .milliseconds(900))
        #expect(try await beat == start + .milliseconds(900))
    }

    @Test("is left out once when it is late, and counts the next time, however late")
    func late() async throws {
        let start = clock.now
        async let beat = nextBeat()
        #expect(await somebodySleeps())
        clock.move(to: start + .seconds(5))
        #expect(await somebodySleeps())
        #expect(clock.nextWake == start + .seconds(5) + .milliseconds(200))
        clock.move(to: start + .seconds(30))
        #expect(try await beat == start + .seconds(30))
    }

    private func nextBeat() async throws -> Timestamp {
        var ticker = Ticker(each: .milliseconds(200))
        try await ticker.next(clock)
        return clock.now
    }
}
