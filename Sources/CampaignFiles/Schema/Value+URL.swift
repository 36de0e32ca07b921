internal import CallspoolCore

extension Value where Result == String {
    /// An http or https URL with a host, at most 255 characters.
    static let url = Value(urlWanted) { node, reading in
        guard let text = node.text, !node.isAbsent else {
            reading.refuse(node, wanted: urlWanted)
            return nil
        }
        switch WebAddress.read(text) {
        case .success: return text
        case .failure(let fault):
            reading.faults.error("\(reading.subject) \(fault.words)", at: node.position)
            return nil
        }
    }

    private static let urlWanted = "an `http://` or `https://` URL"
}

/// The parts of an http URL that matter before it is requested (RFC 3986).
struct WebAddress {
    /// Whether it is `https`.
    var isEncrypted: Bool
    /// The host's name or address, without brackets, in small letters.
    var host: String

    /// Why a text is no URL of ours.
    struct Fault: Error {
        /// What stands after the key in a message.
        var words: String
    }

    /// Reads a URL, and refuses what is none.
    static func read(_ text: String) -> Result<WebAddress, Fault> {
        guard text.utf8.count <= 255 else {
            return .failure(Fault(words: "is \(text.utf8.count) characters long; shorten it to 255 at most"))
        }
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), !text.contains(where: \.isForeignToURLs) else {
            let words = "holds a space or another character that no URL has; write it in percent encoding (`%20`)"
            return .failure(Fault(words: words))
        }
        guard let scheme = ["http://", "https://"].first(where: { text.lowercased().hasPrefix($0) }) else {
            return .failure(Fault(words: "must be an `http://` or `https://` URL; this is `\(text.excerpt)`"))
        }
        let authority = text.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
        guard !authority.contains("@") else {
            return .failure(Fault(words: "holds a user name or password; remove it"))
        }
        guard let host = host(in: authority) else {
            return .failure(Fault(words: "has no host that can be asked; write `\(scheme)HOST/PATH`"))
        }
        return .success(WebAddress(isEncrypted: scheme == "https://", host: host.lowercased()))
    }

    /// The host of `HOST`, `HOST:PORT`, `[ADDRESS]` or `[ADDRESS]:PORT`.
    private static func host(in authority: Substring) -> String? {
        var host = authority
        var rest: Substring = ""
        if authority.hasPrefix("[") {
            guard let close = authority.firstIndex(of: "]") else { return nil }
            host = authority[authority.index(after: authority.startIndex)..<close]
            rest = authority[authority.index(after: close)...]
            guard host.contains(":"), host.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else { return nil }
        } else {
            host = authority.prefix { $0 != ":" }
            rest = authority[host.endIndex...]
            guard host.allSatisfy({ $0.isLetter || $0.isNumber || "-._~%".contains($0) }) else { return nil }
        }
        guard !host.isEmpty, rest.isEmpty || isPort(rest) else { return nil }
        return String(host)
    }

    private static func isPort(_ text: Substring) -> Bool {
        text.hasPrefix(":") && (1...65_535).contains(String(text.dropFirst()).wholeNumber ?? 0)
    }

    /// Whether what is sent there crosses networks of others: anything but this machine, private addresses (RFC 1918,
    /// 3927, 4193, 4291, 6598), `localhost` and `.local` names (RFC 6761, 6762).
    var isPublic: Bool {
        if host == "localhost" || host.hasSuffix(".localhost") || host.hasSuffix(".local") { return false }
        if host.contains(":") { return !Self.isPrivateIPv6(host) }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false).map { String($0).wholeNumber }
        guard parts.count == 4, let first = parts[0], let second = parts[1] else { return true }
        switch (first, second) {
        case (127, _), (10, _), (192, 168), (169, 254), (172, 16...31), (100, 64...127), (0, _): return false
        default: return true
        }
    }

    private static func isPrivateIPv6(_ host: String) -> Bool {
        host == "::1" || ["fc", "fd", "fe8", "fe9", "fea", "feb"].contains { host.hasPrefix($0) }
    }
}

extension Character {
    /// Whether it is ASCII and stands in no URL (RFC 3986, section 2).
    fileprivate var isForeignToURLs: Bool {
        "\"<>\\^`{|}".contains(self)
    }
}
