/// Where a campaign's status records go, and how.
public struct DeliveryTarget: Hashable, Sendable {
    /// The campaign's `result_url`.
    public let url: String
    /// The body of the POST.
    public let format: ResultFormat
    /// Sign the POST, one signature each, in this order: `whsec_` and base64; none leaves it unsigned.
    public let secrets: [String]
    /// The records in a full request; 1 is one record for each, without any batch.
    public let batch: Int
    /// Scheme, host and port of the URL: what connections and the cap of requests in progress belong to.
    public let host: String
    /// The URL in its parts; `nil` when it is none.
    public let address: WebAddress?

    /// Makes a target; nothing is checked, a URL that cannot be reached fails when it is tried.
    public init(url: String, format: ResultFormat = .json, secrets: [String] = [], batch: Int = 1) {
        self.url = url
        self.format = format
        self.secrets = secrets
        self.batch = batch
        host = DeliveryTarget.host(of: url)
        address = if case .success(let address) = WebAddress.read(url) { address } else { nil }
    }

    /// `https://Example.COM/x?y` and `https://user@example.com:443/z` are the same host, `https://example.com:443`.
    static func host(of url: String) -> String {
        let parts = url.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return url.lowercased() }
        let scheme = parts[0].lowercased()
        let authority = parts[1].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let host = authority[(authority.lastIndex(of: "@").map(authority.index(after:)) ?? authority.startIndex)...]
        // The colons inside the brackets of an IPv6 address are not the port's.
        let afterAddress = host[(host.lastIndex(of: "]") ?? host.startIndex)...]
        let hasPort = afterAddress.contains(":")
        let port = scheme == "https" ? ":443" : ":80"
        return scheme + "://" + host.lowercased() + (hasPort ? "" : port)
    }
}
