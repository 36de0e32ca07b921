import CallspoolCore
import CallspoolTesting
import Foundation
import Testing

@testable import Dialers

@Suite("The command that places a call")
struct OriginateCommandTests {
    private static let hostile = [
        "\r\nhangup", "\n\nauth x\n\n", "\u{0}", "}sofia/evil", "{x=1}", "a,b=c", "it's", "say \"hi\"", "^^:a:b",
        "back\\slash",
        "${system(reboot)}", "$${domain}", "a|b", "x:_:y", "ARRAY::a|:b", "[leg]", "<ent>", "a b", "&park()", "é",
        "%41",
    ]

    private func command(_ settings: FreeSWITCHSettings = .sample, _ change: (inout Attempt) -> Void) throws -> String {
        var attempt = Attempt.sample("+16175550101")
        change(&attempt)
        return try OriginateCommand(settings).lines(for: attempt)
    }

    private func campaign(_ change: (inout Campaign) -> Void) -> CampaignRef {
        var campaign = Campaign(name: "sample")
        change(&campaign)
        return CampaignRef(campaign)
    }

    /// Each mark by itself: a carriage return and a line feed are one `Character`.
    private func expect(_ marks: String, asOftenIn text: String, as harmless: String) {
        for mark in marks.unicodeScalars {
            let (found, wanted) = (text.unicodeScalars, harmless.unicodeScalars)
            #expect(found.count { $0 == mark } == wanted.count { $0 == mark }, "\(mark.debugDescription) in \(text)")
        }
    }

    @Test("it has our ids, the ring limit, the caller id and the dialplan's extension")
    func plain() throws {
        let text = try command { $0.callerID = "+16175550100" }
        #expect(
            text == """
                bgapi originate {callspool=true,origination_uuid=k3v9qd-sample-k3v9qd-1-1,ignore_early_media=true,\
                originate_timeout=30,callspool_campaign=sample,callspool_call_id=sample-k3v9qd-1,callspool_attempt=1,\
                callspool_detect=true,origination_caller_id_number=+16175550100,origination_caller_id_name=+16175550100,\
                callspool_number=+16175550101}sofia/gateway/trunk/+16175550101 callspool XML default
                Job-UUID: k3v9qd-sample-k3v9qd-1-1


                """
        )
    }

    @Test("what the campaign wants on answer is told apart from its parameters, escaped as they are")
    func answer() throws {
        let terms = campaign {
            $0.answer = [Parameter(key: "play", value: "a,b}${c}")]
            $0.parameters = [Parameter(key: "play", value: "other")]
        }
        let text = try command { $0.campaignRef = terms }
        #expect(text.contains(",callspool_answer_play=a%2Cb%7D%24%7Bc%7D,callspool_param_play=other,"))
        let hostile = campaign { $0.answer = [Parameter(key: "a,b", value: "c")] }
        #expect(throws: EngineError.self) { try command { $0.campaignRef = hostile } }
    }

    @Test("an application runs in the place of an extension, and the number goes without its plus where that is wanted")
    func application() throws {
        var settings = FreeSWITCHSettings.sample
        settings.dial = "user/{digits}@host"
        settings.answer = .application("playback", data: "/srv/a b.wav")
        #expect(try command(settings) { _ in }.contains("}user/16175550101@host '&playback(/srv/a b.wav)'\nJob"))
        settings.answer = .application("park", data: "")
        #expect(try command(settings) { _ in }.contains(" &park()\nJob"))
    }

    @Test("the campaign's values reach the channel, the call's own before the campaign's")
    func values() throws {
        let terms = campaign {
            $0.startURL = "https://example.org/start?a=1&b=%20c"
            $0.calleeDetection = false
            $0.parameters = [Parameter(key: "lead", value: "campaign"), Parameter(key: "list", value: "7")]
        }
        let text = try command {
            $0.campaignRef = terms
            $0.job.messageReference = "order-17"
            $0.job.postDial = "w1,2#"
            $0.job.parameters = [Parameter(key: "lead", value: "O'Hara, Pat")]
        }
        for part in [
            ",callspool_start_url=https://example.org/start?a=1&b=%20c,", ",callspool_detect=false,",
            ",callspool_param_list=7,", ",callspool_param_lead=O%27Hara%2C%20Pat,", ",callspool_reference=order-17,",
            ",callspool_postd=w1%2C2%23,",
        ] {
            #expect(text.contains(part), "\(part) in \(text)")
        }
        #expect(!text.contains("campaign,callspool_param"))
    }

    @Test(
        "no hostile value gets out of its place: it is escaped, and means itself again when decoded",
        arguments: hostile
    )
    func escaped(hostile: String) throws {
        let terms = campaign { $0.parameters = [Parameter(key: "p", value: hostile)] }
        let text = try command {
            $0.campaignRef = terms
            $0.job.messageReference = hostile
            $0.job.postDial = hostile
        }
        // As many lines, braces and variables as with a harmless value.
        let harmless = try command {
            $0.campaignRef = campaign { $0.parameters = [Parameter(key: "p", value: "x")] }
            $0.job.messageReference = "x"
            $0.job.postDial = "x"
        }
        expect("\r\n\u{0}{},'\"^\\$|[]<>&: ", asOftenIn: text, as: harmless)
        let inside = FreeSWITCHIDs(text).variables
        #expect(inside.count == FreeSWITCHIDs(harmless).variables.count)
        #expect(inside["callspool_reference"]?.removingPercentEncoding == hostile)
        #expect(inside["callspool_param_p"]?.removingPercentEncoding == hostile)
    }

    @Test("a hostile URL stays in its place", arguments: hostile)
    func url(hostile: String) throws {
        let text = try command { $0.campaignRef = campaign { $0.startURL = "http://a/" + hostile } }
        let harmless = try command { $0.campaignRef = campaign { $0.startURL = "http://a/" } }
        expect("\r\n\u{0}{},'\"^\\$|[]<>()", asOftenIn: text, as: harmless)
        #expect(!text.contains(":_:"))
        #expect(FreeSWITCHIDs(text).variables.count == FreeSWITCHIDs(harmless).variables.count)
    }

    @Test(
        "a hostile number, caller id, id or name of a parameter is refused, and the message shows it harmless",
        arguments: hostile
    )
    func refused(hostile: String) {
        let changes: [(inout Attempt) -> Void] = [
            { $0.job.phoneNumber = "+1617" + hostile },
            { $0.callerID = "+1617" + hostile },
            { $0.id = "k3v9qd-" + hostile },
            { $0.job.parameters = [Parameter(key: "a" + hostile, value: "")] },
        ]
        for change in changes {
            let error = #expect(throws: EngineError.self) { try command(.sample, change) }
            #expect(error?.outcome == .engineError)
            #expect(error?.message.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } == true)
        }
    }

    @Test("an attempt with more than fits into a command is refused")
    func tooLong() {
        let long = Parameter(key: "p", value: String(repeating: "é", count: 6000))
        #expect(throws: EngineError.self) { try command { $0.job.parameters = [long] } }
    }
}
