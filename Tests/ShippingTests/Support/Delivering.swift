import CallspoolCore
import CallspoolTesting
import NIOCore

@testable import Shipping

/// Makes deliveries with a deliverer that is shut down after; `names` gives the addresses of a host, `nil` asks the system.
func withDeliverer<Result>(
    timeout: Duration = .seconds(3600),
    clock: any ProgramClock = VirtualClock(Timestamp(seconds: 1_614_265_330)),
    names: (@Sendable (String) throws -> [String])? = nil,
    settings change: (inout ShippingSettings) -> Void = { _ in },
    _ body: (HTTPDeliverer) async throws -> Result
) async throws -> Result {
    var settings = ShippingSettings()
    settings.timeout = timeout
    settings.connectTimeout = .seconds(3600)
    change(&settings)
    let lookup = names.map { names in
        AddressLookup { host, port in try names(host).map { try SocketAddress(ipAddress: $0, port: port) } }
    }
    let transport = try Transport(settings, lookup: lookup ?? AddressLookup())
    let deliverer = HTTPDeliverer(transport, clock: clock, version: "1.2.3")
    do {
        let result = try await body(deliverer)
        try await deliverer.shutdown()
        return result
    } catch {
        try await deliverer.shutdown()
        throw error
    }
}

/// A status record in progress to a receiver.
func record(
    to url: String,
    format: ResultFormat = .json,
    secrets: [String] = [],
    line: String = sampleLine
) -> Delivery {
    let target = DeliveryTarget(url: url, format: format, secrets: secrets)
    return Delivery(campaign: 1, batch: Batch(n: 3, offset: 0), tries: 0, lines: Array(line.utf8), target: target)
}

let sampleLine =
    #"{"n":3,"at":"2027-01-15T08:00:00.000Z","campaign":"spring.2","call_id":"spring.2-k3v9qd-1","#
    + #""phone_number":"+16175550100","ani":null,"message_reference":"Zoë & \"co\" + 1*","#
    + #""call_parameters":{"status":"nested"},"status":"completed","outcome":"answered","#
    + #""callee_type":"voice","attempts":1,"last_attempt_timestamp":null,"duration":12.5}"#
