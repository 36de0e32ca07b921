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
            reading.faults.error("\(reading.subject) \(fault.words(of: text))", at: node.position)
            return nil
        }
    }

    private static let urlWanted = "an `http://` or `https://` URL"
}

extension WebAddress.Fault {
    /// What stands after the key in a message.
    fileprivate func words(of text: String) -> String {
        switch self {
        case .tooLong(let count): "is \(count) characters long; shorten it to \(WebAddress.longest) at most"
        case .foreignCharacter:
            "holds a space or another character that no URL has; write it in percent encoding (`%20`)"
        case .scheme: "must be an `http://` or `https://` URL; this is `\(text.excerpt)`"
        case .credentials: "holds a user name or password; remove it"
        case .noHost(let scheme): "has no host that can be asked; write `\(scheme)HOST/PATH`"
        }
    }
}
