import CallspoolCore
import CallspoolTesting
import Foundation
import HTTPTypes
import Testing

@testable import OutboundPage

@Suite("What a viewer is given")
struct MaskedValueTests {
    private let mask = NumberMask(isOn: true)

    @Test(
        "has no whole number in it, however that is written",
        arguments: [
            "PJSIP/+16175550123@trunk busy", "sip:6175550123@host;user=phone", "tel:+1-617-555-0123", "1.617.555.0123",
            "+1 (617) 555 - 0123", "617\u{A0}555\u{202F}0123", "617\u{2013}555\u{2013}0123", "6 1 7 5 5 5 0 1 2 3",
            "617_555_0123", "617,555,0123", "617:555:0123", "617/555/0123", "2026-11-25 6175550123", "10:15 6175550123",
            "６１７５５５０１２３", "٦١٧٥٥٥٠١٢٣", "%2B1%20617%20555%200123", "6175-55-0123", "x6175550123y", "617\u{200B}5550123",
        ]
    )
    func numbers(text: String) {
        let shown = mask.text(text)
        let digits = shown.unicodeScalars.filter { $0.properties.numericType == .decimal }
            .compactMap {
                $0.properties.numericValue.map { String(Int($0)) }
            }
            .joined()
        #expect(!digits.contains("6175550123") && !digits.contains("5550123") && shown.contains("•"), "\(shown)")
    }

    @Test(
        "has its days, times and counts, its ids and addresses of files",
        arguments: [
            "2026-11-25", "2026-11-25T10:00:00Z", "2026-11-25T10:00:00.123Z", "2026-11-25 10:00 UTC", "at 10:15:30",
            "expired at 2026-11-25T10:00:00Z.", "spring-k3v9qd-17", "1,204 of 3", "SIP 486, cause 17",
            "spring.yaml:12:5",
            "2 of 3 +1", "",
        ]
    )
    func harmless(text: String) {
        #expect(mask.text(text) == text)
        #expect(NumberMask(isOn: false).text("6175550123") == "6175550123")
    }

    @Test("is the same in JSON: every text but those under keys that are listed, names of parameters too")
    func json() {
        let line = #"""
            {"at":"2026-11-25T10:00:00.123Z","campaign":"6175550123","call_id":"x-1234567-1","ani":"+16175550100","n":1234567890,
            "phone_number":"12345","engine_cause":"busy 6175550123","new_key":"\u0036175550123",
            "call_parameters":{"6175550123":"617-555-0123"},"list":["6175550123",{"at":"x"},"6175550123"],"ended_at":null}
            """#
        let shown = String(decoding: mask.json(Array(line.utf8)), as: UTF8.self)
        #expect(shown.components(separatedBy: "6175550123").count == 2, "\(shown)")
        #expect(shown.contains(#""campaign":"6175550123","call_id":"x-1234567-1","ani":"+16175550100","n":1234567890"#))
        #expect(shown.contains(#""phone_number":"1••45""#) && !shown.contains("617-555-0123"))
        #expect(shown.contains(#""at":"2026-11-25T10:00:00.123Z""#) && shown.contains(#""ended_at":null"#))
        #expect(mask.json(Array(#"{"a":"\n"}"#.utf8)) == Array(#"{"a":"\n"}"#.utf8))
    }

    @Test("is what pages and tables show of what an engine said, of references and of parameters")
    func everywhere() async throws {
        let rig = try PageRig.withPeople { settings, _ in settings.page.masks = true }
        try await rig.take(
            "spring",
            """
            campaign: spring
            numbers:
              - phone_number: +16175550123
                message_reference: "ref 617 555 0123"
                call_parameters: {note: "call 617-555-0123", 6175550123: x}
            """
        )
        let id = try rig.id(1, of: "spring")
        let result = AttemptResult(
            outcome: .busy,
            calleeType: .busy,
            codes: EngineCodes(engineCause: "PJSIP/+16175550123@trunk"),
            engine: "command",
            dialedAt: rig.clock.now,
            endedAt: rig.clock.now
        )
        try rig.happen("spring", .dialing(index: 1, attempt: 1, callerID: "+16175550100"))
        try rig.happen("spring", .ended(index: 1, attempt: 1, result, .final(.failed)))
        let record =
            #"{"n":4,"phone_number":"+16175550123","engine_cause":"PJSIP/+16175550123@trunk","call_parameters":{"note":"617 555 0123"}}"#
        for file in ["calls", "status"] { try rig.write("results/spring.\(file).jsonl", record + "\n") }
        try rig.write("incoming/6175550123.txt", "x")
        let paths = [
            "/", "/pending", "/campaigns/spring", "/campaigns/spring/calls/\(id)", "/when?number=\(id)",
            "/campaigns/spring/files/calls.csv", "/campaigns/spring/files/status.csv",
            "/campaigns/spring/files/report.html",
            "/api/campaigns/spring/calls", "/api/campaigns/spring/calls/\(id)", "/api/when?subject=\(id)",
            "/api/status",
        ]
        try await rig.test { client in
            let (vera, otto) = (try await client.person("vera"), try await client.person("otto"))
            for path in paths {
                let answer = try await client.get(path, as: vera)
                #expect(answer.status == .ok, "\(path)")
                let digits = answer.body.filter { !" -()".contains($0) }
                #expect(!digits.contains("6175550123"), "\(path): \(answer.body)")
            }
            let whole = try await client.get("/campaigns/spring/calls/\(id)", as: otto).body
            #expect(whole.contains("PJSIP/+16175550123@trunk") && whole.contains("ref 617 555 0123"))
        }
    }
}
