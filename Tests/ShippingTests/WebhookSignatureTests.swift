import CallspoolCore
import Testing

@testable import Shipping

@Suite("Signatures")
struct WebhookSignatureTests {
    @Test("The published example of Standard Webhooks comes out as published")
    func published() throws {
        let secret = try WebhookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
        let signature = secret.signature(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
            timestamp: Timestamp(seconds: 1_614_265_330),
            body: Array(#"{"test": 2432232314}"#.utf8)
        )
        #expect(signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test(
        "A secret that is none is a fault, and the fault does not show it",
        arguments: ["", "whsec_", "MfKQ9r8G", "whsec_?"]
    )
    func malformed(text: String) {
        #expect(throws: DeliveryFault(message: "the secret is not whsec_ and base64")) { try WebhookSecret(text) }
    }
}

@Suite("Ids of deliveries")
struct WebhookIDTests {
    @Test("No id holds a dot, and call ids that differ have ids that differ")
    func unique() {
        let callIDs = ["a.b-t-1", "a_b-t-1", "a-b-t-1", "aX2Eb-t-1", "aX58b-t-1", "aXb-t-1", "a b-t-1", "ä-t-1"]
        let ids = callIDs.map { webhookID(callID: $0) }
        #expect(Set(ids).count == callIDs.count)
        #expect(ids.allSatisfy { $0.hasPrefix("msg_") && !$0.contains(".") })
        #expect(ids[0] == "msg_aX2Eb-t-1" && ids[1] == "msg_a_b-t-1")
    }
}

@Suite("Bodies of deliveries")
struct DeliveryBodyTests {
    @Test("A form has the contract's fields in their order, percent-encoded, null as nothing")
    func form() throws {
        let body = try DeliveryBody(record(to: "http://a.example/", format: .form))
        #expect(
            String(decoding: body.bytes, as: UTF8.self)
                == "phone_number=%2B16175550100&message_reference=Zo%C3%AB+%26+%22co%22+%2B+1*&call_id=spring.2-k3v9qd-1"
                + "&result=completed&callee_type=voice&attempts=1&last_attempt_timestamp=&duration=12.5"
        )
        #expect(body.contentType == "application/x-www-form-urlencoded")
    }

    @Test("JSON is the record's line as it is")
    func json() throws {
        let body = try DeliveryBody(record(to: "http://a.example/"))
        #expect(body.bytes == Array(sampleLine.utf8))
        #expect(body.contentType == "application/json")
        #expect(body.id == "msg_springX2E2-k3v9qd-1")
    }

    @Test("A batch is its records as JSON lines, under an id that no single record has, its count in it")
    func batch() throws {
        let lines = [sampleLine, sampleLine.replacing("d-1", with: "d-2")].joined(separator: "\n")
        let batch = Batch(n: 3, last: 6, count: 2, offset: 0)
        let target = DeliveryTarget(url: "http://a.example/", batch: 100)
        let delivery = Delivery(campaign: 1, batch: batch, tries: 0, lines: Array(lines.utf8), target: target)
        let body = try DeliveryBody(delivery)
        #expect(String(decoding: body.bytes, as: UTF8.self) == lines + "\n")
        #expect(body.contentType == "application/x-ndjson")
        #expect(body.id == "msg_springX2E2-k3v9qd-1_2")
    }

    @Test(
        "A line that is not a record is a fault",
        arguments: ["", "nonsense", "{}", #"{"call_id":null}"#, #"{"call_id":"#]
    )
    func nonsense(line: String) {
        let nonsense = record(to: "http://a.example/", format: .form, line: line)
        #expect(throws: DeliveryFault.self) { try DeliveryBody(nonsense) }
    }
}
