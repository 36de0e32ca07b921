internal import Cryptography

/// The manager interface's proof of a secret that is not sent itself.
package enum ManagerDigest {
    /// MD5 of the server's word and the secret, in hexadecimal; it guards no more than that.
    package static func md5(challenge: String, secret: String) -> String {
        HashFunction.md5(Array((challenge + secret).utf8)).hexadecimal
    }
}
