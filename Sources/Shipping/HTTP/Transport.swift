internal import CallspoolCore
internal import NIOCore
internal import NIOPosix
internal import NIOSSL

/// Makes requests over HTTP/1.1, with connections kept between them; redirects are not followed.
///
/// A client of our own, and not a large one's: it connects to the very address that the rules for hosts have judged, it
/// bounds everything that a receiver may send, and it does for each delivery what is needed and no more.
final class Transport: Sendable {
    /// How often connections that are not used are looked for.
    private static let sweepPause = TimeAmount.seconds(30)

    private let group: MultiThreadedEventLoopGroup
    private let connector: Connector
    private let idle = IdleConnections()
    private let timeout: Duration
    /// Where those who send run best.
    let executor: LoopExecutor

    /// Starts a client.
    ///
    /// - Throws: `TransportFault` when the file with trusted certificates cannot be used.
    init(_ settings: ShippingSettings, lookup: AddressLookup = AddressLookup()) throws(TransportFault) {
        let tls = try NIOSSLContext.trusting(settings.caFile)
        timeout = settings.timeout
        // One thread: it waits most of the time, and what it does between is short.
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        executor = LoopExecutor(group.any())
        connector = Connector(
            loop: group.any(),
            lookup: lookup,
            tls: tls,
            rules: settings.hosts,
            proxy: settings.proxy,
            limit: settings.connectTimeout
        )
        group.any()
            .scheduleRepeatedTask(initialDelay: Transport.sweepPause, delay: Transport.sweepPause) { [idle] _ in
                idle.sweep()
            }
    }

    /// Closes the connections; nothing may be sent after.
    func shutdown() async throws {
        connector.lookup.stop()
        try await group.shutdownGracefully()
    }

    /// Makes a request and waits for its answer, within the time limit of the settings.
    ///
    /// - Throws: `TransportFault` when there is none; soon, when the task is canceled.
    func send(_ request: HTTPRequest) async throws(TransportFault) -> HTTPAnswer {
        let (address, proxy) = (request.address, request.address.isEncrypted ? nil : connector.proxy)
        let sending = RequestTask(
            bytes: request.bytes(through: proxy),
            address: address,
            deadline: .now() + TimeAmount(timeout),
            timeoutWords: "no answer within \(timeout.words)",
            connector: connector,
            idle: idle
        )
        let end = await withTaskCancellationHandler {
            await withCheckedContinuation { sending.begin($0) }
        } onCancel: {
            sending.cancel()
        }
        return try end.get()
    }
}

extension NIOSSLContext {
    /// Certificates are always verified, against the system's and those of a file.
    fileprivate static func trusting(_ file: String?) throws(TransportFault) -> NIOSSLContext {
        do {
            var configuration = TLSConfiguration.makeClientConfiguration()
            if let file {
                configuration.additionalTrustRoots = [.certificates(try NIOSSLCertificate.fromPEMFile(file))]
            }
            return try NIOSSLContext(configuration: configuration)
        } catch {
            guard let file else { throw TransportFault("TLS cannot be set up: \(error)") }
            throw TransportFault("`ca_file`: \(file) holds no certificates in PEM that can be read (\(error))")
        }
    }
}
