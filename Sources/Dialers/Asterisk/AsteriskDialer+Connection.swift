internal import CallspoolCore
internal import NIOCore
internal import NIOPosix
internal import NIOSSL

extension AsteriskDialer {
    /// Connects, and connects again, until the task is canceled.
    func keepConnected() async {
        while !Task.isCancelled {
            let why = await connection()
            use(nil)
            // Who leaves has no news of the server's.
            if Task.isCancelled { return }
            var pause = Duration.zero
            happened { machine, now in
                let reports = machine.closed(why, now)
                pause = machine.pause
                return reports
            }
            do { try await clock.sleep(until: clock.now + pause) } catch { return }
        }
    }

    /// One connection, from its beginning to its end.
    ///
    /// - Returns: why it ended, or was not made.
    private func connection() async -> String {
        let channel: any Channel
        do {
            channel = try await bootstrap.connect(host: settings.host, port: settings.port).get()
        } catch {
            return "it cannot be reached: \(connectionWords(error))"
        }
        return await withTaskCancellationHandler {
            do {
                try await channel.closeFuture.get()
                return "it closed the connection"
            } catch {
                return "the connection failed: \(connectionWords(error))"
            }
        } onCancel: {
            channel.close(promise: nil)
        }
    }

    private var bootstrap: ClientBootstrap {
        ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connectTimeout(TimeAmount(times.login))
            .channelOption(.socketOption(.so_keepalive), value: 1)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls = self.tls {
                        let handler = try NIOSSLClientHandler(context: tls, serverHostname: self.settings.serverName)
                        try channel.pipeline.syncOperations.addHandler(handler)
                    }
                    try channel.pipeline.syncOperations.addHandler(ManagerHandler(self))
                }
            }
    }

    /// The server's certificate is verified, by the system's roots or by a file of one's own.
    static func context(_ settings: AsteriskSettings) throws(EngineError) -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        if let file = settings.certificates { configuration.trustRoots = .file(file) }
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            let file = settings.certificates ?? "the system's certificates"
            throw EngineError("asterisk at \(settings.place): cannot use \(file): \(error)")
        }
    }
}

/// Cuts what comes into messages and hands them to the dialer; a connection has one.
private final class ManagerHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let dialer: AsteriskDialer
    private var parser = ManagerParser()
    private var hasGreeted = false

    init(_ dialer: AsteriskDialer) {
        self.dialer = dialer
    }

    func channelActive(context: ChannelHandlerContext) {
        dialer.use(context.channel)
        dialer.happened { machine, now in
            machine.opened(now)
            return []
        }
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        parser.append(unwrapInboundIn(data).readableBytesView)
        dialer.happened { machine, now in
            var reports: [AttemptReport] = []
            do throws(ManagerParser.Fault) {
                while let message = try parser.next() {
                    reports += greet(&machine, now)
                    reports += machine.heard(message, now)
                }
                reports += greet(&machine, now)
            } catch {
                machine.broke(error, now)
            }
            return reports
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        dialer.happened { machine, now in
            machine.failed("the connection failed: \(connectionWords(error))", now)
            return []
        }
        context.close(promise: nil)
    }

    private func greet(_ machine: inout AsteriskMachine, _ now: Timestamp) -> [AttemptReport] {
        guard !hasGreeted, parser.greeting != nil else { return [] }
        hasGreeted = true
        return machine.greeted(now)
    }
}

extension AsteriskSettings {
    /// The name that the server's certificate must have; for an address there is none to ask for, and the address itself
    /// is verified.
    fileprivate var serverName: String? {
        do {
            _ = try SocketAddress(ipAddress: host, port: port)
            return nil
        } catch {
            return host
        }
    }
}

extension TimeAmount {
    init(_ span: Duration) {
        self = .milliseconds(span.milliseconds)
    }
}
