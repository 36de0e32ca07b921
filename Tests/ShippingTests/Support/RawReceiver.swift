import NIOCore
import NIOPosix
import Synchronization

/// A server that sends bytes as they are, whatever they mean.
final class RawReceiver: Sendable {
    /// What it does with what comes.
    enum Step: Sendable {
        case send(String)
        /// Sends one byte after the other, with a pause before each.
        case drip(String, every: TimeAmount)
        /// Sends it again and again, until the other side has gone.
        case flood(String)
        case close
    }

    private let steps: [Step]
    private let server: Mutex<(any Channel)?> = Mutex(nil)
    private let connections = Mutex<[any Channel]>([])

    private init(_ steps: [Step]) {
        self.steps = steps
    }

    /// Runs a receiver that does the same on every connection, once the first bytes have come.
    static func run<Result>(_ steps: [Step], _ body: (String) async throws -> Result) async throws -> Result {
        let receiver = RawReceiver(steps)
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    receiver.connections.withLock { $0.append(channel) }
                    try channel.pipeline.syncOperations.addHandler(RawHandler(receiver.steps))
                }
            }
            .bind(host: "127.0.0.1", port: 0)
            .get()
        let port = channel.localAddress?.port ?? 0
        do {
            let result = try await body("http://127.0.0.1:\(port)/")
            try await receiver.close(channel)
            return result
        } catch {
            try await receiver.close(channel)
            throw error
        }
    }

    private func close(_ server: any Channel) async throws {
        try await server.close()
        for connection in connections.withLock({ $0 }) where connection.isActive { connection.close(promise: nil) }
    }
}

private final class RawHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var steps: ArraySlice<RawReceiver.Step>
    private var hasBegun = false

    init(_ steps: [RawReceiver.Step]) {
        self.steps = steps[...]
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !hasBegun else { return }
        hasBegun = true
        perform(context)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func perform(_ context: ChannelHandlerContext) {
        guard context.channel.isActive, let step = steps.popFirst() else { return }
        switch step {
        case .send(let text):
            write(text, context) { self.perform(context) }
        case .drip(let text, let pause):
            drip(text[...], pause, context)
        case .flood(let text):
            steps = [.flood(text)]
            write(String(repeating: text, count: 100), context) {
                context.eventLoop.assumeIsolated().execute { self.perform(context) }
            }
        case .close: context.close(promise: nil)
        }
    }

    private func write(_ text: String, _ context: ChannelHandlerContext, then next: @escaping () -> Void) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text))).assumeIsolated()
            .whenSuccess { next() }
    }

    private func drip(_ text: Substring, _ pause: TimeAmount, _ context: ChannelHandlerContext) {
        guard let first = text.first, context.channel.isActive else { return perform(context) }
        context.eventLoop.assumeIsolated()
            .scheduleTask(in: pause) {
                self.write(String(first), context) { self.drip(text.dropFirst(), pause, context) }
            }
    }
}
