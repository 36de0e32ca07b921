import CallspoolCore
import Foundation
import NIOCore
import Testing

@testable import Shipping

@Suite("Receivers that are not what they should be")
struct HostileReceiverTests {
    private func answer(_ steps: RawReceiver.Step..., timeout: Duration = .seconds(3600)) async throws -> DeliveryAnswer
    {
        try await RawReceiver.run(steps) { url in
            try await withDeliverer(timeout: timeout) { await $0.deliver(record(to: url)) }
        }
    }

    /// The same, with a limit that grows until the machine came as far as the answer before it was over.
    private func patientAnswer(_ steps: RawReceiver.Step...) async throws -> DeliveryAnswer {
        var timeout = Duration.seconds(1)
        while true {
            let answer = try await RawReceiver.run(steps) { url in
                try await withDeliverer(timeout: timeout) { await $0.deliver(record(to: url)) }
            }
            guard case .failed(let words) = answer, words.hasPrefix("no answer within") else { return answer }
            timeout *= 2
        }
    }

    private static let fields = "HTTP/1.1 200 OK\r\nx: y\r\n"

    @Test("Fields without end, interim answers without end and a line without end are no reason to read on")
    func floods() async throws {
        #expect(
            try await answer(.send(Self.fields), .flood("x-more: of the same\r\n")) == .status(200, retryAfter: nil)
        )
        #expect(
            try await answer(.flood("HTTP/1.1 100 Continue\r\n\r\n"))
                == .failed("the receiver sends interim answers and no other")
        )
        #expect(try await answer(.flood("aaaa")) == .failed("the receiver does not answer in HTTP"))
    }

    @Test("A body without end, in one length, in chunks or until the connection's end, is not read")
    func bodies() async throws {
        for framing in ["content-length: 900000000", "transfer-encoding: chunked", "x: y"] {
            let head = "HTTP/1.1 202 OK\r\n\(framing)\r\n\r\n"
            #expect(try await answer(.send(head), .flood("100\r\nabc\r\n")) == .status(202, retryAfter: nil))
        }
    }

    @Test("A length that lies changes nothing of the answer, and the next one is not taken for what was too much")
    func lengths() async throws {
        let short = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort"
        #expect(try await answer(.send(short), .close) == .status(200, retryAfter: nil))
        let long = "HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nxHTTP/1.1 410 Gone\r\ncontent-length: 0\r\n\r\n"
        try await RawReceiver.run([.send(long)]) { url in
            try await withDeliverer { deliverer in
                for _ in 1...3 { #expect(await deliverer.deliver(record(to: url)) == .status(200, retryAfter: nil)) }
            }
        }
    }

    @Test("A length that promises what never comes is waited for until the time is over, and the status stands")
    func promises() async throws {
        let head = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n"
        #expect(try await patientAnswer(.send(head)) == .status(200, retryAfter: nil))
    }

    @Test("An answer that trickles ends with the time limit of the whole request")
    func trickles() async throws {
        let slow = try await answer(
            .drip("HTTP/1.1 200 OK\r\n\r\n", every: .milliseconds(100)),
            timeout: .milliseconds(300)
        )
        #expect(slow == .failed("no answer within 0.3 s"))
        let slowFields = try await patientAnswer(
            .send("HTTP/1.1 503 Busy\r\nretry-after: 9\r\nx: "),
            .drip(String(repeating: "y", count: 100_000), every: .milliseconds(100))
        )
        #expect(slowFields == .status(503, retryAfter: .wait(.seconds(9))))
    }

    @Test("One who closes before an answer, answers in another protocol or speaks unasked is a failure in words")
    func noAnswer() async throws {
        #expect(try await answer(.close) == .failed("the receiver closed the connection before it answered"))
        #expect(
            try await answer(.send("HTTP/1.1 2"), timeout: .milliseconds(200)) == .failed("no answer within 0.2 s")
        )
        #expect(
            try await answer(.send("220 mail.example.com ESMTP\r\n"))
                == .failed("the receiver does not answer in HTTP")
        )
    }

    @Test("A kept connection that the receiver has closed is made again, and the record arrives at the first try")
    func stale() async throws {
        let reply = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"
        try await RawReceiver.run([.send(reply), .close]) { url in
            try await withDeliverer { deliverer in
                for _ in 1...20 { #expect(await deliverer.deliver(record(to: url)) == .status(200, retryAfter: nil)) }
            }
        }
    }

    @Test("A host to which no connection comes is given up after `connect_timeout`")
    func unconnected() async throws {
        // A name whose server is dead: the lookup does not end before the test does.
        let isOver = DispatchSemaphore(value: 0)
        defer { isOver.signal() }
        let dead: @Sendable (String) throws -> [String] = { _ in
            isOver.wait()
            isOver.signal()
            return []
        }
        let answer = try await withDeliverer(
            names: dead,
            settings: { $0.connectTimeout = .milliseconds(200) },
            { await $0.deliver(record(to: "http://dead.example.com/")) }
        )
        #expect(answer == .failed("no connection in time"))
    }
}
