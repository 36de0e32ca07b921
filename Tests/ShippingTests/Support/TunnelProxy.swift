import NIOCore
import NIOPosix
import Synchronization

/// A proxy that makes tunnels to a port of this machine, whatever host is asked for.
final class TunnelProxy: Sendable {
    private let target: Int
    private let heads = Mutex<[String]>([])

    private init(_ target: Int) {
        self.target = target
    }

    /// Runs a proxy for as long as the body takes.
    static func run<Result>(to target: Int, _ body: (TunnelProxy, Int) async throws -> Result) async throws -> Result {
        let proxy = TunnelProxy(target)
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(TunnelHandler(proxy))
                }
            }
            .bind(host: "127.0.0.1", port: 0)
            .get()
        let result: Swift.Result<Result, any Error>
        do { result = .success(try await body(proxy, channel.localAddress?.port ?? 0)) } catch {
            result = .failure(error)
        }
        try await channel.close()
        return try result.get()
    }

    /// The heads of the requests that came.
    var requests: [String] { heads.withLock { $0 } }

    /// Takes a request for a tunnel.
    fileprivate func open(_ head: String, on loop: any EventLoop, for near: any Channel) -> EventLoopFuture<any Channel>
    {
        heads.withLock { $0.append(head) }
        return ClientBootstrap(group: loop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(GlueHandler(near))
                }
            }
            .connect(host: "127.0.0.1", port: target)
    }
}

/// The near end of a tunnel: a request's head, and then whatever comes.
private final class TunnelHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let proxy: TunnelProxy
    private var head = ""
    private var far: (any Channel)?

    init(_ proxy: TunnelProxy) {
        self.proxy = proxy
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        if let far { return far.writeAndFlush(bytes, promise: nil) }
        head += String(buffer: bytes)
        guard head.hasSuffix("\r\n\r\n") else { return }
        proxy.open(head, on: context.eventLoop, for: context.channel).assumeIsolated()
            .whenSuccess { far in
                self.far = far
                let answer = ByteBuffer(string: "HTTP/1.1 200 Connection established\r\nvia: a test\r\n\r\n")
                context.writeAndFlush(self.wrapOutboundOut(answer), promise: nil)
            }
    }

    func channelInactive(context: ChannelHandlerContext) {
        far?.close(promise: nil)
    }
}

/// The far end of a tunnel.
private final class GlueHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let near: any Channel

    init(_ near: any Channel) {
        self.near = near
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        near.writeAndFlush(unwrapInboundIn(data), promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        near.close(promise: nil)
    }
}
