import Cryptography
import Testing

@Suite("Hashes and what is made of them")
struct CryptographyTests {
    private func hexadecimal(_ bytes: [UInt8]) -> String { HashDigest(bytes: bytes).hexadecimal }

    @Test("are those of the standards' own examples (FIPS 180-4, RFC 1321)")
    func hashes() {
        let abc = Array("abc".utf8)
        #expect(
            HashFunction.sha256(abc).hexadecimal == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        )
        #expect(
            HashFunction.sha256([]).hexadecimal == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        )
        #expect(HashFunction.md5(abc).hexadecimal == "900150983cd24fb0d6963f7d28e17f72")
    }

    @Test("are the same however the bytes are cut, and may be asked for in between")
    func pieces() {
        let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 * 7) }
        let hash = RunningHash(.sha256)
        for start in stride(from: 0, to: bytes.count, by: 333) {
            #expect(hash.digest == HashFunction.sha256(Array(bytes[..<start])))
            bytes[start..<min(start + 333, bytes.count)].withUnsafeBytes { hash.update($0) }
        }
        #expect(hash.digest == HashFunction.sha256(bytes))
        #expect(hash.digest != HashFunction.sha256(bytes + [0]))
    }

    @Test("a code is RFC 4231's, and one that differs in a bit or in length is not valid")
    func codes() {
        let code = HMACSHA256(key: Array("Jefe".utf8))
        let message = Array("what do ya want for nothing?".utf8)
        let made = code.code(for: message)
        #expect(hexadecimal(made) == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        #expect(code.isValid(made, for: message))
        #expect(!code.isValid(made.dropLast() + [made[31] ^ 1], for: message))
        #expect(!code.isValid(Array(made.dropLast()), for: message))
        #expect(!HMACSHA256(key: []).isValid(made, for: message))
    }

    @Test("a key from a password is RFC 7914's")
    func scrypt() throws {
        let key = try Scrypt(cost: 10, blockSize: 8, parallelism: 16)
            .derive("password", salt: Array("NaCl".utf8), count: 64)
        #expect(
            hexadecimal(key)
                == "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
        )
        #expect(throws: Scrypt.Failure.self) {
            try Scrypt(cost: 10, blockSize: 8, parallelism: 1 << 30).derive("password", salt: [1], count: 32)
        }
    }
}
