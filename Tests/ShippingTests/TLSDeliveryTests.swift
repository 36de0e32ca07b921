import CallspoolCore
import Foundation
import Testing

@testable import Shipping

@Suite("Deliveries over TLS")
struct TLSDeliveryTests {
    private let certificates: Certificates

    init() throws {
        certificates = try Certificates()
    }

    private let names: @Sendable (String) throws -> [String] = { _ in ["127.0.0.1"] }

    /// What comes of a delivery to a receiver with a certificate for some names, under one of them.
    private func deliver(
        to host: String,
        certificateFor: String,
        caFile: String?
    ) async throws -> (DeliveryAnswer, Int) {
        let server = try certificates.server(for: certificateFor)
        return try await ScriptedReceiver.run(tls: server) { _ in
            .status(200)
        } _: { receiver in
            let answer = try await withDeliverer(
                names: names,
                settings: { $0.caFile = caFile },
                { await $0.deliver(record(to: receiver.url(at: host))) }
            )
            return (answer, receiver.requests.count)
        }
    }

    @Test("A certificate of a private authority is trusted by setting, for the name and for the address it is for")
    func trusted() async throws {
        for host in ["hooks.example.com", "127.0.0.1"] {
            let (answer, count) = try await deliver(
                to: host,
                certificateFor: "DNS:hooks.example.com,IP:127.0.0.1",
                caFile: certificates.authority
            )
            #expect(answer == .status(200, retryAfter: nil) && count == 1, "\(host)")
        }
    }

    @Test("Without that setting it is not, and nothing is sent")
    func untrusted() async throws {
        let (answer, count) = try await deliver(
            to: "hooks.example.com",
            certificateFor: "DNS:hooks.example.com",
            caFile: nil
        )
        #expect(
            answer == .failed("the receiver's certificate is not trusted; see `ca_file` in the settings") && count == 0
        )
    }

    @Test("One for another name or another address is not, also when the connection is made to a checked address")
    func otherName() async throws {
        for (host, names) in [("hooks.example.com", "DNS:other.example.com"), ("127.0.0.1", "IP:127.0.0.2")] {
            let (answer, count) = try await deliver(
                to: host,
                certificateFor: names,
                caFile: certificates.authority
            )
            guard case .failed(let why) = answer else {
                Issue.record("taken for \(host): \(names)")
                continue
            }
            #expect(why.contains("certificate") && count == 0, "\(why)")
        }
    }

    @Test("A receiver that does not speak TLS, or closes in the middle of the handshake, is a failure in words")
    func noTLS() async throws {
        for steps in [[RawReceiver.Step.send("HTTP/1.1 400 Bad Request\r\n\r\n")], [.close]] {
            let answer = try await RawReceiver.run(steps) { url in
                try await withDeliverer { deliverer in
                    await deliverer.deliver(record(to: url.replacing("http://", with: "https://")))
                }
            }
            guard case .failed(let why) = answer else {
                Issue.record("it was an answer")
                continue
            }
            #expect(!why.isEmpty)
        }
    }

    @Test("A handshake that is never answered ends with `connect_timeout`")
    func silent() async throws {
        let answer = try await RawReceiver.run([]) { url in
            try await withDeliverer(
                settings: { $0.connectTimeout = .milliseconds(300) },
                { await $0.deliver(record(to: url.replacing("http://", with: "https://"))) }
            )
        }
        #expect(answer == .failed("no connection in time"))
    }

    @Test("A file of certificates that is not there or holds none is told, and no deliverer is made")
    func noFile() async throws {
        let empty = FileManager.default.temporaryDirectory.appending(path: "callspool-\(UUID().uuidString).pem")
        try Data("nonsense".utf8).write(to: empty)
        defer { unlink(empty.path) }
        for file in ["/nowhere/ca.pem", empty.path] {
            var settings = ShippingSettings()
            settings.caFile = file
            let error = #expect(throws: UnusableSettings.self) { try Transport.started(settings) }
            #expect(error?.message.contains("`ca_file`: \(file)") == true)
        }
    }
}
