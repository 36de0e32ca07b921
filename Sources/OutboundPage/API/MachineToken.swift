internal import Cryptography
internal import Foundation
internal import Spool

/// What a program shows in the place of a session; kept as its digest.
struct MachineToken: Equatable, Sendable {
    /// How long it may be; a shorter one could be guessed.
    private static let lengths = 16...512

    private let digest: HashDigest

    /// Takes a token.
    init(_ token: String) {
        digest = HashFunction.sha256(Array(token.utf8))
    }

    /// Reads the file that holds one.
    ///
    /// - Throws: `PageTrouble` when it is not there, or holds no token; `DiskError`.
    init(_ path: String, on disk: any Disk) throws {
        guard let bytes = try disk.contents(path) else {
            throw PageTrouble(message: "there is no token file \(path); write one, or take `token_file` out of `page`")
        }
        let token = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard MachineToken.lengths.contains(token.utf8.count), token.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            throw PageTrouble(message: "\(path) must hold one word of 16 to 512 letters, digits and signs")
        }
        self.init(token)
    }

    /// Whether a request brings it; digests are compared in constant time, and say nothing of how alike two tokens are.
    func isIn(_ authorization: String?) -> Bool {
        guard let words = authorization?.split(separator: " "), words.count == 2, words[0].lowercased() == "bearer"
        else {
            return false
        }
        return MachineToken(String(words[1])).digest == digest
    }
}
