public import CallspoolCore

/// Delivers by HTTP: one POST a delivery.
///
/// What the receiver says with its status is the answer; whatever is wrong with the rest of what it sends changes nothing.
public final class HTTPDeliverer: Deliverer {
    private let transport: Transport
    private let clock: any ProgramClock
    private let userAgent: String
    private let signers = WebhookSigners()

    /// Makes a deliverer.
    ///
    /// - Parameters:
    ///   - settings: the time limits, the rules for hosts, the proxy and the trusted certificates.
    ///   - clock: what deliveries are stamped with.
    ///   - version: the program's, for `User-Agent`.
    /// - Throws: `UnusableSettings` when the file with trusted certificates cannot be used.
    public convenience init(
        settings: ShippingSettings,
        clock: any ProgramClock,
        version: String
    ) throws(UnusableSettings) {
        self.init(try Transport.started(settings), clock: clock, version: version)
    }

    init(_ transport: Transport, clock: any ProgramClock, version: String) {
        self.transport = transport
        self.clock = clock
        userAgent = "callspool/\(version)"
    }

    /// Closes the connections; nothing may be delivered after.
    ///
    /// - Throws: when they cannot be closed in order, or were closed before.
    public func shutdown() async throws {
        try await transport.shutdown()
    }

    /// The client's event loop.
    public var executor: (any TaskExecutor)? { transport.executor }

    /// Makes one request.
    public func deliver(_ delivery: Delivery) async -> DeliveryAnswer {
        do throws(DeliveryFault) {
            let request = try request(for: delivery)
            return await transport.answer(to: request)
        } catch {
            return .failed(error.message)
        }
    }

    private func request(for delivery: Delivery) throws(DeliveryFault) -> HTTPRequest {
        let target = delivery.target
        guard let address = target.address else { throw DeliveryFault(message: "`\(target.url)` is not a http URL") }
        let body = try DeliveryBody(delivery)
        let stamp = clock.wall
        var request = HTTPRequest(address: address, body: body.bytes)
        request.fields = [
            ("user-agent", userAgent),
            ("content-type", body.contentType),
            ("webhook-id", body.id),
            ("webhook-timestamp", String(stamp.seconds)),
        ]
        if !target.secrets.isEmpty {
            let signature = try signers.signature(by: target.secrets, id: body.id, timestamp: stamp, body: body.bytes)
            request.fields.append(("webhook-signature", signature))
        }
        return request
    }
}

/// The settings say something that cannot be used on this machine.
public struct UnusableSettings: Error, Equatable, Sendable {
    /// What cannot be used, and why.
    public var message: String
}

extension Transport {
    /// Starts a client; what is wrong with the settings is told to their author.
    static func started(_ settings: ShippingSettings) throws(UnusableSettings) -> Transport {
        do {
            return try Transport(settings)
        } catch {
            throw UnusableSettings(message: error.message)
        }
    }

    /// Makes a request; whatever goes wrong is an answer.
    func answer(to request: HTTPRequest) async -> DeliveryAnswer {
        do throws(TransportFault) {
            let answer = try await send(request)
            return .status(answer.status, retryAfter: answer.retryAfter)
        } catch {
            return Task.isCancelled ? .abandoned : .failed(error.message)
        }
    }
}
