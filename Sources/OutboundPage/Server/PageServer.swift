internal import CallspoolCore
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import HummingbirdTLS
public import Logging
internal import NIOCore
internal import NIOSSL
internal import ServiceLifecycle
internal import Spool

/// The outbound page's server.
public struct PageServer: Sendable {
    /// The most connections at once; what comes then waits.
    private static let mostConnections = 1000

    let parts: PageParts
    private let token: MachineToken?
    private let log: Logger

    /// Makes a server, which does nothing yet.
    ///
    /// - Throws: `PageTrouble` when it must not be served as the settings say.
    public init(_ setup: PageSetup, log: Logger) throws {
        if let refusal = setup.settings.page.refusal { throw PageTrouble(message: refusal) }
        parts = try PageParts(setup)
        token = try setup.settings.page.tokenFile.map { try MachineToken($0, on: setup.disk) }
        self.log = log
    }

    /// Reads the spool and serves until the process is asked to end.
    ///
    /// - Parameter onRunning: told the page's address when it can be reached.
    /// - Throws: `DiskError`; `PageTrouble` when it cannot listen, or its certificate not be read.
    public func run(onRunning: @escaping @Sendable (_ address: String) -> Void) async throws {
        let (watch, now) = (parts.watch, parts.clock.wall)
        try await parts.threads.run { try watch.refresh(now) }
        let page = parts.settings.page
        var configuration = ApplicationConfiguration(
            address: .hostname(page.host, port: page.port),
            serverName: "callspool"
        )
        configuration.availableConnectionsDelegate = MaximumAvailableConnections(
            PageServer.mostConnections,
            logger: log
        )
        let scheme = page.certificate == nil ? "http" : "https"
        let app = Application(
            router: router(),
            server: try server(page),
            configuration: configuration,
            services: [SpoolFollower(parts: parts, log: log), ForecastRefresher(parts: parts, log: log)],
            onServerRunning: { channel in
                let host = page.host.contains(":") ? "[\(page.host)]" : page.host
                onRunning("\(scheme)://\(host):\(channel.localAddress?.port ?? page.port)/")
            },
            logger: log
        )
        do {
            try await app.runService()
        } catch let error as IOError {
            throw PageTrouble(message: "cannot listen on \(page.host):\(page.port): \(error.listeningWords)")
        }
    }

    /// HTTP/1.1, with TLS where there is a certificate.
    private func server(_ page: PageSettings) throws -> HTTPServerBuilder {
        // A connection that says nothing for a minute is closed; one that is told news hears a beat before.
        let desk = page.isBehindProxy ? nil : ConnectionDesk()
        let plain = HTTPServerBuilder { responder in
            let base = HTTP1Channel(responder: responder, configuration: .init(idleTimeout: .seconds(60)))
            return GuardedConnection(base: base, desk: desk)
        }
        guard let certificate = page.certificate, let key = page.key else { return plain }
        do {
            let chain = try NIOSSLCertificate.fromPEMFile(certificate).map(NIOSSLCertificateSource.certificate)
            var tls = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain,
                privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem))
            )
            tls.minimumTLSVersion = .tlsv12
            // The server makes its own when it begins; that the key is the certificate's is looked at here.
            _ = try NIOSSLContext(configuration: tls)
            return try .tls(plain, tlsConfiguration: tls)
        } catch {
            throw PageTrouble(
                message: "cannot read the certificate \(certificate) and its key \(key), or they do not fit: \(error)"
            )
        }
    }

    /// Every page, and what all of them go through.
    func router() -> Router<PageContext> {
        let page = parts.settings.page
        let router = Router(context: PageContext.self, options: .autoGenerateHeadEndpoints)
        let routes = KnownRoutes()
        router.addMiddleware {
            HeadAnswers()
            ProtectiveHeaders(isSecure: page.certificate != nil || page.isBehindProxy)
            FaultPages(parts: parts, log: log)
            MethodGate(routes: routes)
            RequestLimits(uploads: page.uploadLimit, isHostKnown: !page.isBehindProxy)
            SessionReader(
                gatekeeper: parts.gatekeeper,
                isSecure: page.certificate != nil || page.isBehindProxy,
                isLocal: page.isLocal && !page.isBehindProxy,
                isBehindProxy: page.isBehindProxy
            )
            // Once more, for the pages of faults that know who looks.
            FaultPages(parts: parts, log: log)
            SignInGate()
        }
        Assets().add(to: router)
        SignInPages(parts: parts).add(to: router)
        CampaignPages(parts: parts).add(to: router)
        CallPages(parts: parts).add(to: router)
        ActPages(parts: parts).add(to: router)
        WhenPage(parts: parts).add(to: router)
        FilePages(parts: parts).add(to: router)
        EventsRoute(parts: parts).add(to: router)
        SubmitPages(parts: parts, drafts: DraftStore(parts.layout, on: parts.disk)).add(to: router)
        ChartPages(parts: parts).add(to: router)
        DownloadRoutes(parts: parts).add(to: router)
        MachineRoutes(parts: parts, token: token).add(to: router)
        routes.learn(router)
        return router
    }
}

/// Why the page cannot be served.
public struct PageTrouble: Error, Equatable, Sendable {
    /// What is wrong, and what to do.
    public var message: String

    /// Says why.
    public init(message: String) {
        self.message = message
    }
}

extension IOError {
    /// Why nobody can listen there; NIO's own words name its functions and the number.
    fileprivate var listeningWords: String {
        switch errnoCode {
        case EADDRINUSE: "another program listens there; name another port with --listen, or end that program"
        case EADDRNOTAVAIL: "this machine does not have that address"
        case EACCES: "this user may not listen on a port below 1024"
        default: String(cString: strerror(errnoCode))
        }
    }
}
