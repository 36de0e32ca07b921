internal import CallspoolCore
internal import Cryptography
internal import Foundation

/// Makes and checks the two words that a browser keeps for us: the session's cookie and the token of its forms.
///
/// Both are HMAC-SHA256 with a key that lives as long as the process: a restart signs everybody out.
struct SessionSigner: Sendable {
    private let code: HMACSHA256

    /// Makes a signer.
    ///
    /// - Parameter key: 32 random bytes.
    init(key: [UInt8]) {
        code = HMACSHA256(key: key)
    }

    /// The cookie's value: what it says in base64url, a dot, and its signature.
    func cookie(of session: Session) -> String {
        let words = [
            session.name, session.role.rawValue, String(session.expires.seconds), session.nonce, session.credential,
        ]
        let said = Data(words.joined(separator: "\n").utf8).base64URL
        return said + "." + signature(of: "session", said)
    }

    /// The session that a cookie's value tells; `nil` when we did not sign it, or it is over.
    func session(_ cookie: some StringProtocol, now: Timestamp) -> Session? {
        let parts = String(cookie).split(separator: "." as Character, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, isSigned("session", parts[0], by: parts[1]), let said = Data(base64URL: parts[0]) else {
            return nil
        }
        let words = String(decoding: said, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
        guard words.count == 5, let role = PageRole(rawValue: words[1]), let expires = Int64(words[2]) else {
            return nil
        }
        let session = Session(
            name: words[0],
            role: role,
            expires: Timestamp(seconds: expires),
            nonce: words[3],
            credential: words[4]
        )
        return now < session.expires ? session : nil
    }

    /// A word that stands for a password as it is kept, and says nothing of it.
    func credential(of hash: PasswordHash) -> String { signature(of: "credential", hash.text) }

    /// The token that this session's forms carry.
    func formToken(of session: Session) -> String {
        signature(of: "form", session.nonce)
    }

    /// Whether a form was made for this session.
    func isToken(_ token: String, of session: Session) -> Bool {
        isSigned("form", session.nonce, by: token)
    }

    private func signature(of purpose: String, _ words: String) -> String {
        Data(code.code(for: Array("\(purpose):\(words)".utf8))).base64URL
    }

    /// In constant time.
    private func isSigned(_ purpose: String, _ words: String, by signature: String) -> Bool {
        guard let signature = Data(base64URL: signature) else { return false }
        return code.isValid(Array(signature), for: Array("\(purpose):\(words)".utf8))
    }
}

extension Data {
    /// Base64 for cookies and addresses, RFC 4648 section 5, without padding.
    fileprivate var base64URL: String {
        base64EncodedString()
            .replacing("+", with: "-")
            .replacing("/", with: "_")
            .replacing("=", with: "")
    }

    fileprivate init?(base64URL text: String) {
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        self.init(base64Encoded: text.replacing("-", with: "+").replacing("_", with: "/") + padding)
    }
}
