import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A request as the receiver got it.
struct Received: Sendable {
    var head: HTTPRequestHead
    var body: [UInt8]
    /// Which of the receiver's connections it came by, from 1.
    var connection: Int

    var text: String { String(decoding: body, as: UTF8.self) }

    func header(_ name: String) -> String? { head.headers.first(name: name) }
}

/// What the receiver does with a request.
enum Reply: Sendable {
    /// It answers.
    case status(Int, headers: [(String, String)] = [], body: String = "")
    /// It never answers.
    case hang
    /// It resets the connection.
    case reset
    /// It answers with the head and part of the body that the head promises, and closes.
    case broken(Int)
    /// It answers with the head, and the body never ends.
    case endless(Int)
}

/// An HTTP server of the real kind at a port of this machine, that does what a test says.
final class ScriptedReceiver: Sendable {
    private struct State {
        var requests: [Received] = []
        var connections: [any Channel] = []
    }

    private let state = Mutex(State())
    private let script: @Sendable (Received) -> Reply
    private let server: Mutex<(any Channel)?> = Mutex(nil)
    private let arrived: AsyncStream<Received>.Continuation
    /// The requests, as they come.
    let arrivals: AsyncStream<Received>

    private let tls: NIOSSLContext?

    private init(_ script: @escaping @Sendable (Received) -> Reply, _ tls: NIOSSLContext?) {
        self.script = script
        self.tls = tls
        (arrivals, arrived) = AsyncStream.makeStream()
    }

    /// Runs a receiver for as long as the body takes; with TLS when it is given what to show for itself.
    static func run<Result>(
        tls: NIOSSLContext? = nil,
        _ script: @escaping @Sendable (Received) -> Reply,
        _ body: (ScriptedReceiver) async throws -> Result
    ) async throws -> Result {
        let receiver = ScriptedReceiver(script, tls)
        try await receiver.listen()
        do {
            let result = try await body(receiver)
            try await receiver.close()
            return result
        } catch {
            try await receiver.close()
            throw error
        }
    }

    /// Where it listens.
    var url: String { url(at: "127.0.0.1") }

    /// Where it listens, by another name.
    func url(at host: String) -> String { "\(tls == nil ? "http" : "https")://\(host):\(port)/results?a=b" }

    var port: Int { server.withLock { $0?.localAddress?.port ?? 0 } }

    /// What has come until now.
    var requests: [Received] { state.withLock { $0.requests } }

    /// How many connections were made until now.
    var connectionCount: Int { state.withLock { $0.connections.count } }

    private func listen() async throws {
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let number = self.state.withLock { state in
                        state.connections.append(channel)
                        return state.connections.count
                    }
                    if let tls = self.tls {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls))
                    }
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(ReplyHandler(receiver: self, connection: number))
                }
            }
            .bind(host: "127.0.0.1", port: 0)
            .get()
        server.withLock { $0 = channel }
    }

    private func close() async throws {
        try await server.withLock { $0 }?.close()
        for connection in state.withLock({ $0.connections }) where connection.isActive {
            connection.close(promise: nil)
        }
        arrived.finish()
    }

    fileprivate func reply(to request: Received) -> Reply {
        state.withLock { $0.requests.append(request) }
        arrived.yield(request)
        return script(request)
    }
}

private final class ReplyHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let receiver: ScriptedReceiver
    private let connection: Int
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []

    init(receiver: ScriptedReceiver, connection: Int) {
        self.receiver = receiver
        self.connection = connection
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = []
        case .body(let bytes): body.append(contentsOf: bytes.readableBytesView)
        case .end:
            guard let head else { return }
            let request = Received(head: head, body: body, connection: connection)
            perform(receiver.reply(to: request), context)
        }
    }

    private func perform(_ reply: Reply, _ context: ChannelHandlerContext) {
        switch reply {
        case .status(let status, let headers, let body):
            writeHead(status, headers + [("content-length", "\(body.utf8.count)")], context)
            write(body, context)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        case .hang: break
        case .reset:
            let provider = context.channel as? any SocketOptionProvider
            provider?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
                .whenComplete { [channel = context.channel] _ in
                    channel.close(promise: nil)
                }
        case .broken(let status):
            writeHead(status, [("content-length", "1000")], context)
            write("short", context)
            context.flush()
            context.close(promise: nil)
        case .endless(let status):
            writeHead(status, [("transfer-encoding", "chunked")], context)
            for _ in 1...100 { write(String(repeating: "x", count: 1000), context) }
            context.flush()
        }
    }

    private func writeHead(_ status: Int, _ headers: [(String, String)], _ context: ChannelHandlerContext) {
        let head = HTTPResponseHead(
            version: .http1_1,
            status: HTTPResponseStatus(statusCode: status),
            headers: HTTPHeaders(headers)
        )
        context.write(wrapOutboundOut(.head(head)), promise: nil)
    }

    private func write(_ text: String, _ context: ChannelHandlerContext) {
        guard !text.isEmpty else { return }
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: text)))), promise: nil)
    }
}
