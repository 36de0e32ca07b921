import CallspoolCore
import Testing

@Suite("Where records go")
struct DeliveryTargetTests {
    @Test(
        "URLs of one scheme, host and port share a host, whatever their case, user, path and default port",
        arguments: [
            ("http://example.com/a", "http://example.com:80"),
            ("HTTP://Example.COM:80/b?c#d", "http://example.com:80"),
            ("https://user:pass@example.com?x=/", "https://example.com:443"),
            ("https://example.com:8443/", "https://example.com:8443"),
            ("http://[2001:DB8::1]/x", "http://[2001:db8::1]:80"),
            ("http://[2001:db8::1]:8080/x", "http://[2001:db8::1]:8080"),
            ("http://127.0.0.1", "http://127.0.0.1:80"),
            ("nonsense", "nonsense"),
        ]
    )
    func hosts(url: String, host: String) {
        #expect(DeliveryTarget(url: url).host == host)
    }
}
