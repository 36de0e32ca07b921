internal import COpenSSL

/// HMAC-SHA256 (RFC 2104) with a key.
public struct HMACSHA256: Sendable {
    private let key: [UInt8]

    /// Takes a key; one of 32 random bytes is as good as any longer one.
    public init(key: [UInt8]) {
        self.key = key
    }

    /// The code of a message.
    public func code(for message: [UInt8]) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count: UInt32 = 0
        let made = HMAC(EVP_sha256(), key, Int32(key.count), message, message.count, &bytes, &count)
        // Fails only without memory.
        precondition(made != nil, "OpenSSL cannot make a message authentication code")
        return Array(bytes.prefix(Int(count)))
    }

    /// Whether a code is this message's; in constant time.
    public func isValid(_ code: [UInt8], for message: [UInt8]) -> Bool {
        isEqual(code, self.code(for: message))
    }
}
