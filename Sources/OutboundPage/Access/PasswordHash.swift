internal import Cryptography
internal import Foundation

/// A password as it is kept: scrypt (RFC 7914) over a salt of its own, with the cost that it was made with.
///
/// As text it is `scrypt$14$8$1$SALT$HASH`: the logarithm of the cost, the block size and the parallelism, then salt and
/// hash in base64.
struct PasswordHash: Equatable, Sendable {
    private var scrypt: Scrypt
    private var salt: [UInt8]
    private var hash: [UInt8]

    /// 16 MiB of memory and some 50 ms: what OWASP's password storage cheat sheet takes for interactive sign-in, with
    /// the memory that a small machine can spare for a few at once.
    private static let usual = Scrypt(cost: 14, blockSize: 8, parallelism: 1)
    private static let length = 32

    /// Hashes a password with a salt, of at least 16 random bytes.
    ///
    /// - Throws: when the library cannot, which takes memory that is not there.
    init(of password: String, salt: [UInt8]) throws {
        scrypt = PasswordHash.usual
        self.salt = salt
        hash = []
        hash = try derive(password)
    }

    /// Reads its text; `nil` when it is none, or so costly that signing in would be an attack on this machine.
    init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "scrypt", let cost = Int(parts[1]), let blockSize = Int(parts[2]),
            let parallelism = Int(parts[3]), (10...20).contains(cost), (1...16).contains(blockSize),
            (1...4).contains(parallelism), let salt = Data(base64Encoded: String(parts[4])),
            let hash = Data(base64Encoded: String(parts[5])), salt.count >= 8, hash.count == PasswordHash.length
        else { return nil }
        scrypt = Scrypt(cost: cost, blockSize: blockSize, parallelism: parallelism)
        self.salt = Array(salt)
        self.hash = Array(hash)
    }

    /// Its text.
    var text: String {
        let parts = [scrypt.cost, scrypt.blockSize, scrypt.parallelism].map(String.init)
        let bytes = [salt, hash].map { Data($0).base64EncodedString() }
        return (["scrypt"] + parts + bytes).joined(separator: "$")
    }

    /// Whether it is this password's; takes as long when it is not.
    ///
    /// - Throws: when the library cannot hash.
    func matches(_ password: String) throws -> Bool {
        isEqual(hash, try derive(password))
    }

    private func derive(_ password: String) throws -> [UInt8] {
        try scrypt.derive(password, salt: salt, count: PasswordHash.length)
    }
}
