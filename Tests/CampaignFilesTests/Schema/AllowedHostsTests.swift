import CallspoolCore
import CampaignFiles
import Testing

@Suite("Hosts that a campaign may not name")
struct AllowedHostsTests {
    private func errors(_ url: String, _ shipping: String) throws -> [String] {
        let settings = SettingsFile.read(file: "callspool.yaml", bytes: Array("shipping: \(shipping)\n".utf8)).0
        let text = "start_url: http://127.0.0.1/\nresult_url: \(url)\nnumbers: [+16175550101]\n"
        return try WholeFile(text, defaults: settings.defaults).errors
    }

    @Test("A `result_url` at a host that is not listed, or at an inner address, is a fault at its key")
    func refused() throws {
        #expect(
            try errors("https://evil.example.net/", "{allow_hosts: ['*.example.com']}") == [
                "2:1: error: `result_url`: `evil.example.net` is not in `allow_hosts` of the settings; "
                    + "use a host that is allowed, or have it allowed"
            ]
        )
        #expect(
            try errors("http://169.254.169.254/latest", "{deny_private: true}") == [
                "2:1: error: `result_url`: `169.254.169.254` is a link-local address, which `deny_private` of the "
                    + "settings refuses; use a host that is allowed, or have it allowed"
            ]
        )
    }

    @Test("A name that has to be resolved is left to the delivery, and `start_url` is the engine's to reach")
    func taken() throws {
        #expect(try errors("https://hooks.example.com/", "{deny_private: true}") == [])
        #expect(try errors("https://a.example.com/", "{allow_hosts: ['*.example.com']}") == [])
    }
}
