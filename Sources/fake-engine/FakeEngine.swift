import CallspoolTesting

/// `callspool-fake-engine [ARRIVALS]`, an Asterisk for measuring.
///
/// Every call is answered at once and over at once; when the
/// attempts arrived is noted in a file. It prints where it listens, and goes on until it is ended.
@main
enum FakeEngine {
    static func main() async throws {
        let log = CommandLine.arguments.dropFirst().first.flatMap(ArrivalLog.init)
        let server = try await FakeManager(secret: "bench") { order in
            log?.note(order.id)
            return .plays(.answered())
        }
        server.keepOrders(false)
        Console.line("asterisk \(server.port)")
        try await Task.sleep(for: .seconds(86_400))
    }
}
