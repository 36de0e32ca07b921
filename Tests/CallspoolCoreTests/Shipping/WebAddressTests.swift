import CallspoolCore
import Testing

@Suite("URLs in their parts")
struct WebAddressTests {
    private func read(_ text: String) throws -> WebAddress { try WebAddress.read(text).get() }

    @Test(
        "What a request says of its URL",
        arguments: [
            ("http://example.com", "example.com", 80, "example.com", "/"),
            ("HTTPS://Example.COM/a?b=c#d", "example.com", 443, "example.com", "/a?b=c"),
            ("https://example.com:8443?x", "example.com", 8443, "example.com:8443", "/?x"),
            ("http://example.com:80/", "example.com", 80, "example.com", "/"),
            ("http://[2001:DB8::1]:8080/x", "2001:db8::1", 8080, "[2001:db8::1]:8080", "/x"),
            ("http://example.com#f", "example.com", 80, "example.com", "/"),
        ]
    )
    func parts(url: String, host: String, port: Int, authority: String, target: String) throws {
        let address = try read(url)
        #expect(address.host == host && address.port == port)
        #expect(address.authority == authority && address.target == target)
        #expect(address.isEncrypted == url.lowercased().hasPrefix("https"))
    }

    @Test(
        "What could be taken for another host by somebody else is not a URL of ours",
        arguments: [
            "http://", "http:///x", "http://a@b/", "http://a:b@c/", "http://[::1", "http://[1.2.3.4]/", "http://a%2eb/",
            "http://a:0/", "http://a:65536/", "http://a:+80/", "http://a:/", "http://a b/", "http://a\\b/", "ftp://a/",
            "http://ü.de/", "nonsense", "http://a/\r\nx: y",
        ]
    )
    func refused(text: String) {
        #expect(throws: WebAddress.Fault.self) { try read(text) }
    }
}

@Suite("Proxies")
struct ProxyAddressTests {
    @Test("A proxy is read with its port and its credentials")
    func read() throws {
        let plain = try #require(ProxyAddress("http://proxy.example.com:3128"))
        #expect(plain.host == "proxy.example.com" && plain.port == 3128 && plain.credentials == nil)
        let full = try #require(ProxyAddress("http://us%40er:p%3Aw@10.0.0.1:8080/"))
        #expect(full.host == "10.0.0.1" && full.port == 8080 && full.credentials == "us@er:p:w")
    }

    @Test(
        "What is not a proxy is none",
        arguments: ["", "proxy:3128", "https://proxy:3128", "http://proxy/path", "http://user@proxy", "http://a:%zz@b"]
    )
    func none(text: String) {
        #expect(ProxyAddress(text) == nil)
    }
}
