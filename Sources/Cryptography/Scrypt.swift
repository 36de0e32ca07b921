internal import COpenSSL

/// scrypt (RFC 7914): a key from a password, at a cost in time and memory.
public struct Scrypt: Equatable, Sendable {
    /// The logarithm of the cost N, the block size r, the parallelism p.
    public var cost, blockSize, parallelism: Int

    /// Takes the costs.
    ///
    /// - Parameters:
    ///   - cost: the logarithm of N, 1 to 63.
    ///   - blockSize: r; memory is 128 · N · r bytes.
    ///   - parallelism: p.
    public init(cost: Int, blockSize: Int, parallelism: Int) {
        (self.cost, self.blockSize, self.parallelism) = (cost, blockSize, parallelism)
    }

    /// What OpenSSL could not do.
    public struct Failure: Error {
        /// In words.
        public var message: String
    }

    /// Derives a key.
    ///
    /// - Throws: `Failure` when the memory that it takes is not there.
    public func derive(_ password: String, salt: [UInt8], count: Int) throws -> [UInt8] {
        var key = [UInt8](repeating: 0, count: count)
        let password = Array(password.utf8)
        // OpenSSL's own limit is 32 MiB, less than a costlier hash that a person chose.
        let memory = UInt64(256 * blockSize) << UInt64(cost)
        let code = password.withUnsafeBytes { password in
            EVP_PBE_scrypt(
                password.bindMemory(to: CChar.self).baseAddress,
                password.count,
                salt,
                salt.count,
                1 << UInt64(cost),
                UInt64(blockSize),
                UInt64(parallelism),
                memory,
                &key,
                count
            )
        }
        guard code == 1 else {
            throw Failure(message: "a password cannot be hashed with scrypt (cost 2^\(cost), block size \(blockSize))")
        }
        return key
    }
}
