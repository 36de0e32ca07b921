internal import AsyncHTTPClient
public import CallspoolCore
internal import NIOCore
internal import NIOHTTP1

/// Delivers by HTTP: one POST a delivery, connections kept, redirects not followed.
///
/// What the receiver says with its status is the answer; of the body only so much is read that the connection can be
/// used again, and whatever is wrong with it changes nothing.
public final class HTTPDeliverer: Deliverer {
    /// How much of an answer's body is read before its connection is closed instead.
    static let bodyLimit = 4096
    /// In how many pieces it may come: a body that trickles must not hold a worker.
    static let bodyPieces = 8
    /// How long a connection may take to be made.
    static let connectTime = TimeAmount.seconds(5)

    private let client: HTTPClient
    private let clock: any ProgramClock
    private let timeout: Duration
    private let userAgent: String

    /// Makes a deliverer.
    ///
    /// - Parameters:
    ///   - settings: the time limit of a request, and how many are under way at once to one host.
    ///   - clock: what deliveries are stamped with.
    ///   - version: the program's, for `User-Agent`.
    public init(settings: ShippingSettings, clock: any ProgramClock, version: String) {
        self.clock = clock
        timeout = settings.timeout
        userAgent = "callspool/\(version)"
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(connect: HTTPDeliverer.connectTime, read: TimeAmount(settings.timeout)),
            connectionPool: .init(
                idleTimeout: .seconds(60),
                concurrentHTTP1ConnectionsPerHostSoftLimit: settings.perHost
            )
        )
        // The schedule tries again; a refused connection is an answer, not something to be hidden until the time limit.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.decompression = .disabled
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// Closes the connections; nothing may be delivered after.
    ///
    /// - Throws: when they cannot be closed in order, or were closed before.
    public func shutdown() async throws {
        try await client.shutdown()
    }

    /// Makes one request.
    public func deliver(_ delivery: Delivery) async -> DeliveryAnswer {
        do {
            let request = try request(for: delivery)
            let response = try await client.execute(request, timeout: TimeAmount(timeout))
            await discard(response.body)
            let retryAfter = response.headers.first(name: "retry-after").flatMap(RetryAfter.init)
            return .status(Int(response.status.code), retryAfter: retryAfter)
        } catch let fault as DeliveryFault {
            return .failed(fault.message)
        } catch {
            return Task.isCancelled ? .abandoned : .failed(words(for: error, timeout: timeout))
        }
    }

    private func request(for delivery: Delivery) throws(DeliveryFault) -> HTTPClientRequest {
        let body = try DeliveryBody(delivery)
        let stamp = clock.wall
        var request = HTTPClientRequest(url: delivery.target.url)
        request.method = .POST
        request.headers = [
            "user-agent": userAgent,
            "content-type": body.contentType,
            "webhook-id": body.id,
            "webhook-timestamp": String(stamp.seconds),
        ]
        if let secret = delivery.target.secret {
            let signature = try WebhookSecret(secret).signature(id: body.id, timestamp: stamp, body: body.bytes)
            request.headers.add(name: "webhook-signature", value: signature)
        }
        request.body = .bytes(ByteBuffer(bytes: body.bytes))
        return request
    }

    /// Reads a body that is short, so that its connection is kept, and lets go of any other, which closes it.
    private func discard(_ body: HTTPClientResponse.Body) async {
        var bytes = 0
        var pieces = 0
        do {
            for try await piece in body {
                bytes += piece.readableBytes
                pieces += 1
                if bytes > HTTPDeliverer.bodyLimit || pieces > HTTPDeliverer.bodyPieces { return }
            }
        } catch {
            // The status line is the answer: a receiver that has said 2xx has the record, however its body ends.
            return
        }
    }
}
