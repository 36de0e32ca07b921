import CallspoolCore
import CallspoolTesting
import Testing

@testable import Dialers

@Suite("A call file")
struct CallFileTests {
    private var settings: CallFileSettings {
        let answer = CallFileSettings.Answer.dialplan(context: "callspool", extension: "s", priority: 1)
        return CallFileSettings(directory: "/spool/outgoing", channel: "PJSIP/{number}@trunk", answer: answer)
    }

    @Test("says what is to be dialled, once, and what runs on answer")
    func content() throws {
        var campaign = Campaign(name: "spring")
        campaign.ringTimeout = .seconds(25)
        campaign.startURL = "http://192.0.2.1/a;b"
        campaign.answer = [Parameter(key: "play", value: "hello;world")]
        campaign.parameters = [Parameter(key: "lang", value: "en")]
        var attempt = Attempt.sample("+16175550120", campaignRef: CampaignRef(campaign))
        attempt.callerID = "+16175550100"
        attempt.job.parameters = [Parameter(key: "order-no", value: "17 # 4"), Parameter(key: "lang", value: "de")]
        attempt.job.parameters[0].value = "17#4"
        let file = try CallFile(attempt, settings, boot: "b-1")
        #expect(file.name == "callspool-\(attempt.id).call")
        let expected = """
            # callspool boot b-1
            Channel: PJSIP/+16175550120@trunk
            CallerID: <+16175550100>
            WaitTime: 25
            MaxRetries: 0
            RetryTime: 86400
            Archive: yes
            AlwaysDelete: yes
            Account: k3v9qd-spring-k3v9qd-1-1
            Context: callspool
            Extension: s
            Priority: 1
            Set: CALLSPOOL_CALL_ID=spring-k3v9qd-1
            Set: CALLSPOOL_ATTEMPT=1
            Set: CALLSPOOL_CAMPAIGN=spring
            Set: CALLSPOOL_NUMBER=+16175550120
            Set: CALLSPOOL_DETECT=yes
            Set: CALLSPOOL_START_URL=http://192.0.2.1/a\\;b
            Set: CALLSPOOL_ANSWER_play=hello\\;world
            Set: CALLSPOOL_PARAM_lang=en
            Set: CALLSPOOL_PARAM_order_no=17#4
            Set: CALLSPOOL_PARAM_lang=de

            """
        #expect(String(decoding: file.bytes, as: UTF8.self) == expected)
    }

    @Test("can name an application instead of a place in the dialplan")
    func application() throws {
        var settings = settings
        settings.answer = .application("Playback", data: "hello-world")
        let read = SpoolReader(try CallFile(.sample(), settings, boot: "").bytes)
        #expect(read["Application"] == "Playback" && read["Data"] == "hello-world" && read["Context"] == nil)
    }

    @Test("whatever a campaign holds, Asterisk reads it as it was meant, or it is refused", arguments: Hostile.texts)
    func hostile(text: String) throws {
        try check {
            $0.job.messageReference = text
        } meaning: {
            $0["CALLSPOOL_REFERENCE"] = text.trimmedAtEnd
        }
        try check {
            $0.job.postDial = text
        } meaning: {
            $0["CALLSPOOL_POSTD"] = text.trimmedAtEnd
        }
        try check { attempt in
            var campaign = Campaign(name: "sample")
            campaign.startURL = text
            attempt.campaignRef = CampaignRef(campaign)
        } meaning: {
            $0["CALLSPOOL_START_URL"] = text.trimmedAtEnd
        }
        try check {
            $0.job.parameters = [Parameter(key: "a", value: text)]
        } meaning: {
            $0["CALLSPOOL_PARAM_a"] = text.trimmedAtEnd
        }
        #expect(throws: EngineError.self) { try CallFile(.sample(text), settings, boot: "") }
        #expect(throws: EngineError.self) {
            var attempt = Attempt.sample()
            attempt.callerID = text
            _ = try CallFile(attempt, settings, boot: "")
        }
    }

    @Test("a parameter's name can neither be a function nor end the line", arguments: Hostile.texts + ["SHELL(id)"])
    func hostileName(text: String) throws {
        var attempt = Attempt.sample()
        attempt.job.parameters = [Parameter(key: text, value: "x")]
        let read = SpoolReader(try CallFile(attempt, settings, boot: "").bytes)
        let names = read.variables.keys.filter { $0.hasPrefix("CALLSPOOL_PARAM_") }
        #expect(names.count == 1)
        let letters = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_".utf8)
        #expect(names.allSatisfy { $0.utf8.allSatisfy(letters.contains) })
    }

    /// Changes an attempt, and compares what Asterisk reads with what it reads of the unchanged one.
    private func check(
        _ change: (inout Attempt) -> Void,
        meaning: (inout [String: String]) -> Void
    ) throws {
        var attempt = Attempt.sample()
        let plain = SpoolReader(try CallFile(attempt, settings, boot: "").bytes)
        change(&attempt)
        let file: CallFile
        do throws(EngineError) {
            file = try CallFile(attempt, settings, boot: "")
        } catch {
            #expect(error.outcome == .engineError && error.message.hasPrefix("cannot write the call file of"))
            return
        }
        let read = SpoolReader(file.bytes)
        var variables = plain.variables
        meaning(&variables)
        #expect(read.variables == variables)
        for (key, value) in plain.values where key != "Set" { #expect(read[key] == value) }
        #expect(Set(read.values.map(\.key)) == Set(plain.values.map(\.key)) && read.retries == 0)
    }

    @Test("a value that does not fit into a line of Asterisk's is refused, not cut")
    func long() throws {
        var attempt = Attempt.sample()
        for length in 200...300 {
            attempt.job.messageReference = String(repeating: "x", count: length)
            do throws(EngineError) {
                let file = try CallFile(attempt, settings, boot: "")
                #expect(SpoolReader(file.bytes).variables["CALLSPOOL_REFERENCE"]?.count == length)
            } catch {
                #expect(length > 220)
            }
        }
        #expect(throws: EngineError.self) { try CallFile(attempt, settings, boot: "") }
    }

    @Test("an id that is not a file's name is refused", arguments: ["", "a/b", "../x", "a b", "a\nb", "é"])
    func ids(id: String) {
        #expect(throws: EngineError.self) { try CallFile.name(of: id) }
    }

    @Test("the account code of a long id is its end, which differs most")
    func accounts() {
        let long = String(repeating: "x", count: 100) + "-17-2"
        #expect(CallFile.account(of: "short") == "short")
        #expect(CallFile.account(of: long).count == 79 && CallFile.account(of: long).hasSuffix("-17-2"))
    }
}

extension String {
    /// Asterisk drops what is blank at the end of a line.
    fileprivate var trimmedAtEnd: String {
        var text = self
        while let last = text.utf8.last, last < 33 { text.removeLast() }
        return text
    }
}
