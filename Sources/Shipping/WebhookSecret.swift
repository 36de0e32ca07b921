internal import CallspoolCore
internal import Crypto
internal import Foundation

/// Signs deliveries as Standard Webhooks does (standard-webhooks, specification, "Signature scheme"; symmetric, `v1`).
struct WebhookSecret {
    private let key: SymmetricKey

    /// Reads `whsec_` and base64.
    ///
    /// - Throws: `DeliveryFault` when it is not that; the message does not show it.
    init(_ text: String) throws(DeliveryFault) {
        let prefix = "whsec_"
        guard text.hasPrefix(prefix), let bytes = Data(base64Encoded: String(text.dropFirst(prefix.count))),
            !bytes.isEmpty
        else { throw DeliveryFault(message: "the secret is not whsec_ and base64") }
        key = SymmetricKey(data: bytes)
    }

    /// The value of `webhook-signature` for a `webhook-id`, a `webhook-timestamp` and a body as they are sent.
    func signature(id: String, timestamp: Timestamp, body: [UInt8]) -> String {
        var code = HMAC<SHA256>(key: key)
        code.update(data: Array("\(id).\(timestamp.seconds).".utf8))
        code.update(data: body)
        return "v1," + Data(code.finalize()).base64EncodedString()
    }
}
