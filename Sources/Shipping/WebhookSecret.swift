internal import CallspoolCore
internal import Cryptography
internal import Foundation
internal import Synchronization

/// Signs deliveries as Standard Webhooks does (standard-webhooks, specification, "Signature scheme"; symmetric, `v1`).
struct WebhookSecret: Sendable {
    private let code: HMACSHA256

    /// Reads `whsec_` and base64.
    ///
    /// - Throws: `DeliveryFault` when it is not that; the message does not show it.
    init(_ text: String) throws(DeliveryFault) {
        let prefix = "whsec_"
        guard text.hasPrefix(prefix), let bytes = Data(base64Encoded: String(text.dropFirst(prefix.count))),
            !bytes.isEmpty
        else { throw DeliveryFault(message: "the secret is not whsec_ and base64") }
        code = HMACSHA256(key: Array(bytes))
    }

    /// The value of `webhook-signature` for a `webhook-id`, a `webhook-timestamp` and a body as they are sent.
    func signature(id: String, timestamp: Timestamp, body: [UInt8]) -> String {
        let signed = Array("\(id).\(timestamp.seconds).".utf8) + body
        return "v1," + Data(code.code(for: signed)).base64EncodedString()
    }
}

/// The secrets of the campaigns, read once: reading one takes longer than signing with it.
final class WebhookSigners: Sendable {
    private let known = Mutex<[String: WebhookSecret]>([:])

    /// The value of `webhook-signature`: a signature by each secret, with a space between (Standard Webhooks: the
    /// receiver is content when one of them is right, so that both sides need not change their secret at once).
    ///
    /// - Throws: `DeliveryFault` when one of them is no secret.
    func signature(
        by secrets: [String],
        id: String,
        timestamp: Timestamp,
        body: [UInt8]
    ) throws(DeliveryFault) -> String {
        var signatures: [String] = []
        for secret in secrets {
            signatures.append(try signer(secret).signature(id: id, timestamp: timestamp, body: body))
        }
        return signatures.joined(separator: " ")
    }

    private func signer(_ secret: String) throws(DeliveryFault) -> WebhookSecret {
        if let signer = known.withLock({ $0[secret] }) { return signer }
        let signer = try WebhookSecret(secret)
        known.withLock { $0[secret] = signer }
        return signer
    }
}
