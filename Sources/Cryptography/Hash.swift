internal import COpenSSL

/// What a hash function makes of bytes; two are compared in constant time.
public struct HashDigest: Equatable, Sendable {
    /// Its bytes.
    public let bytes: [UInt8]

    /// Takes its bytes.
    public init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// In lower-case hexadecimal digits.
    public var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// Compares in a time that does not depend on where they differ.
    public static func == (one: HashDigest, other: HashDigest) -> Bool {
        isEqual(one.bytes, other.bytes)
    }
}

/// Compares two secrets, or what was made of them, in a time that depends on their lengths only.
public func isEqual(_ one: [UInt8], _ other: [UInt8]) -> Bool {
    one.count == other.count && CRYPTO_memcmp(one, other, one.count) == 0
}

/// A hash function of OpenSSL's.
public enum HashFunction: Sendable {
    /// SHA-256 (FIPS 180-4).
    case sha256
    /// MD5 (RFC 1321): for protocols that ask for it, never for security.
    case md5

    /// The hash of bytes that are all there.
    public func callAsFunction(_ bytes: [UInt8]) -> HashDigest {
        let hash = RunningHash(self)
        bytes.withUnsafeBytes { hash.update($0) }
        return hash.digest
    }

    fileprivate var function: OpaquePointer? {
        switch self {
        case .sha256: EVP_sha256()
        case .md5: EVP_md5()
        }
    }
}

/// A hash of bytes that come piece by piece.
///
/// Used by one thread at a time.
public final class RunningHash {
    private let context: OpaquePointer

    /// Begins one.
    public init(_ function: HashFunction) {
        // Fails only without memory, or where a policy of the machine forbids the function; neither leaves anything to do.
        guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, function.function, nil) == 1 else {
            preconditionFailure("OpenSSL has no \(function)")
        }
        self.context = context
    }

    deinit {
        EVP_MD_CTX_free(context)
    }

    /// Takes more bytes.
    public func update(_ bytes: UnsafeRawBufferPointer) {
        let code = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
        precondition(code == 1, "OpenSSL cannot hash")
    }

    /// The hash of all that came so far.
    public var digest: HashDigest {
        let copy = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(copy) }
        var bytes = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count: UInt32 = 0
        // Fails only without memory.
        let isDone = EVP_MD_CTX_copy_ex(copy, context) == 1 && EVP_DigestFinal_ex(copy, &bytes, &count) == 1
        precondition(isDone, "OpenSSL cannot finish a hash")
        return HashDigest(bytes: Array(bytes.prefix(Int(count))))
    }
}
