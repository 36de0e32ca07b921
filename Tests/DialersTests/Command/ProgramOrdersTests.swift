import CallspoolCore
import CallspoolTesting
import Foundation
import Testing

@testable import Dialers

@Suite("What a program is told")
struct ProgramOrdersTests {
    private func lines(_ write: (inout ProgramOrders) -> Void) throws -> [[String: Any]] {
        var orders = ProgramOrders()
        write(&orders)
        let bytes = orders.take()
        #expect(orders.isEmpty && bytes.last == 0x0A)
        return try bytes.split(separator: 0x0A)
            .map { line in
                try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
            }
    }

    @Test("a place names the attempt and all that the campaign says of it; what it does not say is null")
    func place() throws {
        var campaign = Campaign(name: "spring")
        campaign.startURL = "http://192.0.2.1/start"
        campaign.ringTimeout = .seconds(25)
        campaign.parameters = [Parameter(key: "lang", value: "en")]
        var attempt = Attempt.sample("+16175550120", campaignRef: CampaignRef(campaign))
        attempt.callerID = "+16175550100"
        attempt.job.parameters = [Parameter(key: "order", value: "17")]
        attempt.job.postDial = "2"
        let placed = attempt
        let line = try #require(try lines { $0.place(placed) }.first)
        #expect(line["do"] as? String == "place")
        #expect(line["id"] as? String == attempt.id)
        #expect(line["number"] as? String == "+16175550120")
        #expect(line["ani"] as? String == "+16175550100")
        #expect(line["ring_timeout"] as? Int == 25)
        #expect(line["callee_detection"] as? Bool == true)
        #expect(line["start_url"] as? String == "http://192.0.2.1/start")
        #expect(line["postd"] as? String == "2")
        #expect(line["campaign"] as? String == "spring")
        #expect(line["call_id"] as? String == attempt.job.callID)
        #expect(line["attempt"] as? Int == 1)
        #expect(line["message_reference"] is NSNull)
        #expect(line["campaign_parameters"] as? [String: String] == ["lang": "en"])
        #expect(line["call_parameters"] as? [String: String] == ["order": "17"])
    }

    @Test("hello, cancel and inquire are a line each, in their order")
    func others() throws {
        let lines = try lines { orders in
            orders.hello()
            orders.cancel("x-1")
            orders.inquire("x-2")
        }
        #expect(lines.map { $0["do"] as? String } == ["hello", "cancel", "inquire"])
        #expect(lines[0]["protocol"] as? Int == 1)
        #expect(lines.map { $0["id"] as? String } == [nil, "x-1", "x-2"])
    }

    @Test("whatever a campaign holds stays inside of its quotes", arguments: Hostile.texts)
    func hostile(text: String) throws {
        var campaign = Campaign(name: "spring")
        campaign.startURL = text
        campaign.parameters = [Parameter(key: text, value: text)]
        var attempt = Attempt.sample(text, campaignRef: CampaignRef(campaign))
        attempt.callerID = text
        attempt.job.messageReference = text
        attempt.job.parameters = [Parameter(key: text, value: text)]
        attempt.job.postDial = text
        let placed = attempt
        let all = try lines { $0.place(placed) }
        #expect(all.count == 1)
        let line = try #require(all.first)
        for key in ["number", "ani", "start_url", "postd", "message_reference"] {
            #expect(line[key] as? String == text, "\(key)")
        }
        #expect(line["campaign_parameters"] as? [String: String] == [text: text])
        #expect(line["call_parameters"] as? [String: String] == [text: text])
        #expect(line["do"] as? String == "place")
    }
}

/// Values that would like to be more than values.
enum Hostile {
    static let texts = [
        "a\r\nb", "a\nChannel: Local/x", "\u{0}", "\"", "\\", "\\\"", "{", "}", ",", "a,b=c", "'", "^^", "${SHELL(id)}",
        "$(id)", "`id`", "; System(id)", "# x", " # x", "\u{7F}", "\u{1B}[2J", "\u{2028}", "é✓",
        "\"}\n{\"do\":\"place\"",
    ]
}
