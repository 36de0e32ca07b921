import CallspoolCore
import CampaignFiles
import Testing

@Suite("Engines that are not the simulator")
struct RealEngineTests {
    private func read(_ text: String) -> (EngineSettings?, [Diagnostic]) {
        let (settings, found) = SettingsFile.read(file: "callspool.yaml", bytes: Array(text.utf8))
        return (settings.trunks.first?.engine, found)
    }

    @Test("every key of a program reaches its settings")
    func command() {
        let (engine, found) = read(
            """
            engine:
              kind: command
              program: [/usr/bin/python3, "engine.py", --speed, "8"]
              directory: /var/lib/engine
              environment: {TOKEN: "s3cret $x"}
              window: 7
              stop_grace: 1m
            """
        )
        var expected = CommandSettings(program: ["/usr/bin/python3", "engine.py", "--speed", "8"])
        expected.directory = "/var/lib/engine"
        expected.environment = [Parameter(key: "TOKEN", value: "s3cret $x")]
        expected.window = 7
        expected.stopGrace = .seconds(60)
        #expect(found.isEmpty && engine == .command(expected))
        #expect(read("engine: {kind: command, program: mine}").0 == .command(CommandSettings(program: ["mine"])))
    }

    @Test("what a program's settings hold is not shown")
    func redacted() {
        var settings = CommandSettings(program: ["mine", "--password", "s3cret"])
        settings.environment = [Parameter(key: "TOKEN", value: "s3cret")]
        #expect(!"\(settings)".contains("s3cret"))
        #expect(!"\(EngineSettings.command(settings))".contains("s3cret"))
    }

    @Test("every key of call files reaches their settings, and the folders follow from the one")
    func callFiles() {
        let (engine, found) = read(
            """
            engine:
              kind: callfile
              channel: PJSIP/{number}@trunk
              context: callspool
              exten: "17"
              priority: 2
              directory: /spool/out
              staging: /spool/aside
              archive: /spool/over
              cdr: /log/Master.csv
              max_live: 5
              pickup: 10
            """
        )
        let answer = CallFileSettings.Answer.dialplan(context: "callspool", extension: "17", priority: 2)
        var expected = CallFileSettings(directory: "/spool/out", channel: "PJSIP/{number}@trunk", answer: answer)
        expected.staging = "/spool/aside"
        expected.archive = "/spool/over"
        expected.cdr = "/log/Master.csv"
        expected.maxLive = 5
        expected.pickup = .seconds(10)
        #expect(found.isEmpty && engine == .callFile(expected))
        let plain = read("engine: {kind: callfile, channel: \"SIP/{number}\", application: Playback, data: beep}")
        #expect(
            plain.0
                == .callFile(
                    CallFileSettings(
                        directory: "/var/spool/asterisk/outgoing",
                        channel: "SIP/{number}",
                        answer: .application("Playback", data: "beep")
                    )
                )
        )
    }

    @Test(
        "what is missing or does not fit is told",
        arguments: [
            ("{kind: command}", "`engine`: a `command` needs its `program`"),
            ("{kind: command, program: [bin/x]}", "`program`: `bin/x` depends on the folder"),
            ("{kind: command, program: []}", "`program` must be a list of 1 to 256 items"),
            ("{kind: command, program: x, directory: here}", "`directory` must be an absolute path"),
            ("{kind: command, program: x, environment: {a-b: c}}", "a key of `environment` must be a variable's name"),
            ("{kind: command, program: x, speed: 3}", "unknown key `speed`"),
            ("{kind: callfile, context: a}", "`engine`: `callfile` needs the `channel`"),
            ("{kind: callfile, channel: \"SIP/x\", context: a}", "`channel` must be a channel with `{number}` in it"),
            ("{kind: callfile, channel: \"SIP/{number}\"}", "`engine`: give either `context`"),
            (
                "{kind: callfile, channel: \"SIP/{number}\", context: a, application: b}",
                "`engine`: give either `context`"
            ),
            ("{kind: callfile, channel: \"SIP/{number}\", context: a, data: b}", "`engine`: give either `context`"),
            ("{kind: callfile, channel: \"SIP/{number}\", context: \"a;b\"}", "`context` must be a name"),
        ]
    )
    func faults(engine: String, words: String) {
        let found = read("engine: \(engine)").1
        #expect(found.count == 1)
        #expect(found.first?.message.hasPrefix(words) == true, "\(found)")
    }

    @Test("a secret in an environment is not repeated in a fault")
    func secrets() {
        let found = read("engine: {kind: command, program: x, environment: {TOKEN: [s3cret]}}").1
        #expect(found.count == 1 && !"\(found)".contains("s3cret"))
    }
}
