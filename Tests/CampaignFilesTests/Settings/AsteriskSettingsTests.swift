import CallspoolCore
import CampaignFiles
import Testing

@Suite("Asterisk's settings")
struct AsteriskSettingsTests {
    private func read(_ text: String) -> (EngineSettings?, [Diagnostic]) {
        let (settings, found) = SettingsFile.read(file: "callspool.yaml", bytes: Array(text.utf8))
        return (settings.trunks.first?.engine, found)
    }

    @Test("every key reaches them")
    func everyKey() {
        let (engine, found) = read(
            """
            engine:
              kind: asterisk
              host: pbx.example
              port: 5040
              username: dial
              secret_file: keys/asterisk
              login: plain
              tls: true
              ca_file: keys/ca.pem
              channel: "Local/{digits}@out/n"
              context: answered
              exten: start
              priority: 2
              cdr: /var/log/asterisk/cdr-csv/Master.csv
              window: 7
            """
        )
        var expected = AsteriskSettings(
            username: "dial",
            secret: .file("keys/asterisk"),
            channel: "Local/{digits}@out/n"
        )
        expected.host = "pbx.example"
        expected.port = 5040
        expected.login = .plain
        expected.isEncrypted = true
        expected.certificates = "keys/ca.pem"
        expected.answer = .dialplan(context: "answered", extension: "start", priority: 2)
        expected.cdr = "/var/log/asterisk/cdr-csv/Master.csv"
        expected.window = 7
        #expect(found.isEmpty && engine == .asterisk(expected))
    }

    @Test(
        "what is not given has its default; an application goes instead of a place in the dialplan; TLS has its own port"
    )
    func defaults() {
        let plain = read("engine: {kind: asterisk, username: u, secret_env: S, channel: \"SIP/{number}\"}")
        let expected = AsteriskSettings(username: "u", secret: .environment("S"), channel: "SIP/{number}")
        #expect(plain.1.isEmpty && plain.0 == .asterisk(expected))
        #expect(
            expected.port == 5038 && expected.answer == .dialplan(context: "callspool", extension: "s", priority: 1)
        )
        var other = expected
        other.isEncrypted = true
        other.port = 5039
        other.answer = .application("Playback", data: "a b")
        let keys = "tls: on, application: Playback, data: a b"
        let read = read("engine: {kind: asterisk, username: u, secret_env: S, channel: \"SIP/{number}\", \(keys)}")
        #expect(read.1.isEmpty && read.0 == .asterisk(other))
    }

    @Test("they do not show the secret")
    func redacted() {
        let settings = AsteriskSettings(username: "u", secret: .literal("s3cret"), channel: "SIP/{number}")
        #expect(!"\(EngineSettings.asterisk(settings))".contains("s3cret"))
        #expect(!String(reflecting: settings).contains("s3cret"))
        var dumped = ""
        dump(settings, to: &dumped)
        #expect(!dumped.contains("s3cret"))
    }
}
