/// How the outbound page is served, the key `page` of the settings.
public struct PageSettings: Equatable, Sendable {
    /// The address that it listens on.
    public var host = "127.0.0.1"
    /// The port; 0 is one that the system chooses.
    public var port = 8080
    /// The certificate chain and its key, PEM files; TLS when both are given.
    public var certificate, key: String?
    /// Who may sign in; `nil` is whoever reaches the page, which then listens on loopback only.
    public var users: String?
    /// The file with the token by which programs read the API without signing in; `nil` is none.
    public var tokenFile: String?
    /// Whether a reverse proxy terminates TLS.
    public var isBehindProxy = false
    /// Whether viewers see numbers without their middle digits.
    public var masks = false
    /// The largest upload, in bytes.
    public var uploadLimit = 256 << 20

    /// Makes the contract's defaults.
    public init() {}

    /// Whether it listens on this machine's own addresses only.
    public var isLocal: Bool {
        host == "localhost" || host == "::1" || host.hasPrefix("127.") && host.split(separator: ".").count == 4
    }

    /// Sets the address and the port, `127.0.0.1:8080`, `[::1]:8080`, `:8080` for this machine only.
    ///
    /// - Returns: whether it is an address and a port.
    public mutating func listen(at text: String) -> Bool {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port)
        else { return false }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return false
        }
        guard host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), host.utf8.count <= 255 else { return false }
        if !host.isEmpty { self.host = String(host) }
        self.port = port
        return true
    }

    /// Why the page must not be served like that; `nil` when it may.
    ///
    /// What is reachable from elsewhere needs to know who acts, and must not carry passwords in the clear.
    public var refusal: String? {
        if (certificate == nil) != (key == nil) { return "TLS needs both `tls_certificate` and `tls_key`" }
        guard !isLocal || isBehindProxy else { return nil }
        let place = isLocal ? "a page behind a proxy" : host
        if users == nil {
            let remedy = "name a password file, with --password-file or as `users` of the settings' `page`"
            return "\(place) can be reached from elsewhere; \(remedy)"
        }
        guard certificate == nil, !isBehindProxy else { return nil }
        return
            "\(host) can be reached from elsewhere; give `tls_certificate` and `tls_key`, or say `behind_proxy` where a "
            + "reverse proxy terminates TLS"
    }
}
