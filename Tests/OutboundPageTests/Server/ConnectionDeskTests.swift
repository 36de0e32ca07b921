import Testing

@testable import OutboundPage

@Suite("Connections")
struct ConnectionDeskTests {
    @Test("One address gets its share and no more, others theirs; what is over makes room")
    func share() {
        let desk = ConnectionDesk(most: 2)
        #expect(desk.admit("192.0.2.1") && desk.admit("192.0.2.1") && !desk.admit("192.0.2.1"))
        #expect(desk.admit("192.0.2.2"))
        desk.leave("192.0.2.1")
        #expect(desk.admit("192.0.2.1") && !desk.admit("192.0.2.1"))
        #expect(desk.admit("2001:db8::1") && desk.admit("2001:db8::2") && !desk.admit("2001:db8::3"))
    }
}
