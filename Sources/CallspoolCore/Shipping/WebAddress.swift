/// An http URL in the parts that a request is made of (RFC 3986, RFC 9112).
public struct WebAddress: Hashable, Sendable {
    /// Whether it is `https`.
    public let isEncrypted: Bool
    /// The host's name or address, without brackets, in small letters.
    public let host: String
    /// The port, the scheme's own when none is written.
    public let port: Int
    /// Host, and port where it is not the scheme's own, as a request's `Host` says it.
    public let authority: String
    /// What is asked for at the host: path and query, at least `/`; without the fragment, which is never sent.
    public let target: String

    /// Why a text is not a URL of ours.
    public enum Fault: Error, Equatable, Sendable {
        /// So many characters are too many.
        case tooLong(Int)
        /// There is a character in it that no URL has.
        case foreignCharacter
        /// It does not begin with `http://` or `https://`.
        case scheme
        /// It holds a user name or a password.
        case credentials
        /// There is no host in it, or none that can be asked; the scheme as it should be written.
        case noHost(scheme: String)
    }

    /// The most characters of a URL.
    public static let longest = 255

    /// Reads a URL, and refuses what is none.
    public static func read(_ text: String) -> Result<WebAddress, Fault> {
        guard text.utf8.count <= longest else { return .failure(.tooLong(text.utf8.count)) }
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), !text.contains(where: \.isForeignToURLs) else {
            return .failure(.foreignCharacter)
        }
        guard let scheme = ["http://", "https://"].first(where: { text.lowercased().hasPrefix($0) }) else {
            return .failure(.scheme)
        }
        let rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { !"/?#".contains($0) }
        guard !authority.contains("@") else { return .failure(.credentials) }
        guard let (host, port) = hostAndPort(in: authority) else { return .failure(.noHost(scheme: scheme)) }
        let target = rest[authority.endIndex...].prefix { $0 != "#" }
        return .success(
            WebAddress(
                isEncrypted: scheme == "https://",
                host: host.lowercased(),
                port: port,
                target: target.hasPrefix("/") ? String(target) : "/" + target
            )
        )
    }

    private init(isEncrypted: Bool, host: String, port: Int?, target: String) {
        self.isEncrypted = isEncrypted
        self.host = host
        self.target = target
        let usual = isEncrypted ? 443 : 80
        self.port = port ?? usual
        let name = host.contains(":") ? "[\(host)]" : host
        authority = self.port == usual ? name : "\(name):\(self.port)"
    }

    /// The parts of `HOST`, `HOST:PORT`, `[ADDRESS]` or `[ADDRESS]:PORT`.
    private static func hostAndPort(in authority: Substring) -> (host: String, port: Int?)? {
        var host = authority
        var rest: Substring = ""
        if authority.hasPrefix("[") {
            guard let close = authority.firstIndex(of: "]") else { return nil }
            host = authority[authority.index(after: authority.startIndex)..<close]
            rest = authority[authority.index(after: close)...]
            guard host.contains(":"), IPAddress(String(host)) != nil else { return nil }
        } else {
            host = authority.prefix { $0 != ":" }
            rest = authority[host.endIndex...]
            guard host.utf8.allSatisfy(\.isOfHostName) else { return nil }
        }
        guard !host.isEmpty else { return nil }
        guard !rest.isEmpty else { return (String(host), nil) }
        guard rest.hasPrefix(":"), let port = port(rest.dropFirst()) else { return nil }
        return (String(host), port)
    }

    private static func port(_ text: Substring) -> Int? {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(text) else { return nil }
        return (1...65_535).contains(port) ? port : nil
    }

    /// Whether what is sent there crosses networks of others: anything but inner addresses, `localhost` and `.local`
    /// names (RFC 6761, 6762).
    public var isPublic: Bool {
        if host.isLocalHostName || host.hasSuffix(".local") { return false }
        return IPAddress(host)?.innerKind == nil
    }
}

extension String {
    /// Whether a host's name means this machine, whatever a name server says (RFC 6761, section 6.3).
    var isLocalHostName: Bool {
        let name = hasSuffix(".") ? String(dropLast()) : self
        return name == "localhost" || name.hasSuffix(".localhost")
    }
}

extension UInt8 {
    /// Whether it can stand in the name of a host that is asked for by DNS; underscores are met in practice.
    fileprivate var isOfHostName: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

extension Character {
    /// Whether it is ASCII and stands in no URL (RFC 3986, section 2).
    fileprivate var isForeignToURLs: Bool {
        "\"<>\\^`{|}".contains(self)
    }
}
