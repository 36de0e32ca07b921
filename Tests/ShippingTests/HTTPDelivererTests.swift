import CallspoolCore
import CallspoolTesting
import Cryptography
import Foundation
import NIOHTTP1
import Shipping
import Testing

@Suite("Deliveries by HTTP")
struct HTTPDelivererTests {
    @Test("A record is POSTed with its id, its time and our name, and without a secret without a signature")
    func post() async throws {
        try await ScriptedReceiver.run { _ in
            .status(200)
        } _: { receiver in
            let answer = try await withDeliverer { await $0.deliver(record(to: receiver.url)) }
            #expect(answer == .status(200, retryAfter: nil))
            let request = try #require(receiver.requests.first)
            #expect(request.head.method == .POST && request.head.uri == "/results?a=b")
            #expect(request.text == sampleLine)
            #expect(request.header("content-type") == "application/json")
            #expect(request.header("user-agent") == "callspool/1.2.3")
            #expect(request.header("webhook-id") == "msg_springX2E2-k3v9qd-1")
            #expect(request.header("webhook-timestamp") == "1614265330")
            #expect(request.header("webhook-signature") == nil)
            #expect(request.header("accept-encoding") == nil)
        }
    }

    @Test("The signature is what its receiver computes of what it got", arguments: ResultFormat.allCases)
    func signature(format: ResultFormat) async throws {
        let key = Data((1...24).map { UInt8($0) })
        try await ScriptedReceiver.run { _ in
            .status(204)
        } _: { receiver in
            let secret = "whsec_" + key.base64EncodedString()
            let signed = record(to: receiver.url, format: format, secrets: [secret])
            let answer = try await withDeliverer { await $0.deliver(signed) }
            #expect(answer == .status(204, retryAfter: nil))
            let request = try #require(receiver.requests.first)
            let id = try #require(request.header("webhook-id"))
            let timestamp = try #require(request.header("webhook-timestamp"))
            let signature = try #require(request.header("webhook-signature"))
            let code = try #require(Data(base64Encoded: String(signature.dropFirst(3))))
            let signedText = Data("\(id).\(timestamp).".utf8) + Data(request.body)
            #expect(signature.hasPrefix("v1,"))
            #expect(HMACSHA256(key: Array(key)).isValid(Array(code), for: Array(signedText)))
        }
    }

    @Test("A malformed secret is an answer, and nothing is sent")
    func malformedSecret() async throws {
        try await ScriptedReceiver.run { _ in
            .status(200)
        } _: { receiver in
            let answer = try await withDeliverer { await $0.deliver(record(to: receiver.url, secrets: ["whsec_?"])) }
            #expect(answer == .failed("the secret is not whsec_ and base64"))
            #expect(receiver.requests.isEmpty)
        }
    }

    @Test("A redirect is an answer like any other, and is not followed")
    func redirect() async throws {
        try await ScriptedReceiver.run { _ in
            .status(307, headers: [("location", "/elsewhere")])
        } _: { receiver in
            let answer = try await withDeliverer { await $0.deliver(record(to: receiver.url)) }
            #expect(answer == .status(307, retryAfter: nil))
            #expect(receiver.requests.count == 1)
        }
    }

    @Test("Retry-After is read")
    func retryAfter() async throws {
        try await ScriptedReceiver.run { _ in
            .status(503, headers: [("Retry-After", "77")], body: "busy")
        } _: { receiver in
            let answer = try await withDeliverer { await $0.deliver(record(to: receiver.url)) }
            #expect(answer == .status(503, retryAfter: .wait(.seconds(77))))
        }
    }

    @Test("A receiver that hangs is not an answer within the time limit")
    func hang() async throws {
        try await ScriptedReceiver.run { _ in
            .hang
        } _: { receiver in
            let answer = try await withDeliverer(timeout: .milliseconds(200)) {
                await $0.deliver(record(to: receiver.url))
            }
            #expect(answer == .failed("no answer within 0.2 s"))
        }
    }

    @Test("A connection that is reset, and a port where nobody listens, are failures in words")
    func reset() async throws {
        let (answer, url) = try await ScriptedReceiver.run { _ in
            .reset
        } _: { receiver in
            (try await withDeliverer { await $0.deliver(record(to: receiver.url)) }, receiver.url)
        }
        #expect(isFailure(answer))
        #expect(isFailure(try await withDeliverer { await $0.deliver(record(to: url)) }))
        #expect(isFailure(try await withDeliverer { await $0.deliver(record(to: "nonsense")) }))
    }

    @Test("The status is the answer, however the body breaks off or never ends", arguments: [200, 500])
    func bodies(status: Int) async throws {
        for reply in [Reply.broken(status), .endless(status)] {
            try await ScriptedReceiver.run { _ in
                reply
            } _: { receiver in
                let answer = try await withDeliverer { await $0.deliver(record(to: receiver.url)) }
                #expect(answer == .status(status, retryAfter: nil))
            }
        }
    }

    @Test("Connections are kept when the body is short, and closed when it is not")
    func connections() async throws {
        try await ScriptedReceiver.run { _ in
            .status(200, body: "thanks")
        } _: { receiver in
            try await withDeliverer { deliverer in
                for _ in 1...20 { _ = await deliverer.deliver(record(to: receiver.url)) }
            }
            #expect(receiver.connectionCount == 1)
        }
        try await ScriptedReceiver.run { _ in
            .endless(200)
        } _: { receiver in
            try await withDeliverer { deliverer in
                for _ in 1...3 { _ = await deliverer.deliver(record(to: receiver.url)) }
            }
            #expect(receiver.connectionCount == 3)
        }
    }

    @Test("A request whose task is canceled is abandoned")
    func canceled() async throws {
        try await ScriptedReceiver.run { _ in
            .hang
        } _: { receiver in
            let answer = try await withDeliverer { deliverer in
                await withTaskGroup(of: DeliveryAnswer.self) { group in
                    group.addTask { await deliverer.deliver(record(to: receiver.url)) }
                    for await _ in receiver.arrivals { break }
                    group.cancelAll()
                    return await group.next()
                }
            }
            #expect(answer == .abandoned)
        }
    }

    private func isFailure(_ answer: DeliveryAnswer) -> Bool {
        if case .failed(let why) = answer { !why.isEmpty } else { false }
    }
}
