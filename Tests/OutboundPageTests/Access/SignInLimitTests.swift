import CallspoolCore
import Testing

@testable import OutboundPage

@Suite("Trying passwords")
struct SignInLimitTests {
    private let now = Timestamp(seconds: 1_800_000_000)

    @Test("costs nothing four times, and then each time twice as long, for the name and the address together")
    func waits() {
        var limit = SignInLimit()
        for _ in 0..<4 { limit.failed(address: "192.0.2.1", name: "desk", now: now) }
        #expect(limit.wait(address: "192.0.2.1", name: "desk", now: now) == nil)
        limit.failed(address: "192.0.2.1", name: "desk", now: now)
        #expect(limit.wait(address: "192.0.2.1", name: "desk", now: now) == now + .seconds(1))
        limit.failed(address: "192.0.2.1", name: "desk", now: now)
        #expect(limit.wait(address: "192.0.2.1", name: "desk", now: now) == now + .seconds(2))
        #expect(limit.wait(address: "192.0.2.9", name: "desk", now: now) == nil)
        #expect(limit.wait(address: "192.0.2.1", name: "berta", now: now) == nil)
    }

    @Test("is forgiven by a success, and by a quarter of an hour")
    func forgives() {
        var limit = SignInLimit()
        for _ in 0..<40 { limit.failed(address: "192.0.2.1", name: "desk", now: now) }
        #expect(limit.wait(address: "192.0.2.1", name: "desk", now: now) == now + SignInLimit.longest)
        #expect(limit.wait(address: "192.0.2.1", name: "desk", now: now + .seconds(901)) == nil)
        limit = SignInLimit()
        for _ in 0..<5 { limit.failed(address: "192.0.2.1", name: "desk", now: now) }
        limit.succeeded(address: "192.0.2.1", name: "desk")
        #expect(limit.wait(address: "192.0.2.1", name: "desk", now: now) == nil)
    }

    @Test("fills no memory, however many addresses there are")
    func isBounded() {
        var limit = SignInLimit()
        for number in 0..<30_000 { limit.failed(address: "address \(number)", name: "name \(number)", now: now) }
        #expect(limit.wait(address: "address 29999", name: "name 29999", now: now) == nil)
        limit.failed(address: "x", name: "y", now: now + .seconds(2000))
        #expect(limit.remembered <= SignInLimit.most + 2)
    }
}
