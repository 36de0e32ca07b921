import CallspoolCore
import Foundation
import NIOHTTP1
import Testing

@testable import Shipping

@Suite("Deliveries through a proxy")
struct ProxyDeliveryTests {
    @Test("A plain request is handed to the proxy with its whole URL and the proxy's credentials")
    func plain() async throws {
        try await ScriptedReceiver.run { _ in
            .status(200)
        } _: { proxy in
            let answer = try await withDeliverer(
                settings: { $0.proxy = ProxyAddress("http://user:p%40ss@127.0.0.1:\(proxy.port)") },
                { await $0.deliver(record(to: "http://hooks.example.com:8080/results?a=b")) }
            )
            #expect(answer == .status(200, retryAfter: nil))
            let request = try #require(proxy.requests.first)
            #expect(request.head.uri == "http://hooks.example.com:8080/results?a=b")
            #expect(request.header("host") == "hooks.example.com:8080")
            #expect(request.header("proxy-authorization") == "Basic " + Data("user:p@ss".utf8).base64EncodedString())
        }
    }

    @Test("An encrypted one goes through a tunnel, is encrypted to its end, and the proxy's credentials stay there")
    func tunnel() async throws {
        let certificates = try Certificates()
        let server = try certificates.server(for: "DNS:hooks.example.com")
        try await ScriptedReceiver.run(tls: server) { _ in
            .status(200)
        } _: { receiver in
            try await TunnelProxy.run(to: receiver.port) { proxy, port in
                let answers = try await withDeliverer(
                    settings: {
                        $0.proxy = ProxyAddress("http://user:pass@127.0.0.1:\(port)")
                        $0.caFile = certificates.authority
                    },
                    { deliverer in
                        let first = await deliverer.deliver(record(to: "https://hooks.example.com/a"))
                        return [first, await deliverer.deliver(record(to: "https://hooks.example.com/b"))]
                    }
                )
                #expect(answers == [.status(200, retryAfter: nil), .status(200, retryAfter: nil)])
                #expect(proxy.requests.count == 1)
                #expect(proxy.requests[0].hasPrefix("CONNECT hooks.example.com:443 HTTP/1.1\r\n"))
                #expect(proxy.requests[0].contains("proxy-authorization: Basic "))
                #expect(receiver.requests.map(\.head.uri) == ["/a", "/b"])
                #expect(receiver.requests.allSatisfy { $0.header("proxy-authorization") == nil })
            }
        }
    }

    @Test("A proxy that refuses a tunnel is a failure in words")
    func refused() async throws {
        let reply = "HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n"
        let answer = try await RawReceiver.run([.send(reply)]) { url in
            try await withDeliverer(
                settings: { $0.proxy = ProxyAddress(url) },
                { await $0.deliver(record(to: "https://hooks.example.com/")) }
            )
        }
        #expect(answer == .failed("the proxy answers 407"))
    }
}
