/// Which hosts the program may send requests to, so that a campaign file cannot make the machine ask inner addresses.
public struct HostRules: Equatable, Sendable {
    /// Hosts that may be reached, and no others; `nil` is any.
    public var allowed: [HostPattern]?
    /// Whether a host whose address is an inner one is refused, unless it is listed by its own name.
    public var deniesPrivate = false

    /// Makes rules that allow everything.
    public init() {}

    /// What is to be made of a host before its name is resolved.
    public enum Judgement: Equatable, Sendable {
        /// It may be reached wherever it is.
        case free
        /// It may be reached if none of its addresses is an inner one.
        case ifPublic
        /// It may not be reached: why, as a sentence without its full stop.
        case refused(String)
    }

    /// Judges a host by its name or address, as it stands in a URL.
    public func judge(_ host: String) -> Judgement {
        let matching = allowed?.filter { $0.matches(host) }
        if let matching, matching.isEmpty { return .refused("`\(host)` is not in `allow_hosts` of the settings") }
        // Who writes a host's own name means it; a wildcard is not written with an inner address in mind.
        if !deniesPrivate || matching?.contains(where: \.isExact) == true { return .free }
        if let address = IPAddress(host) { return fault(of: [address], at: host).map { .refused($0) } ?? .free }
        if host.isLocalHostName { return .refused(words(host, "an address of this machine")) }
        return .ifPublic
    }

    /// Why a host that was to be public may not be reached at the addresses that its name has; `nil` when it may.
    ///
    /// One inner address among several is enough: who answers for the name could have the connection made to that one.
    public func fault(of addresses: [IPAddress], at host: String) -> String? {
        for address in addresses {
            guard let kind = address.innerKind else { continue }
            return words(host, IPAddress(host) == nil ? "at \(address), \(kind)" : kind)
        }
        return nil
    }

    private func words(_ host: String, _ kind: String) -> String {
        "`\(host)` is \(kind), which `deny_private` of the settings refuses"
    }
}

/// A host, or hosts, that may be reached.
public enum HostPattern: Hashable, Sendable {
    /// Every host: `*`.
    case any
    /// Every host below a name: `*.example.com`.
    case below(String)
    /// The host of this name.
    case name(String)
    /// The host at this address, where a URL gives it.
    case address(IPAddress)

    /// Reads a pattern; `nil` when it is none.
    public init?(_ text: String) {
        let text = text.lowercased()
        let bare = text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : text
        if text == "*" {
            self = .any
        } else if let address = IPAddress(bare) {
            self = .address(address)
        } else if !text.contains(":"), case .success(let address) = WebAddress.read("http://\(text.dropPrefix("*."))/"),
            address.target == "/", !address.host.hasPrefix(".")
        {
            self = text.hasPrefix("*.") ? .below(address.host.withoutRootDot) : .name(address.host.withoutRootDot)
        } else {
            return nil
        }
    }

    /// Whether it names one host and no other.
    var isExact: Bool {
        switch self {
        case .any, .below: false
        case .name, .address: true
        }
    }

    /// Whether it means a host.
    func matches(_ host: String) -> Bool {
        let host = host.lowercased().withoutRootDot
        return switch self {
        case .any: true
        case .below(let name): host.hasSuffix("." + name)
        case .name(let name): host == name
        case .address(let address): IPAddress(host) == address
        }
    }
}

extension String {
    /// The name without the dot that stands for the root of all names.
    fileprivate var withoutRootDot: String {
        hasSuffix(".") ? String(dropLast()) : self
    }

    fileprivate func dropPrefix(_ prefix: String) -> Substring {
        hasPrefix(prefix) ? dropFirst(prefix.count) : self[...]
    }
}
