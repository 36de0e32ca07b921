internal import NIOCore
internal import NIOPosix

/// A TCP connection to an event socket.
enum EventSocketChannel {
    /// Connects.
    ///
    /// - Throws: NIO's errors.
    static func connect(host: String, port: Int, within limit: Duration) async throws -> NIOAsyncChannel<
        ByteBuffer, ByteBuffer
    > {
        try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(TimeAmount(limit))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .connect(host: host, port: port) { channel in
                channel.eventLoop.makeCompletedFuture { try NIOAsyncChannel(wrappingChannelSynchronously: channel) }
            }
    }
}
