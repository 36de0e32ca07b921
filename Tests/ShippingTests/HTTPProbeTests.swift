import CallspoolCore
import NIOHTTP1
import Shipping
import Testing

@Suite("URLs are asked by GET")
struct HTTPProbeTests {
    private func ask(
        _ urls: [String],
        settings change: (inout ShippingSettings) -> Void = { _ in }
    ) async -> [String: DeliveryAnswer] {
        var settings = ShippingSettings()
        change(&settings)
        return await HTTPProbe(settings: settings, version: "1.2.3").ask(urls)
    }

    @Test("Each is asked once, without a body, and every status is an answer; a redirect is not followed")
    func statuses() async throws {
        try await ScriptedReceiver.run { request in
            switch request.head.uri {
            case "/good": .status(200)
            case "/moved": .status(302, headers: [("location", "/good")])
            default: .status(404)
            }
        } _: { receiver in
            let root = "http://127.0.0.1:\(receiver.port)"
            let answers = await ask(["\(root)/good", "\(root)/moved", "\(root)/bad", "\(root)/good"])
            #expect(
                answers == [
                    "\(root)/good": .status(200, retryAfter: nil), "\(root)/moved": .status(302, retryAfter: nil),
                    "\(root)/bad": .status(404, retryAfter: nil),
                ]
            )
            #expect(receiver.requests.count == 3)
            for request in receiver.requests {
                #expect(request.head.method == .GET && request.body.isEmpty)
                #expect(request.header("user-agent") == "callspool/1.2.3")
                #expect(request.header("content-length") == nil)
            }
        }
    }

    @Test("One that hangs does not keep the others from their answer, and is given up after the time limit")
    func hang() async throws {
        try await ScriptedReceiver.run { request in
            request.head.uri == "/hang" ? .hang : .status(200)
        } _: { receiver in
            let root = "http://127.0.0.1:\(receiver.port)"
            // With a limit that grows until the machine came as far as the good one's answer before it was over.
            var (timeout, answers) = (Duration.seconds(1), [String: DeliveryAnswer]())
            repeat {
                timeout *= 2
                answers = await ask(["\(root)/hang", "\(root)/good"]) { [timeout] in $0.timeout = timeout }
            } while answers["\(root)/good"] != .status(200, retryAfter: nil)
            #expect(
                answers["\(root)/hang"]
                    == .failed("no answer within \(min(timeout, HTTPProbe.limit).milliseconds / 1000) s")
            )
        }
        #expect(HTTPProbe.limit == .seconds(5))
    }

    @Test("The rules for hosts hold for it as well")
    func rules() async throws {
        try await ScriptedReceiver.run { _ in
            .status(200)
        } _: { receiver in
            let answers = await ask([receiver.url]) { $0.hosts.deniesPrivate = true }
            let words = "`127.0.0.1` is an address of this machine, which `deny_private` of the settings refuses"
            #expect(answers == [receiver.url: .failed(words)])
            #expect(receiver.connectionCount == 0)
        }
    }
}
