internal import NIOCore
internal import NIOPosix

/// A TCP connection to an event socket.
enum EventSocketChannel {
    /// Connects.
    ///
    /// - Throws: NIO's errors.
    static func connect(host: String, port: Int) async throws -> NIOAsyncChannel<ByteBuffer, ByteBuffer> {
        try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(.seconds(5))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .connect(host: host, port: port) { channel in
                channel.eventLoop.makeCompletedFuture { try NIOAsyncChannel(wrappingChannelSynchronously: channel) }
            }
    }

    /// Why a connection failed, in few words.
    static func words(_ error: any Error) -> String {
        switch error {
        case let error as NIOConnectionError:
            if let dns = error.dnsAError ?? error.dnsAAAAError, error.connectionErrors.isEmpty { return "\(dns)" }
            return error.connectionErrors.first.map { words($0.error) } ?? "its name means no address"
        case let error as IOError: return error.description
        case ChannelError.connectTimeout: return "nothing answers"
        default: return "\(error)"
        }
    }
}
