internal import CallspoolCore
internal import NIOCore
internal import NIOPosix
internal import NIOSSL

/// Makes connections: by the rules for hosts, through the proxy, with TLS, within a time.
struct Connector: Sendable {
    let loop: any EventLoop
    let lookup: AddressLookup
    let tls: NIOSSLContext
    let rules: HostRules
    let proxy: ProxyAddress?
    let limit: Duration

    /// Begins to connect; it is given up at the deadline, if not by the time limit before.
    func connect(to address: WebAddress, deadline: NIODeadline) -> EventLoopFuture<HTTPConnection> {
        let judgement = rules.judge(address.host)
        if case .refused(let why) = judgement { return loop.makeFailedFuture(TransportFault(why)) }
        let time = min(TimeAmount(limit), deadline - .now())
        let (host, port) = proxy.map { ($0.host, $0.port) } ?? (address.host, address.port)
        // The addresses behind a proxy are the proxy's to find.
        let isJudged = judgement == .ifPublic && proxy == nil
        let resolver = CheckedResolver(lookup, host: host, port: port, rules: isJudged ? rules : nil, on: loop)
        return ClientBootstrap(group: loop)
            .connectTimeout(time)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .resolver(resolver)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try prepare(channel, for: address) }
            }
            .connect(host: host, port: port)
            .flatMap { channel in opened(channel, within: time) }
    }

    private func prepare(_ channel: any Channel, for address: WebAddress) throws {
        let pipeline = channel.pipeline.syncOperations
        if address.isEncrypted {
            let (tls, host) = (tls, address.host)
            // An address has no name to be shown for; the certificate must then be for the address.
            let makeTLS = { try NIOSSLClientHandler(context: tls, serverHostname: IPAddress(host) == nil ? host : nil) }
            if let proxy {
                try pipeline.addHandler(ProxyTunnel(to: address, credentials: proxy.credentials, inner: makeTLS))
            } else {
                try pipeline.addHandler(makeTLS())
            }
        }
        let opened = channel.eventLoop.makePromise(of: Void.self)
        try pipeline.addHandler(ExchangeHandler(isEncrypted: address.isEncrypted, opened: opened))
    }

    /// The connection once it is open to its end, not only to the next machine.
    private func opened(_ channel: any Channel, within time: TimeAmount) -> EventLoopFuture<HTTPConnection> {
        channel.eventLoop
            .makeCompletedFuture {
                let handler = try channel.pipeline.syncOperations.handler(type: ExchangeHandler.self)
                let connection = HTTPConnection(channel, handler)
                guard let opened = handler.opened else { return channel.eventLoop.makeSucceededFuture(connection) }
                let timer = channel.eventLoop.scheduleTask(in: time) {
                    connection.close(saying: "no connection in time")
                }
                opened.whenComplete { _ in timer.cancel() }
                return opened.map { connection }
            }
            .flatMap { $0 }
    }
}
