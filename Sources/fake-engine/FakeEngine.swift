import CallspoolTesting

/// A server for measuring: every call is answered at once and is over at once.
@main
enum FakeEngine {
    static func main() async throws {
        let server = try await FakeManager(secret: "bench") { order in
            // The last digit chooses how long the call lasts: none, or as long as the bench holds calls.
            order.number.hasSuffix("9") ? .plays(.answered(talk: .seconds(30))) : .plays(.answered())
        }
        server.keepOrders(false)
        Console.line("asterisk \(server.port)")
        // Until it is ended from outside.
        try await Task.sleep(for: .seconds(86_400))
    }
}
