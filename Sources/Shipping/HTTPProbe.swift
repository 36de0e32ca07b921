public import CallspoolCore

/// Asks URLs by HTTP, by the rules and through the proxy by which records are delivered.
public struct HTTPProbe: URLProbe {
    /// How long one answer is waited for.
    public static let limit = Duration.seconds(5)

    private let settings: ShippingSettings
    private let userAgent: String

    /// Makes a probe; nothing is opened before it is needed.
    ///
    /// - Parameters:
    ///   - settings: the rules for hosts, the proxy and the trusted certificates; of the time limits the shorter counts.
    ///   - version: the program's, for `User-Agent`.
    public init(settings: ShippingSettings, version: String) {
        var settings = settings
        settings.timeout = min(settings.timeout, HTTPProbe.limit)
        settings.connectTimeout = min(settings.connectTimeout, HTTPProbe.limit)
        self.settings = settings
        userAgent = "callspool/\(version)"
    }

    /// Asks each of the URLs, all at once.
    public func ask(_ urls: [String]) async -> [String: DeliveryAnswer] {
        let transport: Transport
        do {
            transport = try Transport.started(settings)
        } catch {
            return Dictionary(urls.map { ($0, .failed(error.message)) }) { first, _ in first }
        }
        let answers = await withTaskGroup(of: (String, DeliveryAnswer).self) { group in
            for url in Set(urls) {
                group.addTask { (url, await ask(url, by: transport)) }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        do {
            try await transport.shutdown()
        } catch {
            return answers  // What was answered stands, however the connections end.
        }
        return answers
    }

    private func ask(_ url: String, by transport: Transport) async -> DeliveryAnswer {
        guard case .success(let address) = WebAddress.read(url) else { return .failed("`\(url)` is not a http URL") }
        let fields: [(name: StaticString, value: String)] = [("user-agent", userAgent), ("accept", "*/*")]
        return await transport.answer(to: HTTPRequest(method: .get, address: address, fields: fields))
    }
}
