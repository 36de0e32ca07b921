import CallspoolCore
import Testing

@Suite("Which hosts may be reached")
struct HostRulesTests {
    private func rules(_ allowed: [String]? = nil, deny: Bool = false) -> HostRules {
        var rules = HostRules()
        rules.allowed = allowed?.compactMap { HostPattern($0) }
        rules.deniesPrivate = deny
        return rules
    }

    @Test("Without rules every host may be reached")
    func none() {
        for host in ["example.com", "127.0.0.1", "::1", "localhost"] { #expect(rules().judge(host) == .free) }
    }

    @Test(
        "Only those listed may be reached, by name, by what they are below, by address",
        arguments: [
            ("hooks.example.com", true), ("HOOKS.example.com.", true), ("a.example.org", true),
            ("a.b.example.org", true), ("10.0.0.5", true), ("167772165", true), ("2001:db8::5", true),
            ("2001:DB8:0:0::5", true),
            ("example.org", false), ("evil-example.org", false), ("example.com", false), ("10.0.0.6", false),
            ("hooks.example.com.evil.test", false), ("2001:db8::6", false),
        ]
    )
    func allowed(host: String, isAllowed: Bool) {
        let rules = rules(["hooks.example.com", "*.example.org", "10.0.0.5", "[2001:db8::5]"])
        let refusal = HostRules.Judgement.refused("`\(host)` is not in `allow_hosts` of the settings")
        #expect(rules.judge(host) == (isAllowed ? .free : refusal))
    }

    @Test(
        "`deny_private` refuses inner addresses in any notation, this machine's names, and leaves names to be resolved",
        arguments: [
            ("127.0.0.1", "`127.0.0.1` is an address of this machine, which `deny_private` of the settings refuses"),
            ("2130706433", "`2130706433` is an address of this machine, which `deny_private` of the settings refuses"),
            ("0x7f.1", "`0x7f.1` is an address of this machine, which `deny_private` of the settings refuses"),
            ("0300.0250.1.1", "`0300.0250.1.1` is a private address, which `deny_private` of the settings refuses"),
            ("localhost", "`localhost` is an address of this machine, which `deny_private` of the settings refuses"),
            (
                "a.localhost.",
                "`a.localhost.` is an address of this machine, which `deny_private` of the settings refuses"
            ),
            ("::1", "`::1` is an address of this machine, which `deny_private` of the settings refuses"),
        ]
    )
    func denied(host: String, words: String) {
        #expect(rules(deny: true).judge(host) == .refused(words))
        #expect(rules(deny: true).judge("example.com") == .ifPublic)
        #expect(rules(deny: true).judge("8.8.8.8") == .free)
    }

    @Test("A host that is listed by its own name may be an inner one; one that only a wildcard lists may not")
    func both() {
        let rules = rules(["*", "hooks.internal", "10.0.0.5"], deny: true)
        #expect(rules.judge("hooks.internal") == .free)
        #expect(rules.judge("10.0.0.5") == .free)
        #expect(rules.judge("example.com") == .ifPublic)
        #expect(rules.judge("10.0.0.6") != .free)
    }

    @Test("One inner address among those that a name has is enough to refuse it, and the words say which")
    func addresses() throws {
        let addresses = try ["93.184.216.34", "10.1.2.3"].map { try #require(IPAddress($0)) }
        let rules = rules(deny: true)
        #expect(
            rules.fault(of: addresses, at: "mixed.example.com")
                == "`mixed.example.com` is at 10.1.2.3, a private address, which `deny_private` of the settings refuses"
        )
        #expect(rules.fault(of: [addresses[0]], at: "mixed.example.com") == nil)
    }

    @Test(
        "What is not a pattern is none",
        arguments: ["", "*.", "a b", "http://a", "a/b", "a:80", "*.*", "*a.com", "ü.de"]
    )
    func noPattern(text: String) {
        #expect(HostPattern(text) == nil)
    }
}

@Suite("Addresses")
struct IPAddressTests {
    @Test(
        "Inner addresses are known for such, with IPv4 in IPv6",
        arguments: [
            "0.0.0.0", "10.255.0.1", "100.64.0.1", "100.127.255.255", "127.255.255.255", "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255", "192.168.0.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "::", "::1",
            "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b:1::1", "2002:a00:1::1", "fc00::1", "fdff::1",
            "fe80::1", "febf::1", "fec0::1", "ff02::1", "2001::1",
        ]
    )
    func inner(text: String) throws {
        #expect(try #require(IPAddress(text)).innerKind != nil)
    }

    @Test(
        "Others are not",
        arguments: [
            "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "172.15.0.1", "172.32.0.1",
            "192.167.1.1", "223.255.255.255", "2001:db8::1", "2606:4700::1111", "64:ff9b::8.8.8.8", "2002:808:808::1",
            "fbff::1", "::8.8.8.8",
        ]
    )
    func outer(text: String) throws {
        #expect(try #require(IPAddress(text)).innerKind == nil)
    }

    @Test("IPv6 is read as RFC 4291 writes it")
    func six() throws {
        let full = try #require(IPAddress("2001:db8:0:0:8:800:200c:417a"))
        #expect(IPAddress("2001:DB8::8:800:200C:417A") == full)
        #expect(full.description == "2001:db8:0:0:8:800:200c:417a")
        #expect(IPAddress("::ffff:1.2.3.4")?.bytes.suffix(6) == [0xFF, 0xFF, 1, 2, 3, 4])
        #expect(IPAddress("1::")?.bytes.first == 0 && IPAddress("1::")?.bytes[1] == 1)
    }

    @Test(
        "What is not an address is none",
        arguments: [
            "", ".", "1.2.3.", "1.2.3.4.5", "256.1.1.1", "1.2.3.256", "a.b.c.d", "08.1.1.1", "0xg", "4294967296", "-1",
            "1..2", ":", ":::", "1:2", "1::2::3", "12345::", "1:2:3:4:5:6:7:8:9", "::1%eth0", "1:2:3:4:5:6:7::8:9",
            "1.2.3.4:80", "example.com",
        ]
    )
    func none(text: String) {
        #expect(IPAddress(text) == nil)
    }
}
