internal import Crypto

/// The manager interface's proof of a secret that is not sent itself.
package enum ManagerDigest {
    /// MD5 of the server's word and the secret, in hexadecimal; it guards no more than that.
    package static func md5(challenge: String, secret: String) -> String {
        let digits = Array("0123456789abcdef")
        return Insecure.MD5.hash(data: Array((challenge + secret).utf8))
            .reduce(into: "") { text, byte in
                text.append(digits[Int(byte >> 4)])
                text.append(digits[Int(byte & 15)])
            }
    }
}
