import NIOCore
import NIOEmbedded
import Testing

@testable import OutboundPage

@Suite("A connection")
struct ConnectionGuardTests {
    /// A connection as the server sees it, on a loop whose time goes as the test says.
    private func connect(_ desk: ConnectionDesk?, from address: String = "192.0.2.1") throws -> EmbeddedChannel {
        let channel = EmbeddedChannel()
        try channel.connect(to: SocketAddress(ipAddress: address, port: 1)).wait()
        try channel.pipeline.syncOperations.addHandler(ConnectionGuard(desk, patience: .seconds(20)))
        channel.embeddedEventLoop.run()
        return channel
    }

    @Test("that says nothing is closed when it has had its time, and makes room")
    func silent() throws {
        let desk = ConnectionDesk(most: 1)
        let channel = try connect(desk)
        channel.embeddedEventLoop.advanceTime(by: .seconds(19))
        #expect(channel.isActive && !desk.admit("192.0.2.1"))
        channel.embeddedEventLoop.advanceTime(by: .seconds(2))
        #expect(!channel.isActive && desk.admit("192.0.2.1"))
    }

    @Test("that has said something stays, and what it said goes on")
    func heard() throws {
        let channel = try connect(nil)
        try channel.writeInbound(ByteBuffer(string: "GET"))
        channel.embeddedEventLoop.advanceTime(by: .hours(1))
        #expect(channel.isActive)
        #expect(try channel.readInbound(as: ByteBuffer.self) == ByteBuffer(string: "GET"))
    }

    @Test("too many of its address is closed at once, and takes no place from the others")
    func tooMany() throws {
        let desk = ConnectionDesk(most: 1)
        let (first, second) = (try connect(desk), try connect(desk))
        #expect(first.isActive && !second.isActive)
        #expect(try connect(desk, from: "192.0.2.2").isActive)
        try first.close().wait()
        #expect(try connect(desk).isActive)
    }
}
