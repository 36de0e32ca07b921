internal import CallspoolCore
internal import Foundation

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
            reading.faults.error("\(reading.subject) \(fault.words(of: text))", at: node.position)
            return nil
        }
    }

    private static let urlWanted = "an `http://` or `https://` URL"
}

extension WebAddress.Fault {
    /// What stands after the key in a message.
    fileprivate func words(of text: String) -> String {
        if let host = text.asciiHost { return "has a host that is not in ASCII; write it as `\(host)`" }
        return switch self {
        case .tooLong(let count): "is \(count) characters long; shorten it to \(WebAddress.longest) at most"
        case .foreignCharacter:
            "holds a space or another character that no URL has; write it in percent encoding (`%20`)"
        case .scheme: "must be an `http://` or `https://` URL; this is `\(text.excerpt)`"
        case .credentials: "holds a user name or password; remove it"
        case .noHost(let scheme): "has no host that can be asked; write `\(scheme)HOST/PATH`"
        }
    }
}

extension String {
    /// The host of a URL as name servers know it (IDNA, `xn--…`), where it is written in other letters or in percent
    /// encoding; `nil` for any other text.
    fileprivate var asciiHost: String? {
        guard let scheme = ["http://", "https://"].first(where: { lowercased().hasPrefix($0) }) else { return nil }
        let authority = dropFirst(scheme.count).prefix { !"/?#".contains($0) }
        guard let plain = String(authority).removingPercentEncoding,
            plain.utf8.contains(where: { $0 >= 0x80 }),
            let host = URLComponents(string: scheme + plain)?.encodedHost,
            host.hasPrefix("xn--") || host.contains(".xn--")
        else { return nil }
        return host
    }
}
