import CallspoolCore
import CallspoolTesting
import Shipping

/// Makes deliveries with a deliverer that is shut down after.
func withDeliverer<Result>(
    timeout: Duration = .seconds(30),
    clock: any ProgramClock = VirtualClock(Timestamp(seconds: 1_614_265_330)),
    _ body: (HTTPDeliverer) async throws -> Result
) async throws -> Result {
    var settings = ShippingSettings()
    settings.timeout = timeout
    let deliverer = HTTPDeliverer(settings: settings, clock: clock, version: "1.2.3")
    do {
        let result = try await body(deliverer)
        try await deliverer.shutdown()
        return result
    } catch {
        try await deliverer.shutdown()
        throw error
    }
}

/// A status record on its way to a receiver.
func record(
    to url: String,
    format: ResultFormat = .json,
    secret: String? = nil,
    line: String = sampleLine
) -> Delivery {
    let target = DeliveryTarget(url: url, format: format, secret: secret)
    return Delivery(campaign: 1, batch: Batch(n: 3, offset: 0), tries: 0, lines: Array(line.utf8), target: target)
}

let sampleLine =
    #"{"n":3,"at":"2027-01-15T08:00:00.000Z","campaign":"spring.2","call_id":"spring.2-k3v9qd-1","#
    + #""phone_number":"+16175550100","ani":null,"message_reference":"Zoë & \"co\" + 1*","#
    + #""call_parameters":{"status":"nested"},"status":"completed","outcome":"answered","#
    + #""callee_type":"voice","attempts":1,"last_attempt_timestamp":null,"duration":12.5}"#
