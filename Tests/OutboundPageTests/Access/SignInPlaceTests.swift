import CallspoolCore
import Testing

@testable import OutboundPage

@Suite("Trying passwords, from several places")
struct SignInPlaceTests {
    private let now = Timestamp(seconds: 1_800_000_000)

    @Test("A stranger who knows a name cannot keep its owner out, however often they try")
    func stranger() {
        var limit = SignInLimit()
        for _ in 0..<500 { limit.failed(address: "203.0.113.9", name: "desk", now: now) }
        #expect(limit.wait(address: "203.0.113.9", name: "desk", now: now) == now + SignInLimit.longest)
        #expect(limit.wait(address: "192.0.2.1", name: "desk", now: now) == nil)
    }

    @Test("An address that tries one name after the other is held back for all of them")
    func names() {
        var limit = SignInLimit()
        for number in 0..<SignInLimit.freeOfAddress {
            limit.failed(address: "203.0.113.9", name: "name \(number)", now: now)
        }
        #expect(limit.wait(address: "203.0.113.9", name: "another", now: now) == now + .seconds(1))
        #expect(limit.wait(address: "203.0.113.10", name: "another", now: now) == nil)
    }

    @Test("A success forgives the name at its address alone, and opens no way to try others")
    func success() {
        var limit = SignInLimit()
        for _ in 0..<4 { limit.failed(address: "203.0.113.9", name: "boss", now: now) }
        limit.failed(address: "203.0.113.9", name: "own", now: now)
        limit.succeeded(address: "203.0.113.9", name: "own")
        limit.failed(address: "203.0.113.9", name: "boss", now: now)
        #expect(limit.wait(address: "203.0.113.9", name: "boss", now: now) == now + .seconds(1))
    }

    @Test("The addresses of one IPv6 network are one place, those of IPv4 each their own")
    func places() {
        #expect(ClientPlace.of("2001:db8::1") == ClientPlace.of("2001:db8:0:0:ffff::2"))
        #expect(ClientPlace.of("2001:db8::1") != ClientPlace.of("2001:db8:0:1::1"))
        #expect(ClientPlace.of("192.0.2.1") != ClientPlace.of("192.0.2.2"))
    }
}
