import CallspoolCore
import Testing

@testable import CampaignFiles

@Suite("What programs write into campaign files")
struct GeneratedFileTests {
    private func read(_ text: String) throws -> WholeFile {
        try WholeFile("ani: 2125550100\ncalling_hours: {from: 9:00, to: 17:00}\n" + text)
    }

    @Test(
        "A map without entries is none, in each way that one is written",
        arguments: ["campaign_parameters", "answer", "retry", "limits"],
        ["{}", "[]", "null", "~", "Null", ""]
    )
    func maps(key: String, value: String) throws {
        let file = try read("\(key): \(value)\nnumbers:\n  - {phone_number: 2125550101, call_parameters: \(value)}\n")
        #expect(file.errors == [])
        #expect(file.reader.campaign?.parameters == [] && file.numbers.map(\.parameters) == [[]])
    }

    @Test("A null is as if its key did not stand there, in the campaign and in a number")
    func nulls() throws {
        let keys = [
            "name", "start", "expires", "timezone", "region", "start_url", "result_url", "result_secret", "max_retries",
            "retry_interval", "do_not_call", "priority", "ring_timeout", "count", "contacts", "on_lost", "campaign_url",
            "add_to",
        ]
        let own = ["ani", "message_reference", "timezone", "call_parameters"]
        for null in ["null", "~", "NULL"] {
            let number = own.map { "\($0): \(null)" }.joined(separator: ", ")
            let file = try read(
                keys.map { "\($0): \(null)\n" }.joined() + "numbers:\n  - {phone_number: 2125550101, \(number)}\n"
            )
            #expect(file.errors == [])
            let other = try read("numbers: [2125550101]\n")
            #expect(file.reader.campaign == other.reader.campaign && file.reader.campaign?.name == "spring")
            #expect(file.numbers.first?.messageReference == nil && file.numbers.first?.callerID == nil)
        }
    }

    @Test("A null in quotes is a text, one among parameters is an empty text, and one that stands twice is told")
    func quoted() throws {
        let file = try read(
            "campaign_parameters: {a: null, b: ~, c: 'null'}\nnumbers:\n  - {phone_number: 2125550101, message_reference: 'null'}\n"
        )
        #expect(file.reader.campaign?.parameters.map(\.value) == ["", "", "null"])
        #expect(file.numbers.first?.messageReference == "null")
        #expect(try read("region: null\nregion: GB\nnumbers: [2125550101]\n").errors.count == 1)
    }

    @Test("Nothing after a key of the campaign is a fault still: the file may have been cut off there")
    func nothing() throws {
        for key in ["start", "calling_hours", "do_not_call", "max_retries", "numbers"] {
            let text = key == "numbers" ? "numbers:\n" : "\(key):\nnumbers: [2125550101]\n"
            #expect(try WholeFile("ani: 2125550100\n" + text).errors.count == 1, "\(key)")
        }
        #expect(try read("numbers: null\n").errors.count == 1)
    }

    @Test("Lists without items are none where there may be none")
    func lists() throws {
        #expect(try WholeFile("ani: []\ndo_not_call: []\nnumbers: [2125550101]\n").errors == [])
        let file = try WholeFile("ani: []\ndo_not_call: []\nnumbers: [2125550101]\n")
        #expect(file.reader.campaign?.callerIDs == [] && file.reader.campaign?.doNotCall == nil)
    }

    @Test(
        "A character beyond the first plane is read as JSON writes it",
        arguments: [
            (#"\ud83d\ude00"#, "😀"), (#"\uD83D\uDE00\ud83d\udc4d"#, "😀👍"), (#"a\\\ud83d\ude00"#, "a\\😀"),
            (#"\\ud83d\\ude00"#, #"\ud83d\ude00"#), (#"\" \ud83d\ude00"#, "\" 😀"), (#"\u00fc"#, "ü"),
        ]
    )
    func pairs(written: String, meant: String) throws {
        let text = #"{"numbers": [{"phone_number": "2125550101", "message_reference": "\#(written)"}]}"#
        #expect(try WholeFile(text).numbers.first?.messageReference == meant)
        // However the bytes come.
        let single = try WholeFile(source: Bytewise(bytes: Array(text.utf8)))
        #expect(single.numbers.first?.messageReference == meant)
    }

    @Test("Outside of double quotes the same letters are a text")
    func plain() throws {
        for text in [#"'\ud83d\ude00'"#, #"x\ud83d\ude00"#, #"5"\ud83d\ude00"#] {
            let file = try WholeFile("numbers:\n  - phone_number: 2125550101\n    message_reference: \(text)\n")
            let meant = text.hasPrefix("'") ? String(text.dropFirst().dropLast()) : text
            #expect(file.numbers.first?.messageReference == meant)
        }
    }

    @Test(
        "Half a pair is refused in plain words",
        arguments: [#"\ud83d"#, #"\ude00"#, #"\ud83dx"#, #"\ud83d\u0041"#, #"\ude00\ud83d"#]
    )
    func halves(text: String) throws {
        let errors = try WholeFile(#"{"numbers": [{"phone_number": "\#(text)"}]}"#).errors
        #expect(errors.count == 1 && errors[0].contains("surrogate") && errors[0].contains("ensure_ascii"), "\(errors)")
    }

    @Test(
        "A time is the same whichever space stands in it",
        arguments: [
            "Dec 1, 2026, 9:15\u{202F}PM", "Dec 1, 2026, 9:15\u{A0}PM", "Dec\u{A0}1,\u{A0}2026,\u{2009}9:15 PM",
            "\u{200E}Dec 1, 2026, 9:15 PM", "2026-12-01\u{3000}21:15", "Dec 1, 2026,\t9:15 PM",
        ]
    )
    func times(text: String) throws {
        let file = try WholeFile("start: \"\(text)\"\nnumbers: [2125550101]\n")
        let meant = Timestamp(Timestamp.Civil(year: 2026, month: 12, day: 1, hour: 21, minute: 15))
        #expect(file.errors == [] && file.reader.campaign?.start == meant)
    }

    @Test(
        "A host in other letters is told how name servers know it, in percent encoding too",
        arguments: [
            ("https://müller.example/x", "xn--mller-kva.example"),
            ("https://m%C3%BCller.example/x", "xn--mller-kva.example"),
            ("http://büro.example:8080/", "xn--bro-hoa.example"), ("https://例え.example/", "xn--r8jz45g.example"),
        ]
    )
    func hosts(url: String, host: String) throws {
        for key in ["result_url", "start_url", "campaign_url"] {
            let errors = try WholeFile("\(key): \"\(url)\"\nnumbers: [2125550101]\n").errors
            #expect(errors.count == 1 && errors[0].contains("write it as `\(host)`"), "\(errors)")
        }
        #expect(try WholeFile("result_url: https://\(host)/x\nnumbers: [2125550101]\n").errors == [])
        let path = try WholeFile("result_url: \"https://a.example/ü\"\nnumbers: [2125550101]\n").errors
        #expect(path.count == 1 && path[0].contains("percent encoding"))
    }

    @Test(
        "The key itself is proposed where an alias of its is about as near",
        arguments: [
            ("max_retrys", "max_retries"), ("max_retrie", "max_retries"), ("max_retri", "max_retries"),
            ("max-retry", "max_retry"), ("retry_intervall", "retry_interval"), ("caller-id", "caller_id"),
        ]
    )
    func nearest(written: String, proposed: String) throws {
        let errors = try WholeFile("\(written): 3\nnumbers: [2125550101]\n").errors
        #expect(errors.contains { $0.contains("did you mean `\(proposed)`?") }, "\(errors)")
    }

    @Test("A campaign file's ending may be in large letters")
    func endings() throws {
        #expect("SPRING.YAML".isCampaignFileName && "a.Yml".isCampaignFileName && !"a.json".isCampaignFileName)
        #expect(try WholeFile("numbers: [2125550101]\n", file: "drop/spring.YAML").reader.campaign?.name == "spring")
    }
}

/// A source that gives one byte at a time.
private struct Bytewise: ByteSource {
    let bytes: [UInt8]
    var at = 0

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard at < bytes.count, !buffer.isEmpty else { return 0 }
        buffer[0] = bytes[at]
        at += 1
        return 1
    }
}
