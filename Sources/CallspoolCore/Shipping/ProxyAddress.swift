/// A proxy that requests go through (RFC 9110, section 3.7), `http://USER:PASSWORD@HOST:PORT`.
public struct ProxyAddress: Equatable, Sendable {
    /// Its host, without brackets.
    public let host: String
    /// Its port.
    public let port: Int
    /// User name and password with a colon between; a secret.
    public let credentials: String?

    /// Reads a proxy's URL; `nil` when it is none.
    public init?(_ text: String) {
        guard let scheme = text.range(of: "://") else { return nil }
        let rest = text[scheme.upperBound...]
        let authority = rest.prefix { !"/?#".contains($0) }
        let at = authority.lastIndex(of: "@")
        let bare = at.map { text[..<scheme.upperBound] + rest[rest.index(after: $0)...] } ?? text[...]
        guard case .success(let address) = WebAddress.read(String(bare)), !address.isEncrypted,
            address.target == "/"
        else { return nil }
        host = address.host
        port = address.port
        guard let at else {
            credentials = nil
            return
        }
        guard let credentials = authority[..<at].percentDecoded, credentials.contains(":") else { return nil }
        self.credentials = credentials
    }
}

extension String {
    /// Where a text stands in it first.
    fileprivate func range(of text: String) -> Range<Index>? {
        indices.lazy
            .compactMap { start in
                self[start...].hasPrefix(text) ? start..<self.index(start, offsetBy: text.count) : nil
            }
            .first
    }
}

extension Substring {
    /// The text with each `%` and two hexadecimal digits as the byte that they mean; `nil` when that is not a text.
    fileprivate var percentDecoded: String? {
        var bytes: [UInt8] = []
        var rest = utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard rest.count >= 2, let number = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
                return nil
            }
            bytes.append(number)
            rest = rest.dropFirst(2)
        }
        guard !bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }
}
